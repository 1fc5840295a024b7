// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::cli {

// One reply of either protocol version.
struct Value {
  enum class Kind : std::uint8_t {
    kNull,
    kText,    // bulk and verbatim strings, big numbers
    kSimple,  // a status such as OK
    kError,   // `text` is "CODE what to do"
    kInteger,
    kReal,
    kBoolean,  // in `integer`
    kArray,    // sets and pushes, too
    kMap,      // keys and values alternate in `items`
  };

  Kind kind = Kind::kNull;
  std::string text;
  std::int64_t integer = 0;
  double real = 0;
  std::vector<Value> items;

  [[nodiscard]] bool is_error() const { return kind == Kind::kError; }
  [[nodiscard]] bool is_null() const { return kind == Kind::kNull; }
  // The value of `key` in a map or in the flat array of keys and values that RESP2 has for one.
  // Null when it is not there.
  [[nodiscard]] const Value* find(std::string_view key) const;
  // An integer, or a text that is one; otherwise `otherwise`.
  [[nodiscard]] std::int64_t as_integer(std::int64_t otherwise = 0) const;
};

// Takes replies from a growing text.
class ReplyReader {
 public:
  enum class Status : std::uint8_t { kValue, kNeedMore, kMalformed };

  struct Result {
    Status status = Status::kNeedMore;
    std::size_t consumed = 0;  // bytes of `bytes` the value took; 0 unless kValue
    Value value;
  };

  // Reads the first reply in `bytes`. A reply nested deeper than 32 is malformed.
  [[nodiscard]] static Result read(std::string_view bytes);
};

}  // namespace stellwerk::cli
