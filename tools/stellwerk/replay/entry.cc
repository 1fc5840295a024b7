// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/entry.h"

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

// Ids are "SEQ-0".
std::optional<std::uint64_t> sequence_of(std::string_view id) {
  if (!id.ends_with("-0")) return std::nullopt;
  const auto number = base::parse_integer(id.substr(0, id.size() - 2));
  if (!number || *number <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

void take_field(std::string_view name, const Value& value, Entry& entry) {
  if (name == "type")
    entry.type = value.text;
  else if (name == "conv")
    entry.conv = value.text;
  else if (name == "agent")
    entry.agent = value.text;
  else if (name == "queue")
    entry.queue = value.text;
  else if (name == "channel")
    entry.channel = value.text;
  else if (name == "offer")
    entry.offer = value.text;
  else if (name == "state")
    entry.state = value.text;
  else if (name == "reason")
    entry.reason = value.text;
  else if (name == "clock")
    entry.clock = value.text;
  else if (name == "at")
    entry.at = value.as_integer();
  else if (name == "reopened")
    entry.reopened = value.as_integer();
}

bool take_entry(const std::string& stream, const Value& item, std::vector<Entry>& entries) {
  if (item.items.size() != 2) return false;
  const auto seq = sequence_of(item.items[0].text);
  const std::vector<Value>& fields = item.items[1].items;
  if (!seq || fields.size() % 2 != 0) return false;
  Entry& entry = entries.emplace_back();
  entry.seq = *seq;
  entry.stream = stream;
  for (std::size_t i = 0; i < fields.size(); i += 2) {
    take_field(fields[i].text, fields[i + 1], entry);
  }
  return true;
}

}  // namespace

std::optional<std::vector<Entry>> read_entries(const Value& reply) {
  std::vector<Entry> entries;
  if (reply.is_null()) return entries;
  if (reply.kind != Value::Kind::kMap && reply.kind != Value::Kind::kArray) return std::nullopt;
  // RESP3 answers a map from stream to entries, RESP2 a list of such pairs.
  std::vector<std::pair<const Value*, const Value*>> streams;
  if (reply.kind == Value::Kind::kMap) {
    for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
      streams.emplace_back(&reply.items[i], &reply.items[i + 1]);
    }
  } else {
    for (const Value& pair : reply.items) {
      if (pair.items.size() != 2) return std::nullopt;
      streams.emplace_back(&pair.items[0], &pair.items[1]);
    }
  }
  for (const auto& [stream, list] : streams) {
    for (const Value& item : list->items) {
      if (!take_entry(stream->text, item, entries)) return std::nullopt;
    }
  }
  return entries;
}

}  // namespace stellwerk::cli
