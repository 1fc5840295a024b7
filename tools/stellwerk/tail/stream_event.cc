// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/stream_event.h"

#include "core/base/text.h"

namespace stellwerk::cli {

std::string_view StreamEvent::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::uint64_t> number_of(std::string_view id) {
  if (id.ends_with("-0")) id.remove_suffix(2);
  const auto number = base::parse_integer(id);
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

std::optional<std::vector<StreamEvent>> events_of(const Value& reply) {
  std::vector<StreamEvent> events;
  if (reply.is_null()) return events;
  // RESP3 answers a map from stream to entries, RESP2 a list of such pairs.
  const Value* streams = &reply;
  if (reply.kind == Value::Kind::kArray && reply.items.size() == 1) streams = &reply.items.front();
  if (streams->items.size() != 2) return std::nullopt;
  for (const Value& item : streams->items[1].items) {
    if (item.items.size() != 2 || !number_of(item.items[0].text)) return std::nullopt;
    StreamEvent& event = events.emplace_back();
    event.id = item.items[0].text;
    const std::vector<Value>& fields = item.items[1].items;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
      event.fields.emplace_back(fields[i].text, fields[i + 1].text);
    }
  }
  return events;
}

}  // namespace stellwerk::cli
