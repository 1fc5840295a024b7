// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace stellwerk::cli {

// Steps over the elements of RESP2 one by one, where they lie; nothing is copied. What a load
// generator spends its time with: the elements of which most answers consist are read in a few
// instructions each.
class ElementScanner {
 public:
  enum class Found : std::uint8_t { kNeedMore, kMalformed, kElement };

  explicit ElementScanner(std::string_view bytes)
      : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()) {}

  // Steps over "X…\r\n" and, for a bulk string, its text. `text` is the line without its type, or
  // the string; a null string has none. What is not whole is not stepped over.
  Found element(char& type, std::string_view& text) {
    return short_element(type, text) ? Found::kElement : any_element(type, text);
  }
  // The same of an element that has to be an array: how many elements it has, -1 for null.
  Found array(std::int64_t& count);

  // Up to nine digits, or -1.
  [[nodiscard]] static bool number(std::string_view text, std::int64_t& value);

  [[nodiscard]] std::size_t scanned() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  // Bytes in the order of memory, the first one lowest.
  static constexpr std::uint64_t kNewline = 0x0a0d;       // "\r\n"
  static constexpr std::uint64_t kNull = 0x0a0d'312d'24;  // "$-1\r\n"

  static std::uint64_t digit(std::uint64_t head, unsigned at) {
    return (head >> 8 * at & 0xff) - '0';
  }
  static bool is_newline(const char* at) {
    std::uint16_t bytes = 0;
    std::memcpy(&bytes, at, sizeof bytes);
    return bytes == kNewline;
  }

  // A whole string of up to 99 bytes, a null string or a line of one byte, unless the bytes end
  // right behind it. False when there is anything else, and nothing was stepped over.
  bool short_element(char& type, std::string_view& text) {
    std::uint64_t head = 0;
    if (end_ - at_ < static_cast<std::ptrdiff_t>(sizeof head)) return false;
    std::memcpy(&head, at_, sizeof head);
    type = *at_;
    std::ptrdiff_t head_size = 4;  // "$9\r\n"
    std::uint64_t size = digit(head, 1);
    if ((head >> 16 & 0xffff) == kNewline) {
      if (type != '$') return short_line(text);
      if (size > 9) return false;
    } else {
      head_size = 5;  // "$99\r\n"
      if ((head & 0xff'ffff'ffff) == kNull) return null(text);
      if (type != '$' || (head >> 24 & 0xffff) != kNewline) return false;
      if (size > 9 || digit(head, 2) > 9) return false;
      size = size * 10 + digit(head, 2);
    }
    const char* const begin = at_ + head_size;
    const auto length = static_cast<std::ptrdiff_t>(size);
    if (end_ - begin < length + 2 || !is_newline(begin + length)) return false;
    text = std::string_view(begin, size);
    at_ = begin + length + 2;
    return true;
  }
  bool null(std::string_view& text) {
    text = {};
    at_ += 5;
    return true;
  }
  bool short_line(std::string_view& text) {
    text = std::string_view(at_ + 1, 1);
    at_ += 4;
    return true;
  }
  Found any_element(char& type, std::string_view& text);
  Found bulk(const char* text_begin, std::string_view& text);

  const char* begin_;
  const char* at_;
  const char* end_;
};

}  // namespace stellwerk::cli
