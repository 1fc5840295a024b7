// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/reply_scanner.h"

#include <cstring>

namespace stellwerk::cli {
namespace {

using Kind = ScannedReply::Kind;

class Scanner {
 public:
  explicit Scanner(std::string_view bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  // Steps over "X…\r\n" and, for a bulk string, its text. `text` is the line without its type or
  // the string; a null string has none.
  Kind element(char& type, std::string_view& text) {
    if (short_bulk(text)) {
      type = '$';
      return Kind::kReply;
    }
    const char* const begin = at_;
    const auto* const newline =
        static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
    if (newline == nullptr) return Kind::kNeedMore;
    if (newline - begin < 2 || newline[-1] != '\r') return Kind::kMalformed;
    type = *begin;
    text = std::string_view(begin + 1, static_cast<std::size_t>(newline - begin) - 2);
    at_ = newline + 1;
    if (type != '$') return Kind::kReply;
    return bulk(text);
  }

  static bool number(std::string_view text, std::int64_t& value) {
    if (text == "-1") {
      value = -1;
      return true;
    }
    if (text.empty() || text.size() > 9) return false;
    value = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9') return false;
      value = value * 10 + (digit - '0');
    }
    return true;
  }

  [[nodiscard]] const char* at() const { return at_; }

 private:
  // A whole string of up to 99 bytes, which most elements are. False when there is anything else,
  // and nothing was stepped over.
  bool short_bulk(std::string_view& text) {
    constexpr std::ptrdiff_t kHeadSize = 5;  // "$99\r\n"
    if (end_ - at_ < kHeadSize || *at_ != '$') return false;
    const auto digit = [this](std::ptrdiff_t i) { return static_cast<unsigned>(at_[i] - '0'); };
    if (digit(1) > 9) return false;
    const bool two_digits = digit(2) <= 9;
    const std::ptrdiff_t size = two_digits ? digit(1) * 10 + digit(2) : digit(1);
    const char* const begin = at_ + (two_digits ? kHeadSize : kHeadSize - 1);
    if (begin[-2] != '\r' || begin[-1] != '\n' || end_ - begin < size + 2) return false;
    if (begin[size] != '\r' || begin[size + 1] != '\n') return false;
    text = std::string_view(begin, static_cast<std::size_t>(size));
    at_ = begin + size + 2;
    return true;
  }

  Kind bulk(std::string_view& text) {
    std::int64_t size = 0;
    if (!number(text, size)) return Kind::kMalformed;
    text = {};
    if (size < 0) return Kind::kReply;
    if (end_ - at_ < size + 2) return Kind::kNeedMore;
    text = std::string_view(at_, static_cast<std::size_t>(size));
    at_ += size + 2;
    return at_[-2] == '\r' && at_[-1] == '\n' ? Kind::kReply : Kind::kMalformed;
  }

  const char* at_;
  const char* end_;
};

Kind scan_fields(Scanner& scanner, std::int64_t count, ScannedReply& reply) {
  std::string_view key;
  for (std::int64_t i = 0; i < count; ++i) {
    char type = 0;
    std::string_view text;
    const Kind kind = scanner.element(type, text);
    if (kind != Kind::kReply) return kind;
    if (type == '*') return Kind::kMalformed;  // no reply to what is sent has lists inside
    if (i % 2 == 0) {
      key = text;
    } else if (type == '$' && key == "state") {
      reply.state = text;
    } else if (type == '$' && key == "agent") {
      reply.agent = text;
    }
  }
  return Kind::kReply;
}

}  // namespace

ScannedReply scan_reply(std::string_view bytes) {
  ScannedReply reply;
  if (bytes.empty()) return reply;
  Scanner scanner(bytes);
  char type = 0;
  reply.kind = scanner.element(type, reply.text);
  if (reply.kind == Kind::kReply && type == '*') {
    std::int64_t count = 0;
    reply.kind =
        Scanner::number(reply.text, count) ? scan_fields(scanner, count, reply) : Kind::kMalformed;
  } else if (reply.kind == Kind::kReply && type == '-') {
    reply.kind = Kind::kError;
  } else if (reply.kind == Kind::kReply && type != '+' && type != ':' && type != '$') {
    reply.kind = Kind::kMalformed;
  }
  reply.size = static_cast<std::size_t>(scanner.at() - bytes.data());
  return reply;
}

}  // namespace stellwerk::cli
