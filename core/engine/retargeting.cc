// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// Running clocks when SLAs or calendars change: what has elapsed stays, what is left is counted by
// the new target and the new hours.
namespace stellwerk::engine {
namespace {

bool same(const model::SlaPolicy& a, const model::SlaPolicy& b) {
  return a.first_response == b.first_response && a.next_response == b.next_response &&
         a.resolution == b.resolution && a.warn_permille == b.warn_permille &&
         a.calendar == b.calendar;
}

template <typename Entry>
const Entry* named(const std::vector<Entry>& entries, std::string_view name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [name](const Entry& e) { return e.name == name; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

void Switchboard::install_calendars(const std::vector<model::CalendarPolicy>& calendars) {
  for (Calendar& calendar : plan_.calendars) calendar.defined = false;
  for (const model::CalendarPolicy& entry : calendars) {
    Calendar& calendar = plan_.calendars[plan_.mention_calendar(entry.name)];
    calendar.defined = true;
    calendar.policy = entry;
    calendar.hours = OpenHours(entry);
  }
}

// REQUIRES: the calendars that they name are there.
void Switchboard::install_slas(const std::vector<model::SlaPolicy>& slas) {
  for (Sla& sla : plan_.slas) sla.defined = false;
  for (const model::SlaPolicy& entry : slas) {
    Sla& sla = plan_.slas[plan_.mention_sla(entry.name)];
    sla.defined = true;
    sla.policy = entry;
    sla.calendar = entry.calendar.empty() ? kNone : plan_.calendar_names.find(entry.calendar);
  }
}

// By number, those whose clocks will run otherwise.
std::vector<bool> Switchboard::slas_changed_by(const model::Policy& policy) const {
  std::vector<bool> changed(plan_.slas.size());
  for (NameId id = 0; id < plan_.slas.size(); ++id) {
    const Sla& sla = plan_.slas[id];
    const model::SlaPolicy* entry = named(policy.slas, sla.policy.name);
    if (!sla.defined || entry == nullptr) continue;
    changed[id] = !same(sla.policy, *entry);
    if (changed[id] || entry->calendar.empty()) continue;
    const model::CalendarPolicy* calendar = named(policy.calendars, entry->calendar);
    changed[id] = calendar == nullptr || OpenHours(*calendar) != plan_.hours(id);
  }
  return changed;
}

// The open ones, in the order of opening.
std::vector<ConvSlot> Switchboard::measured_by(const std::vector<bool>& slas) const {
  std::vector<ConvSlot> measured;
  if (std::find(slas.begin(), slas.end(), true) == slas.end()) return measured;
  for (ConvSlot slot = 0; slot < conversations_.slot_count(); ++slot) {
    if (!conversations_.used(slot)) continue;
    const Conversation& conv = conversations_[slot];
    if (conv.open() && conv.sla != kNone && slas[conv.sla]) measured.push_back(slot);
  }
  std::sort(measured.begin(), measured.end(), [this](ConvSlot a, ConvSlot b) {
    return conversations_[a].order < conversations_[b].order;
  });
  return measured;
}

void Switchboard::count_elapsed(ResponseClock& clock, const OpenHours& hours) {
  if (clock.state != ResponseClock::State::kRunning) return;
  clock.elapsed = clock.elapsed + hours.open_between(clock.start, now_);
  clock.start = now_;
}

void Switchboard::count_elapsed_of(Conversation& conv) {
  const OpenHours& hours = plan_.hours(conv.sla);
  count_elapsed(conv.first, hours);
  count_elapsed(conv.reply, hours);
  if (conv.extras) count_elapsed(conv.extras->resolution, hours);
}

// A clock whose target is gone ends silently.
void Switchboard::run_on(ResponseClock& clock, base::Duration target, const OpenHours& hours,
                         std::uint32_t warn_permille) {
  const bool paused = clock.state == ResponseClock::State::kPaused;
  if (clock.state != ResponseClock::State::kRunning && !paused) return;
  if (target == model::kNoTarget) {
    clock = {};
  } else if (!paused) {
    run_clock(clock, target, hours, warn_permille);
  }
}

void Switchboard::run_on(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const model::SlaPolicy& sla = plan_.slas[conv.sla].policy;
  const OpenHours& hours = plan_.hours(conv.sla);
  if (!conv.own_target) conv.target = plan_.target(conv.sla);
  run_on(conv.first, conv.own_target ? conv.target : sla.first_response, hours, sla.warn_permille);
  run_on(conv.reply, sla.next_response, hours, sla.warn_permille);
  if (conv.extras) run_on(conv.extras->resolution, sla.resolution, hours, sla.warn_permille);
  rearm(slot);
}

}  // namespace stellwerk::engine
