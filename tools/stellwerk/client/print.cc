// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/print.h"

#include <algorithm>
#include <ostream>

#include "core/base/text.h"
#include "tools/stellwerk/client/json_text.h"
#include "tools/stellwerk/client/utf8.h"

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

void print_lines(std::string_view text, const std::string& indent, std::ostream& out) {
  while (!text.empty()) out << indent << base::next_item(text, '\n') << '\n';
}

void print_after(const std::string& label, const Value& value, const std::string& indent,
                 std::ostream& out) {
  if (is_nested(value)) {
    out << indent << label << '\n';
    print_nested(value, indent + "  ", out);
    return;
  }
  const std::string text = scalar(value);
  if (text.find('\n') == std::string::npos) {
    out << indent << label << ' ' << text << '\n';
  } else {
    out << indent << label << '\n';
    print_lines(text, indent + "  ", out);
  }
}

void print_nested(const Value& value, const std::string& indent, std::ostream& out) {
  if (value.kind == Value::Kind::kMap) {
    std::size_t width = 0;
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      width = std::max(width, columns(scalar(value.items[i])));
    }
    for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
      std::string label = scalar(value.items[i]);
      const Value& item = value.items[i + 1];
      const bool below = is_nested(item) || item.text.find('\n') != std::string::npos;
      if (!below) label.append(width + 1 - columns(label), ' ');
      print_after(label, item, indent, out);
    }
    return;
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    print_after(std::to_string(i + 1) + ")", value.items[i], indent, out);
  }
}

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t size = std::max<std::size_t>(character_size(bytes), 1);
    const std::string_view character = bytes.substr(0, size);
    const bool is_whole = character_size(character) == size;
    const char32_t point = is_whole ? code_point(character) : 0;
    bytes.remove_prefix(size);
    if (character == "\r") continue;  // INFO ends its lines with it
    const bool is_control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    if (is_whole && (!is_control || point == '\n' || point == '\t')) {
      text += character;
      continue;
    }
    for (const char byte : character) text += "\\x" + hex_digits({&byte, 1});
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
