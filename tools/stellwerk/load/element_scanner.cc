// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/element_scanner.h"

namespace stellwerk::cli {

bool ElementScanner::number(std::string_view text, std::int64_t& value) {
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

ElementScanner::Found ElementScanner::bulk(const char* text_begin, std::string_view& text) {
  std::int64_t size = 0;
  if (!number(text, size)) return Found::kMalformed;
  text = {};
  if (size < 0) {
    at_ = text_begin;
    return Found::kElement;
  }
  if (end_ - text_begin < size + 2) return Found::kNeedMore;
  text = std::string_view(text_begin, static_cast<std::size_t>(size));
  at_ = text_begin + size + 2;
  return at_[-2] == '\r' && at_[-1] == '\n' ? Found::kElement : Found::kMalformed;
}

ElementScanner::Found ElementScanner::any_element(char& type, std::string_view& text) {
  const char* newline = at_;
  // Lines are short: a call costs more than looking at each byte.
  while (newline != end_ && *newline != '\n') ++newline;
  if (newline == end_) return Found::kNeedMore;
  if (newline - at_ < 2 || newline[-1] != '\r') return Found::kMalformed;
  type = *at_;
  text = std::string_view(at_ + 1, static_cast<std::size_t>(newline - at_) - 2);
  if (type == '$') return bulk(newline + 1, text);
  at_ = newline + 1;
  return Found::kElement;
}

ElementScanner::Found ElementScanner::array(std::int64_t& count) {
  char type = 0;
  std::string_view text;
  const Found found = element(type, text);
  if (found != Found::kElement) return found;
  return type == '*' && number(text, count) ? Found::kElement : Found::kMalformed;
}

}  // namespace stellwerk::cli
