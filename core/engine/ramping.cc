// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// Who comes online takes what is routed gradually: one unit at once, all after the policy's ramp,
// and in between in proportion to the time. What is given to him by hand, or is his, is not asked.
namespace stellwerk::engine {
namespace {

// Units after that time, and when there will be one more.
std::uint32_t usable_after(std::uint32_t capacity, base::Duration passed, base::Duration ramp) {
  if (passed >= ramp || capacity <= 1) return capacity;
  const std::int64_t more = (std::int64_t{capacity} - 1) * passed.ms / ramp.ms;
  return 1 + static_cast<std::uint32_t>(more);
}

base::Duration until_units(std::uint32_t units, std::uint32_t capacity, base::Duration ramp) {
  const std::int64_t all = std::int64_t{capacity} - 1;
  return {((std::int64_t{units} - 1) * ramp.ms + all - 1) / all};
}

}  // namespace

// For the first time since he was offline.
void Switchboard::begin_ramp(AgentSlot slot) {
  Agent& subject = agent(slot);
  subject.seen_online = true;
  selection_.join(subject);
  if (plan_.routing.ramp == model::kNoTarget) return;
  Ramp& ramp = agents_.ramps[slot];
  ramp.since = now_;
  if (ramp.timer == kNone) ramp.timer = timers_.create(TimerOwner::kRamp, slot);
  follow_ramp(slot);
}

void Switchboard::end_ramp(AgentSlot slot) {
  const auto known = agents_.ramps.find(slot);
  if (known == agents_.ramps.end()) return;
  timers_.destroy(known->second.timer);
  agents_.ramps.erase(known);
  agent(slot).ramping = false;
}

// By the time, the capacity and the policy's ramp as they are now.
void Switchboard::follow_ramp(AgentSlot slot) {
  Agent& subject = agent(slot);
  Ramp& ramp = agents_.ramps.at(slot);
  const base::Duration whole = plan_.routing.ramp;
  const std::uint32_t capacity = subject.abilities.capacity;
  subject.usable = usable_after(capacity, now_ - ramp.since, whole);
  if (whole == model::kNoTarget || now_ - ramp.since >= whole) return end_ramp(slot);
  subject.ramping = true;
  const base::Duration until =
      subject.usable < capacity ? until_units(subject.usable + 1, capacity, whole) : whole;
  ramp.next = due_at(ramp.since + until);
  timers_.arm(ramp.timer, ramp.next.at, ramp.next.order);
}

void Switchboard::ramp_step(AgentSlot slot) {
  follow_ramp(slot);
  matching_.update_free(slot, agent(slot).idle_rank);
  freed_.push_back(slot);
}

// Under another policy.
void Switchboard::follow_ramps() {
  std::vector<AgentSlot> ramping;
  for (const auto& [slot, ramp] : agents_.ramps) ramping.push_back(slot);
  for (const AgentSlot slot : ramping) {
    follow_ramp(slot);
    matching_.update_free(slot, agent(slot).idle_rank);
  }
}

}  // namespace stellwerk::engine
