// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/pull_rank.h"
#include "core/engine/switchboard.h"

// A queue in which very many wait is in a burst, and no longer decides alone what agents take who
// serve others, too: what is due in the others is guaranteed a share of their dispatches, by
// weight.
namespace stellwerk::engine {
namespace {

constexpr std::uint32_t kCreditOne = 1'000;  // permille

}  // namespace

// As conversation_for(), while there is a burst.
Pick Selection::pick_in_burst(const Agent& agent, AgentSlot slot, base::Instant now) {
  const Group& group = matching_.group(agent.group);
  Heads heads;
  Heads calm;  // of queues in no burst
  bool too_large = false;
  for (const ClassId id : group.classes.others) {
    if (matching_.waiting(id) == 0) continue;
    const WaitClass& wait_class = matching_.wait_class(id);
    too_large |= agent.used + wait_class.key.units > agent.abilities.capacity;
    if (!possible(wait_class, agent, slot)) continue;
    ++considered_.kinds;
    consider_class(wait_class, group, now, heads);
    if (!plan_.queues[wait_class.key.queue].bursting) {
      consider_class(wait_class, group, now, calm);
    }
  }
  if (too_large && claim(group, slot, now)) return {};
  const Pick pick = take(heads, group.tightest, now);
  if (pick.conversation == kNone) {
    if (heads.deferrable.found()) refuse_deferrable(agent, slot, now);
    return pick;
  }
  // What can wait may wait for its time; and the shares of what is late come first.
  if (pick.catch_up || considered_.lane == Lane::kLateMax) return pick;
  const Best& due = calm.urgent.found() ? calm.urgent : calm.overdue;
  if (!due.found()) return pick;
  return keep_apart(pick, due, calm.urgent.found() ? Lane::kUrgent : Lane::kOverdue,
                    group.tightest);
}

// The pick, or in its place the best of the queues in no burst, when those are short of their
// share.
Pick Selection::keep_apart(const Pick& pick, const Best& calm, Lane lane, std::size_t position) {
  Share& share = shares_[position];
  const NameId queue = conversations_[pick.conversation].queue;
  if (!plan_.queues[queue].bursting) {
    share.apart_permille -= std::min(share.apart_permille, kCreditOne);
    return pick;
  }
  const auto weight = [this](NameId id) -> std::uint64_t {
    return plan_.queues[id].policy.weight_permille;
  };
  const std::uint64_t own = weight(conversations_[calm.slot].queue);
  const std::uint64_t both = own + weight(queue);
  share.apart_permille += static_cast<std::uint32_t>(both > 0 ? kCreditOne * own / both : 500);
  if (share.apart_permille < kCreditOne) return pick;
  share.apart_permille -= kCreditOne;
  considered_.lane = lane;
  considered_.runner_up = pick.conversation;
  return {calm.slot, false};
}

// One more or one less waits in the queue.
void Switchboard::watch_burst(Queue& queue) {
  const std::uint64_t burst = queue.policy.burst;
  const bool holds = queue.bursting ? 2 * queue.waiting >= burst : queue.waiting >= burst;
  const bool bursting = burst > 0 && queue.defined && holds;
  if (bursting == queue.bursting) return;
  queue.bursting = bursting;
  plan_.bursting += bursting ? 1U : 0U;
  plan_.bursting -= bursting ? 0U : 1U;
}

// After a policy was applied: what it calls a burst now.
void Switchboard::watch_bursts() {
  for (Queue& queue : plan_.queues) watch_burst(queue);
}

}  // namespace stellwerk::engine
