// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/trial_text.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "tools/stellwerk/client/print.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kShownMax = 10;

std::string text_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? std::string() : printable(value->text);
}

std::int64_t number_of(const Value& map, std::string_view key) {
  const Value* value = map.find(key);
  return value == nullptr ? 0 : value->as_integer();
}

std::string entry_text(std::string_view kind, const Value& entry) {
  if (kind == "unroutable" || kind == "routable") return printable(entry.text);
  const std::string conv = text_of(entry, "conv");
  if (kind == "assigned") {
    return conv + ": " + text_of(entry, "state_then") + ' ' + text_of(entry, "agent_then");
  }
  if (kind == "deadline") {
    const std::int64_t later = number_of(entry, "then_ms") - number_of(entry, "now_ms");
    return conv + ": " + std::to_string(later < 0 ? -later : later) + " ms " +
           (later < 0 ? "earlier" : "later");
  }
  return conv + ": " + text_of(entry, "now") + " -> " + text_of(entry, "then");
}

void add_changes(std::string& text, const Value& live, std::string_view kind,
                 std::string_view words) {
  const Value* changes = live.find(kind);
  const std::int64_t count = changes == nullptr ? 0 : number_of(*changes, "count");
  if (count == 0) return;
  text += std::to_string(count) + ' ' + std::string(words) + '\n';
  const Value* first = changes->find("first");
  if (first == nullptr) return;
  std::size_t shown = 0;
  for (const Value& entry : first->items) {
    if (shown++ == kShownMax) break;
    text += "  " + entry_text(kind, entry) + '\n';
  }
  if (count > static_cast<std::int64_t>(kShownMax)) text += "  ...\n";
}

void add_names(std::string& text, const Value& live, std::string_view key, std::string_view words) {
  const Value* names = live.find(key);
  if (names == nullptr) return;
  for (const Value& name : names->items) {
    text += "queue " + printable(name.text) + ' ' + std::string(words) + '\n';
  }
}

}  // namespace

std::string trial_text(const Value& live) {
  struct Kind {
    std::string_view key, words;
  };
  constexpr std::array<Kind, 6> kKinds = {{
      {"assigned", "conversations would be with another agent"},
      {"unroutable", "could be taken by nobody any more"},
      {"routable", "could be taken by somebody again"},
      {"lane", "would wait in another lane"},
      {"deadline", "would have to start by another time"},
      {"queue", "would be in another queue"},
  }};
  std::string text;
  for (const Kind& kind : kKinds) add_changes(text, live, kind.key, kind.words);
  const std::int64_t clocks = number_of(live, "clocks");
  if (clocks > 0) text += std::to_string(clocks) + " clocks would be due at another time\n";
  add_names(text, live, "queues_added", "would be new");
  add_names(text, live, "queues_removed", "would be gone");
  return text;
}

}  // namespace stellwerk::cli
