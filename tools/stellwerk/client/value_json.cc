// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/value_json.h"

#include <string>

#include "tools/stellwerk/client/json_text.h"
#include "tools/stellwerk/client/utf8.h"

namespace stellwerk::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string key_of(const Value& value) {
  if (value.kind == Value::Kind::kInteger) return std::to_string(value.integer);
  return is_utf8(value.text) ? value.text : "hex:" + hex_digits(value.text);
}

Json object(const Value& map) {
  Json result = Json::object();
  for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
    result[key_of(map.items[i])] = to_json(map.items[i + 1]);
  }
  return result;
}

}  // namespace

Json to_json(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNull:
      return nullptr;
    case Value::Kind::kInteger:
      return value.integer;
    case Value::Kind::kReal:
      return value.real;
    case Value::Kind::kBoolean:
      return value.integer != 0;
    case Value::Kind::kMap:
      return object(value);
    case Value::Kind::kError:
      return {{"error", text_json(value.text)}};
    case Value::Kind::kText:
    case Value::Kind::kSimple:
      return text_json(value.text);
    case Value::Kind::kArray:
      break;
  }
  Json result = Json::array();
  for (const Value& item : value.items) result.push_back(to_json(item));
  return result;
}

}  // namespace stellwerk::cli
