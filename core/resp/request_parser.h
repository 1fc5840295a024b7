// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::resp {

// What one request may take of a connection. Judged on the announced lengths, before their bytes
// have come.
struct RequestLimits {
  // Arguments of one request, the command's name included. Default 1,024.
  std::size_t arguments_max = 1'024;
  // Bytes of one argument. Default 1 MiB: a policy document is one argument. The smaller limit of
  // a message's payload is answered TOOBIG and keeps the connection.
  std::size_t argument_size_max = std::size_t{1} << 20U;
  // Bytes of one whole request. Default 2 MiB; a read buffer never has to be larger.
  std::size_t request_size_max = std::size_t{2} << 20U;
  // Bytes of one inline command. Default 64 KiB.
  std::size_t inline_size_max = std::size_t{64} << 10U;
};

enum class ParseStatus : std::uint8_t {
  kRequest,    // arguments() has one whole request
  kNeedMore,   // call again with more bytes behind the same ones
  kMalformed,  // error() says why; answer it and close: nothing behind it can be understood
};

// Finds requests (arrays of bulk strings, and inline commands) in the bytes of a connection.
// It remembers how far it came, so bytes that arrive one by one are looked at once.
// Thread safety: none; one connection each.
class RequestParser {
 public:
  explicit RequestParser(const RequestLimits& limits);

  // From the next request on.
  void set_limits(const RequestLimits& limits) { limits_ = limits; }

  // `bytes` begins where the last consumed() ended; after kNeedMore, with the same bytes and more.
  // They may have moved in memory. Empty requests are skipped.
  [[nodiscard]] ParseStatus parse(std::string_view bytes);

  // Views into the bytes last parsed, or into this parser for a quoted inline command; valid until
  // the next call. Never empty after kRequest.
  [[nodiscard]] std::span<const std::string_view> arguments() const { return arguments_; }

  // What the caller drops from the front of the bytes, whatever the status was: the request, and
  // empty ones before it. The views of arguments() point into what is dropped.
  [[nodiscard]] std::size_t consumed() const { return consumed_; }

  // After kNeedMore: at least so many more bytes are needed. At least 1.
  [[nodiscard]] std::size_t missing() const { return missing_; }

  // After kMalformed: "Protocol error: ...", to be answered with the code ERR.
  [[nodiscard]] std::string_view error() const { return error_; }

 private:
  struct Slice {
    std::size_t start;
    std::size_t size;
  };
  enum class Step : std::uint8_t { kDone, kNeedMore, kMalformed };

  Step parse_array(std::string_view bytes);
  Step parse_argument(std::string_view bytes);
  Step parse_inline(std::string_view bytes);
  Step read_count(std::string_view bytes, char what, std::uint64_t greatest, std::int64_t& value);
  Step need(std::size_t bytes);
  Step malformed(std::string_view why);
  void begin();

  RequestLimits limits_;
  std::vector<Slice> slices_;
  std::vector<std::string_view> arguments_;
  std::string unquoted_;  // the arguments of a quoted inline command
  std::string error_;
  bool pending_ = false;  // a request has begun; the places below count from its first byte
  std::size_t consumed_ = 0;
  std::size_t missing_ = 1;
  std::size_t at_ = 0;              // how far it is understood
  std::size_t scanned_ = 0;         // inline: no line end before this
  std::size_t arguments_left_ = 0;  // of the array being read
  std::int64_t size_ = kNoSize;     // of the argument being read
  static constexpr std::int64_t kNoSize = -1;
};

}  // namespace stellwerk::resp
