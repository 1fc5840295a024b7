// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/event_filter.h"

#include <algorithm>

#include "core/model/event.h"

namespace stellwerk::cli {
namespace {

bool covers(std::string_view type, std::string_view of_event) {
  if (!of_event.starts_with(type)) return false;
  return of_event.size() == type.size() || of_event[type.size()] == '.';
}

bool is_field(const StreamEvent& event, std::string_view name, const std::string& wanted) {
  return wanted.empty() || event.field(name) == wanted;
}

}  // namespace

bool EventFilter::matches(const StreamEvent& event) const {
  const std::string_view type = event.field("type");
  const auto is_of = [type](const std::string& wanted) { return covers(wanted, type); };
  return (types.empty() || std::ranges::any_of(types, is_of)) && is_field(event, "conv", conv) &&
         is_field(event, "agent", agent) && is_field(event, "queue", queue);
}

std::string check_event_type(const std::string& type) {
  std::string known;
  for (std::uint8_t i = 0; i < model::kEventTypeCount; ++i) {
    const std::string_view name = model::name(static_cast<model::EventType>(i));
    if (covers(type, name)) return {};
    known += known.empty() ? "" : ", ";
    known += name;
  }
  return "no event has the type \"" + type + "\"; there are " + known +
         ", or what stands before the point for all of its kind";
}

}  // namespace stellwerk::cli
