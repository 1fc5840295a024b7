// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/pull_rank.h"
#include "core/engine/selection.h"

// The conversation for an agent whose units became free.
namespace stellwerk::engine {
namespace {

constexpr std::uint32_t kCreditOne = 1'000;      // permille
constexpr std::uint32_t kDispatchesPerLate = 3;  // one beyond late_max in so many

// Whether it does not find place beside what the agent has.
bool too_large(const Agent& agent, const ClassKey& key) {
  return agent.used + key.units > agent.abilities.capacity || (key.exclusive && agent.used > 0);
}

}  // namespace

base::Duration Selection::late_max(const Conversation& conv) const {
  const model::QueuePolicy& policy = plan_.queues[conv.queue].policy;
  switch (policy.late_max_mode) {
    case model::LateMax::kOff:
      return base::kNever - base::Instant{0};
    case model::LateMax::kFixed:
      return policy.late_max;
    case model::LateMax::kAuto:
      break;
  }
  return std::max(conv.routing_target * 6, base::hours(4));
}

void Selection::consider_class(const WaitClass& wait_class, const Group& group, base::Instant now,
                               Heads& heads) const {
  const std::uint32_t priority = wait_class.key.priority;
  const std::int64_t extra = extra_ms(wait_class.key.queue, group);
  if (!wait_class.on_time.empty()) {
    const ConvSlot slot = wait_class.on_time.top();
    const Conversation& head = conversations_[slot];
    const base::Duration slack = head.deadline - now;
    const bool own = group.tightest != kProtectedMax &&
                     matching_.protected_queues()[group.tightest].queue == head.queue;
    const PullRank rank{priority, slack.ms + extra, 0, head.order};
    (own || slack <= guard(head, group) ? heads.urgent : heads.deferrable).offer(slot, rank);
  }
  if (!wait_class.overdue.empty()) {
    const ConvSlot slot = wait_class.overdue.top();
    const Conversation& head = conversations_[slot];
    heads.overdue.offer(slot, {priority, extra > 0 ? 1 : 0, head.key, head.order});
    heads.oldest.offer(slot, {0, 0, head.key, head.order});
    if (now - head.arrival > late_max(head)) {
      heads.late.offer(slot, {priority, 0, 0, head.order});
    }
  }
}

Pick Selection::take(const Heads& heads, std::size_t position, base::Instant now) {
  Share& share = shares_[position];
  const auto dispatch = [this, &share](const Best& best, Lane lane) {
    const bool late = lane == Lane::kLateMax;
    share.since_late = late ? 0 : std::min(share.since_late + 1, kDispatchesPerLate);
    considered_.lane = lane;
    considered_.runner_up = best.second;
    return Pick{best.slot, lane == Lane::kCatchUp};
  };
  Best urgent = heads.urgent;
  bool late = false;
  if (heads.late.found() && share.since_late + 1 >= kDispatchesPerLate) {
    urgent.offer(heads.late.slot, heads.late.rank);
    late = urgent.slot == heads.late.slot;
  }
  if (urgent.found() && heads.overdue.found()) {
    share.credit_permille += plan_.routing.catch_up_permille;
    if (share.credit_permille >= kCreditOne) {
      share.credit_permille -= kCreditOne;
      return dispatch(heads.oldest, Lane::kCatchUp);
    }
  }
  if (urgent.found()) return dispatch(urgent, late ? Lane::kLateMax : Lane::kUrgent);
  if (heads.overdue.found()) return dispatch(heads.overdue, Lane::kOverdue);
  if (!heads.deferrable.found()) return {};
  if (position < kProtectedMax &&
      matching_.protected_queues()[position].free <= reserve(position, now)) {
    return {};
  }
  return dispatch(heads.deferrable, Lane::kOnTime);
}

Pick Selection::simple_pick(const Agent& agent, AgentSlot slot) {
  const bool by_priority = plan_.routing.rule == model::Rule::kPriority;
  Best best;
  Best calm;  // of queues in no burst, as long as there is any that is in one
  for (const ClassId id : matching_.group(agent.group).classes.others) {
    if (matching_.waiting(id) == 0) continue;
    const WaitClass& wait_class = matching_.wait_class(id);
    if (!possible(wait_class, agent, slot)) continue;
    ++considered_.kinds;
    const ConvSlot top = wait_class.on_time.top();
    const Conversation& head = conversations_[top];
    const PullRank rank{by_priority ? head.priority : 0U, head.key, 0, head.order};
    best.offer(top, rank);
    if (plan_.bursting > 0 && !plan_.queues[head.queue].bursting) calm.offer(top, rank);
  }
  considered_.runner_up = best.second;
  const Pick pick{best.slot, false};
  if (!calm.found()) return pick;
  return keep_apart(pick, calm, Lane::kNoLane, matching_.group(agent.group).tightest);
}

// The one that the agent's free units were kept for.
Pick Selection::claimed_pick(const Agent& agent, AgentSlot slot) {
  const Conversation& conv = conversations_[agent.claim];
  const WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  if (!possible(wait_class, agent, slot)) return {};
  considered_.lane = conv.overdue_lane ? Lane::kOverdue : Lane::kOnTime;
  considered_.kinds = 1;
  return {agent.claim, false};
}

// A head past its target that needs more units than are free keeps this agent's next free units:
// of several the one that is served first among the overdue.
bool Selection::claim(const Group& group, AgentSlot slot, base::Instant now) {
  Agent& agent = agents_.slots[slot];
  Best best;
  for (const ClassId id : group.classes.others) {
    if (matching_.waiting(id) == 0) continue;
    const WaitClass& wait_class = matching_.wait_class(id);
    if (!too_large(agent, wait_class.key)) continue;
    if (matching_.has_room_by_interrupting(agent, wait_class.key)) continue;
    const ConvSlot top =
        wait_class.overdue.empty() ? wait_class.on_time.top() : wait_class.overdue.top();
    const Conversation& head = conversations_[top];
    if (head.deadline > now || head.claimed_by != kNone) continue;
    if (matching_.excluded(wait_class, slot)) continue;
    best.offer(top, {wait_class.key.priority, head.key, 0, head.order});
  }
  if (!best.found()) return false;
  conversations_[best.slot].claimed_by = slot;
  agent.claim = best.slot;
  return true;
}

void Selection::refuse_deferrable(const Agent& agent, AgentSlot slot, base::Instant now) {
  const Group& group = matching_.group(agent.group);
  for (const ClassId id : group.classes.others) {
    const WaitClass& wait_class = matching_.wait_class(id);
    if (wait_class.on_time.empty() || !possible(wait_class, agent, slot)) continue;
    const Conversation& head = conversations_[wait_class.on_time.top()];
    if (held_back(head, group, now)) refuse(id, head, group);
  }
}

Pick Selection::conversation_for(AgentSlot slot, base::Instant now) {
  const Agent& agent = agents_.slots[slot];
  considered_ = {};
  considered_.direction = Direction::kAmongConversations;
  considered_.lane = Lane::kNoLane;
  if (agent.claim != kNone) [[unlikely]]
    return claimed_pick(agent, slot);
  if (matching_.waiting_classes(agent.group) == 0) return {};
  if (plan_.routing.rule != model::Rule::kSlaFirst) [[unlikely]]
    return simple_pick(agent, slot);
  if (plan_.bursting > 0) [[unlikely]]
    return pick_in_burst(agent, slot, now);
  const Group& group = matching_.group(agent.group);
  Heads heads;
  bool any_too_large = false;
  for (const ClassId id : group.classes.others) {
    if (matching_.waiting(id) == 0) continue;
    const WaitClass& wait_class = matching_.wait_class(id);
    any_too_large |= too_large(agent, wait_class.key);
    if (!possible(wait_class, agent, slot)) continue;
    ++considered_.kinds;
    consider_class(wait_class, group, now, heads);
  }
  if (any_too_large && claim(group, slot, now)) return {};
  const Pick pick = take(heads, group.tightest, now);
  if (pick.conversation == kNone && heads.deferrable.found()) refuse_deferrable(agent, slot, now);
  return pick;
}

}  // namespace stellwerk::engine
