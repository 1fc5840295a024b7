// SPDX-License-Identifier: Apache-2.0
#include "core/resp/inline_arguments.h"

#include <optional>

namespace stellwerk::resp {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

// What follows a backslash inside double quotes.
char unescape(std::string_view& rest) {
  if (rest.size() >= 3 && rest[0] == 'x') {
    const auto high = hex_digit(rest[1]);
    const auto low = hex_digit(rest[2]);
    if (high && low) {
      rest.remove_prefix(3);
      return static_cast<char>(*high << 4U | *low);
    }
  }
  const char c = rest.front();
  rest.remove_prefix(1);
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'a':
      return '\a';
    default:
      return c;
  }
}

// Appends what stands up to the closing quote; `rest` begins behind the opening one.
bool take_quoted(std::string_view& rest, char quote, std::string& out) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == quote) return rest.empty() || is_blank(rest.front());
    if (c == '\\' && !rest.empty() && quote == '"') {
      out.push_back(unescape(rest));
    } else if (c == '\\' && rest.starts_with('\'') && quote == '\'') {
      out.push_back('\'');
      rest.remove_prefix(1);
    } else {
      out.push_back(c);
    }
  }
  return false;
}

}  // namespace

bool split_inline(std::string_view line, std::vector<std::string_view>& arguments,
                  std::string& unquoted) {
  unquoted.clear();
  // No argument is longer than its source, so the views into it stay where they are.
  if (line.find_first_of("\"'") != line.npos) unquoted.reserve(line.size());
  std::string_view rest = line;
  for (;;) {
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (rest.empty()) return true;
    std::size_t plain = 0;
    while (plain < rest.size() && !is_blank(rest[plain]) && rest[plain] != '"' &&
           rest[plain] != '\'') {
      ++plain;
    }
    if (plain == rest.size() || is_blank(rest[plain])) {
      arguments.push_back(rest.substr(0, plain));
      rest.remove_prefix(plain);
      continue;
    }
    const std::size_t start = unquoted.size();
    unquoted.append(rest.substr(0, plain));
    const char quote = rest[plain];
    rest.remove_prefix(plain + 1);
    if (!take_quoted(rest, quote, unquoted)) return false;
    arguments.push_back(std::string_view(unquoted).substr(start));
  }
}

}  // namespace stellwerk::resp
