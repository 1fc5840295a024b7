// SPDX-License-Identifier: Apache-2.0
#include "core/engine/figures.h"

#include "core/engine/switchboard.h"

namespace stellwerk::engine {

std::string_view name(Clock clock) {
  static constexpr std::array<std::string_view, kClockCount> kNames = {
      "first_response", "next_response", "resolution", "window"};
  return kNames[static_cast<std::size_t>(clock)];
}

void WaitHistogram::add(std::int64_t ms) {
  std::size_t bucket = 0;
  while (bucket < kBoundsMs.size() && ms > kBoundsMs[bucket]) ++bucket;
  ++counts[bucket];
  ++count;
  sum_ms += ms;
}

// The longest wait, by original arrival.
std::int64_t Switchboard::oldest_wait_ms(QueueId id) const {
  const WaitingSince& since = plan_.queues[id].waiting_since;
  return since.empty() ? 0 : (now_ - since.oldest()).ms;
}

Figures Switchboard::figures() const {
  Figures all;
  for (QueueId id = 0; id < plan_.queues.size(); ++id) {
    const Queue& queue = plan_.queues[id];
    if (!queue.defined && queue.figures.opened == 0) continue;  // only mentioned
    QueueFigures figures = queue.figures;
    figures.waiting = queue.waiting;
    figures.offered = queue.offered;
    figures.active = queue.active;
    figures.held = queue.held;
    figures.bursting = queue.bursting;
    figures.wrapup = queue.wrapup;
    figures.oldest_ms = oldest_wait_ms(id);
    all.queues.push_back(std::move(figures));
  }
  for (const NameId id : plan_.channel_order) all.channels.push_back(plan_.channels[id].figures);
  for (const Agent& agent : agents_.slots) {
    if (!agent.registered) continue;
    ++all.agents.by_state[static_cast<std::size_t>(agent.presence)]
                         [static_cast<std::size_t>(agent.abilities.kind)];
    const bool at_work =
        agent.presence == model::Presence::kOnline || agent.presence == model::Presence::kDraining;
    if (at_work) all.agents.capacity_online += agent.abilities.capacity;
    all.agents.used += agent.used;
    if (agent.takes_work()) ++all.agents.free;
  }
  all.events = events_;
  all.open = open_;
  all.remembered = conversations_.closed().remembered();
  all.duplicates = duplicates_;
  all.messages_known = messages_.size();
  if (messages_.size() > 0) all.messages_known_ms = (now_ - messages_.oldest()).ms;
  all.unanswered = unanswered_;
  all.timers = timers_.armed();
  all.policy_version = plan_.version;
  all.last_event = last_event_;
  return all;
}

}  // namespace stellwerk::engine
