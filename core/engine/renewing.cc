// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "core/engine/switchboard.h"
#include "core/model/codec.h"

// Calendars that are known for longer. Nothing of what is known already changes: neither the past,
// nor anything that will happen before the time up to which it was known.
namespace stellwerk::engine {
namespace {

// `before`, and from where it ends what `anew` has.
model::CalendarPolicy joined(const model::CalendarPolicy& before,
                             const model::CalendarPolicy& anew) {
  model::CalendarPolicy both = before;
  both.known_until = anew.known_until;
  for (const auto& [open, shut] : anew.intervals) {
    if (shut <= before.known_until) continue;
    const base::Instant from = std::max(open, before.known_until);
    if (!both.intervals.empty() && both.intervals.back().shut == from) {
      both.intervals.back().shut = shut;
    } else {
      both.intervals.push_back({from, shut});
    }
  }
  return both;
}

// Something of the conversation's is reckoned by hours after `known`.
bool reaches_beyond(const Conversation& conv, base::Instant known) {
  const auto runs = [known](const ResponseClock& clock) {
    return clock.state == ResponseClock::State::kRunning && clock.due > known;
  };
  return conv.deadline > known || runs(conv.first) || runs(conv.reply) ||
         (conv.extras && runs(conv.extras->resolution));
}

}  // namespace

base::Instant Switchboard::calendars_known_until() const {
  base::Instant least = base::kNever;
  for (const Calendar& calendar : plan_.calendars) {
    if (calendar.defined) least = std::min(least, calendar.policy.known_until);
  }
  return least;
}

void Switchboard::renew_calendars(const model::Command& command) {
  const auto policy = model::decode_policy(command.payload);
  if (!policy) return refuse(model::Code::kBadArg, "the renewed calendars are damaged");
  for (const model::CalendarPolicy& entry : policy->calendars) {
    const NameId id = plan_.calendar_names.find(entry.name);
    if (id == kNone || !plan_.calendars[id].defined) continue;
    const model::CalendarPolicy& before = plan_.calendars[id].policy;
    if (entry.zone == before.zone && entry.known_until > before.known_until) lengthen(id, entry);
  }
  answer_ok();
}

void Switchboard::lengthen(NameId calendar, const model::CalendarPolicy& anew) {
  Calendar& known = plan_.calendars[calendar];
  std::vector<bool> slas(plan_.slas.size());
  for (NameId id = 0; id < slas.size(); ++id) slas[id] = plan_.slas[id].calendar == calendar;
  std::vector<ConvSlot> measured = measured_by(slas);
  std::erase_if(measured, [this, &known](ConvSlot slot) {
    return !reaches_beyond(conversation(slot), known.policy.known_until);
  });
  for (const ConvSlot slot : measured) count_elapsed_of(conversation(slot));
  known.policy = joined(known.policy, anew);
  known.hours = OpenHours(known.policy);
  for (const ConvSlot slot : measured) {
    run_on(slot);
    if (conversation(slot).state == model::ConvState::kWaiting) reclassify(slot);
  }
}

}  // namespace stellwerk::engine
