// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/print.h"

#include <algorithm>
#include <ostream>

namespace stellwerk::cli {
namespace {

bool is_nested(const Value& value) {
  return (value.kind == Value::Kind::kMap || value.kind == Value::Kind::kArray) &&
         !value.items.empty();
}

std::string scalar(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return "(none)";
    case Value::Kind::kInteger:
      return std::to_string(value.integer);
    case Value::Kind::kBoolean:
      return value.integer != 0 ? "true" : "false";
    case Value::Kind::kReal:
      return value.text;
    case Value::Kind::kError:
      return "(error) " + printable(value.text);
    case Value::Kind::kArray:
    case Value::Kind::kMap:
      return "(empty)";
    case Value::Kind::kText:
    case Value::Kind::kSimple:
      break;
  }
  return value.text.empty() ? "\"\"" : printable(value.text);
}

void print_nested(const Value& value, const std::string& indent, std::ostream& out);

void print_after(const std::string& label, const Value& value, const std::string& indent,
                 std::ostream& out) {
  if (is_nested(value)) {
    out << indent << label << '\n';
    print_nested(value, indent + "  ", out);
  } else {
    out << indent << label << ' ' << scalar(value) << '\n';
  }
}

void print_nested(const Value& value, const std::string& indent, std::ostream& out) {
  if (value.kind == Value::Kind::kMap) {
    std::size_t width = 0;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      width = std::max(width, scalar(value.items[i]).size());
    }
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      std::string label = scalar(value.items[i]);
      if (!is_nested(value.items[i + 1])) label.resize(width + 1, ' ');
      print_after(label, value.items[i + 1], indent, out);
    }
    return;
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    print_after(std::to_string(i + 1) + ")", value.items[i], indent, out);
  }
}

}  // namespace

std::string printable(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    if (byte == '\r') continue;  // INFO ends its lines with it
    const auto code = static_cast<unsigned char>(byte);
    if (code == '\n' || code == '\t' || (code >= 0x20 && code != 0x7f)) {
      text += byte;
    } else {
      text += "\\x";
      text += kDigits[code >> 4U];
      text += kDigits[code & 0xfU];
    }
  }
  return text;
}

void print(const Value& value, std::ostream& out) {
  if (is_nested(value)) {
    print_nested(value, "", out);
  } else {
    out << scalar(value) << '\n';
  }
}

}  // namespace stellwerk::cli
