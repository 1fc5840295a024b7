// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/value.h"

#include <charconv>

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

constexpr int kDepthMax = 32;
constexpr std::int64_t kItemsMax = 64 << 20;

using Status = ReplyReader::Status;

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  Status read(Value& value, int depth) {
    if (depth > kDepthMax) return Status::kMalformed;
    std::string_view line;
    if (const Status status = read_line(line); status != Status::kValue) return status;
    if (line.empty()) return Status::kMalformed;
    const char type = line.front();
    line.remove_prefix(1);
    switch (type) {
      case '$':
      case '=':
      case '!':
        return read_bulk(type, line, value);
      case '*':
      case '~':
      case '>':
        return read_items(line, 1, Value::Kind::kArray, value, depth);
      case '%':
        return read_items(line, 2, Value::Kind::kMap, value, depth);
      case '|': {  // attributes: read and dropped, the value follows
        Value attributes;
        const Status status = read_items(line, 2, Value::Kind::kMap, attributes, depth);
        return status == Status::kValue ? read(value, depth + 1) : status;
      }
      default:
        return read_scalar(type, line, value);
    }
  }

  [[nodiscard]] std::size_t position() const { return position_; }

 private:
  Status read_line(std::string_view& line) {
    const std::size_t end = bytes_.find("\r\n", position_);
    if (end == std::string_view::npos) return Status::kNeedMore;
    line = bytes_.substr(position_, end - position_);
    position_ = end + 2;
    return Status::kValue;
  }

  Status read_bulk(char type, std::string_view line, Value& value) {
    const auto size = base::parse_integer(line);
    if (!size || *size < -1) return Status::kMalformed;
    if (*size == -1) return Status::kValue;
    const auto length = static_cast<std::size_t>(*size);
    if (bytes_.size() - position_ < length + 2) return Status::kNeedMore;
    std::string_view text = bytes_.substr(position_, length);
    if (bytes_.substr(position_ + length, 2) != "\r\n") return Status::kMalformed;
    position_ += length + 2;
    if (type == '=' && text.size() >= 4) text.remove_prefix(4);  // "txt:"
    value.kind = type == '!' ? Value::Kind::kError : Value::Kind::kText;
    value.text = text;
    return Status::kValue;
  }

  Status read_items(std::string_view line, std::int64_t each, Value::Kind kind, Value& value,
                    int depth) {
    const auto count = base::parse_integer(line);
    if (!count || *count < -1 || *count > kItemsMax) return Status::kMalformed;
    if (*count == -1) return Status::kValue;
    value.kind = kind;
    for (std::int64_t i = 0; i < *count * each; ++i) {
      const Status status = read(value.items.emplace_back(), depth + 1);
      if (status != Status::kValue) return status;
    }
    return Status::kValue;
  }

  static Status read_scalar(char type, std::string_view line, Value& value) {
    value.text = line;
    if (type == '+') {
      value.kind = Value::Kind::kSimple;
    } else if (type == '-') {
      value.kind = Value::Kind::kError;
    } else if (type == '(') {
      value.kind = Value::Kind::kText;
    } else if (type == ':') {
      const auto integer = base::parse_integer(line);
      if (!integer) return Status::kMalformed;
      value.kind = Value::Kind::kInteger;
      value.integer = *integer;
    } else if (type == ',') {
      const auto result = std::from_chars(line.data(), line.data() + line.size(), value.real);
      if (result.ec != std::errc()) return Status::kMalformed;
      value.kind = Value::Kind::kReal;
    } else if (type == '#' && (line == "t" || line == "f")) {
      value.kind = Value::Kind::kBoolean;
      value.integer = line == "t" ? 1 : 0;
    } else if (type != '_') {
      return Status::kMalformed;
    }
    return Status::kValue;
  }

  std::string_view bytes_;
  std::size_t position_ = 0;
};

}  // namespace

const Value* Value::find(std::string_view key) const {
  if (kind != Kind::kMap && kind != Kind::kArray) return nullptr;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i].text == key) return &items[i + 1];
  }
  return nullptr;
}

std::int64_t Value::as_integer(std::int64_t otherwise) const {
  if (kind == Kind::kInteger || kind == Kind::kBoolean) return integer;
  if (kind == Kind::kText || kind == Kind::kSimple) {
    return base::parse_integer(text).value_or(otherwise);
  }
  return otherwise;
}

ReplyReader::Result ReplyReader::read(std::string_view bytes) {
  Result result;
  Cursor cursor(bytes);
  result.status = cursor.read(result.value, 0);
  if (result.status == Status::kValue) result.consumed = cursor.position();
  return result;
}

}  // namespace stellwerk::cli
