// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/sim/faults/shadow.h"

// Who may take what, who is left apart, who is passed over, whose clock is late.
namespace stellwerk::sim {

using model::ConvState;

std::string_view Shadow::obstacle(const ShadowConversation& conversation, std::uint32_t number,
                                  base::Instant now, const Past& past) const {
  const ShadowAgent& agent = agents_[number];
  if (!agent.registered || agent.presence != model::Presence::kOnline) return "not online";
  const std::string_view room = no_room(conversation, agent);
  if (!past.room && !room.empty()) return room;
  if (conversation.units > agent.capacity) return "too large";
  if (conversation.humans_only && agent.kind == model::AgentKind::kBot) return "a bot";
  if (!agent.serves(conversation.queue)) return "not in the queue";
  for (const ShadowConversation::Rest& rest : conversation.rests) {
    if (!past.rests && rest.agent == number && now < rest.until) return "passed over";
  }
  const bool able =
      past.plan ? any_step_admits(conversation, agent) : admits(conversation, agent, now, true);
  if (!able) return "without the skills";
  if (!on_channel(conversation, agent)) return "not on the channel";
  return past.ramp ? std::string_view{} : beyond_ramp(conversation, agent, now);
}

// What is unsure, and what may keep them apart by design.
bool Shadow::may_be_left(const ShadowConversation& conversation, const ShadowAgent& agent,
                         base::Instant now) const {
  if (now <= conversation.sticky_until || !withheld(conversation, now).empty()) return true;
  if (agent.kind == model::AgentKind::kBot && scenario_.has(Feature::kWindows)) return true;
  if (!admits(conversation, agent, now, false)) return true;
  const model::QueuePolicy* const policy = queue(conversation.queue);
  return policy != nullptr && policy->shuts && hours(policy->calendar, now) != Hours::kOpen;
}

// Only the reserve, and units kept for one that is large and late, leave somebody apart.
bool Shadow::leaves_nobody_apart() const {
  if (policy_.routing.rule != model::Rule::kSlaFirst) return true;
  return policy_.routing.reserve == 0 && !scenario_.has(Feature::kUnits) &&
         !scenario_.has(Feature::kExclusive);
}

void Shadow::settle(base::Instant now) {
  now_ = now;
  find_late_clocks(now);
  if (leaves_nobody_apart()) find_unmatched(now);
  find_left_aside();
  count_kept(now);
  for (const ShadowAgent& agent : agents_) {
    if (agent.owes_away.empty()) continue;
    complain(Checker::kAnswers, "an agent has " + std::string(agent.owes_away) +
                                    " enough, and is " + std::string(model::name(agent.presence)));
  }
}

void Shadow::find_unmatched(base::Instant now) {
  for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
    const ShadowAgent& free = agents_[agent];
    if (free.presence != model::Presence::kOnline || free.used >= free.capacity) continue;
    for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
      if (may_be_left(conversations_[number], free, now)) continue;
      if (!obstacle(conversations_[number], agent, now).empty()) continue;
      return complain(Checker::kUnmatched, "c" + std::to_string(number) + " waits beside a" +
                                               std::to_string(agent) + ", who has " +
                                               std::to_string(free.used) + " of " +
                                               std::to_string(free.capacity) + " in use");
    }
  }
}

void Shadow::count_kept(base::Instant now) {
  for (const model::QueuePolicy& each : policy_.queues) {
    if (each.burst > 0 && waiting_in(each.name) >= each.burst) ++coverage_[Coverage::kBursts];
  }
  for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
    const ShadowConversation& each = conversations_[number];
    if (is_shut(each, now)) ++coverage_[Coverage::kShut];
    if (each.decided_by.ms >= 0 && now >= each.decided_by) ++coverage_[Coverage::kUndecided];
  }
}

// What has made way goes on as soon as there is room.
void Shadow::find_left_aside() {
  for (const std::uint32_t number : of_state(ConvState::kHeld)) {
    const ShadowConversation& each = conversations_[number];
    if (!each.interrupted) continue;
    const ShadowAgent& agent = agents_[static_cast<std::size_t>(each.agent)];
    if (!no_room(each, agent).empty() || !beyond_ramp(each, agent, now_).empty()) continue;
    complain(Checker::kUnmatched, "c" + std::to_string(number) + " is set aside, and a" +
                                      std::to_string(each.agent) + " has room");
  }
}

void Shadow::find_late_clocks(base::Instant now) {
  for (std::size_t state = 0; state + 1 < of_state_.size(); ++state) {
    for (const std::uint32_t number : of_state_[state]) {
      const ShadowConversation& each = conversations_[number];
      for (const ResponseClock* clock : {&each.first, &each.reply}) {
        const std::string_view missed = clock->missed(now);
        if (missed.empty()) continue;
        complain(Checker::kClocks, "c" + std::to_string(number) + ": " + std::string(missed));
      }
      for (const ShadowOffer& offer : each.offers) {
        if (now.ms <= offer.expires) continue;
        complain(Checker::kClocks, "c" + std::to_string(number) + ": its offer should be over");
      }
      if (each.state == ConvState::kHeld && each.expires >= 0 && now.ms > each.expires) {
        complain(Checker::kClocks, "c" + std::to_string(number) + ": its hold should be over");
      }
    }
  }
}

// Without messages, sizes, other deadlines and learned differences an overdue conversation's turn
// is its arrival and four times its target; under fifo everybody's turn is the arrival.
std::optional<std::int64_t> Shadow::turn(const ShadowConversation& conversation,
                                         base::Instant now) const {
  if (policy_.routing.rule == model::Rule::kFifo) return conversation.arrival.ms;
  const base::Instant deadline = conversation.first.unanswered()
                                     ? conversation.first.due()
                                     : conversation.arrival + conversation.target;
  // One that a human has had has a deadline anew whenever it waits again: it may be due by then.
  if (now <= deadline && !conversation.started) return std::nullopt;
  return conversation.arrival.ms + 4 * std::max<std::int64_t>(conversation.target.ms, 1);
}

bool Shadow::has_turns() const {
  for (const Feature feature :
       {Feature::kMessages, Feature::kUnits, Feature::kSticky, Feature::kWindows,
        Feature::kResolution, Feature::kSeveral, Feature::kDecisions, Feature::kCallbacks,
        Feature::kFragments, Feature::kBursts, Feature::kSteps, Feature::kOverflows,
        Feature::kHours, Feature::kRamps, Feature::kExclusive, Feature::kInterruptions,
        Feature::kCustomers, Feature::kLongWaits}) {
    if (scenario_.has(feature)) return false;
  }
  return true;
}

void Shadow::note_dispatch(std::uint32_t number, std::uint32_t agent, base::Instant at) {
  if (!has_turns()) return;
  if (policy_.routing.rule == model::Rule::kFifo) return note_by_age(number, agent, at);
  if (policy_.routing.rule == model::Rule::kSlaFirst) return note_by_share(number, agent, at);
}

void Shadow::note_by_age(std::uint32_t number, std::uint32_t agent, base::Instant at) {
  // Two that become free at the same moment may be served in either order.
  constexpr std::uint32_t kBound = 4;
  const std::int64_t next = next_overdue(agent, at, false);
  if (next < 0) return;
  ShadowConversation& passed = conversations_[static_cast<std::size_t>(next)];
  if (conversations_[number].arrival <= passed.arrival) return;
  if (++passed.passed > kBound) {
    complain(Checker::kStarvation, "c" + std::to_string(next) + " was passed over " +
                                       std::to_string(passed.passed) + " times");
  }
}

// Whom the agent would have to take first by the order of turns, or by priorities and then turns;
// negative: nobody for sure.
std::int64_t Shadow::next_overdue(std::uint32_t agent, base::Instant at, bool by_priority) const {
  const bool by_age = policy_.routing.rule == model::Rule::kFifo;
  std::pair<std::int64_t, std::int64_t> least;
  std::int64_t next = -1;
  for (const std::uint32_t waiting : of_state(ConvState::kWaiting)) {
    const ShadowConversation& each = conversations_[waiting];
    if (each.started && !by_age) continue;
    const auto its_turn = turn(each, at);
    if (!its_turn) continue;
    const std::pair rank{by_priority ? each.priority : 0, *its_turn};
    if ((next >= 0 && rank >= least) || !obstacle(each, agent, at).empty()) continue;
    least = rank;
    next = waiting;
  }
  return next;
}

// Which of the shares of the overdue the agent's dispatches count for: that of the tightest queue,
// of at most eight, that he serves by its own skills. Equal targets go by the order in the policy.
std::size_t Shadow::share_of(std::uint32_t agent) const {
  std::vector<const model::QueuePolicy*> queues;
  for (const model::QueuePolicy& each : policy_.queues) {
    if (each.moved_to.empty()) queues.push_back(&each);
  }
  const auto target = [this](const model::QueuePolicy* of) {
    const model::SlaPolicy* const its = sla(of->sla);
    const bool has = its != nullptr && its->first_response != model::kNoTarget;
    return has ? its->first_response : base::hours(24);
  };
  std::stable_sort(queues.begin(), queues.end(),
                   [&target](const auto* a, const auto* b) { return target(a) < target(b); });
  const ShadowAgent& who = agents_[agent];
  for (std::size_t i = 0; i < queues.size() && i < kSharesMax; ++i) {
    const auto& needs = queues[i]->skills;
    const bool able = std::all_of(needs.begin(), needs.end(),
                                  [&who](const model::SkillNeed& need) { return who.has(need); });
    if (able && who.serves(queues[i]->name)) return i;
  }
  return kSharesMax;
}

// The bound of the rule: of the dispatches of one share that somebody on time and somebody overdue
// contend for, one in so many goes to the overdue, and to the one whose turn is first. Where nobody
// contends, priorities come before turns.
void Shadow::note_by_share(std::uint32_t number, std::uint32_t agent, base::Instant at) {
  const ShadowConversation& taken = conversations_[number];
  std::uint32_t& in_a_row = on_time_in_a_row_[share_of(agent)];
  const auto its_turn = turn(taken, at);
  // One that a human has had may be on time again, or not; in the very millisecond of its deadline
  // it may stand in either lane.
  const bool either = taken.started || taken.first.due() == at;
  if (either || its_turn) in_a_row = 0;
  // Who arrives is given to whoever is free; only of those who waited somebody is chosen.
  if (either || taken.waits_since >= at || policy_at_ >= at) return;
  const std::int64_t next = next_overdue(agent, at, false);
  if (next < 0) return;
  if (its_turn) {
    const auto stands_beside = [&](std::int64_t other, bool by_priority) {
      const ShadowConversation& each = conversations_[static_cast<std::size_t>(other)];
      return turn(each, at) == its_turn && (!by_priority || each.priority == taken.priority);
    };
    if (stands_beside(next, false) || stands_beside(next_overdue(agent, at, true), true)) return;
    if (at - taken.arrival > base::hours(4)) return;  // beyond late_max it is urgent
    return complain(Checker::kStarvation, "c" + std::to_string(number) + " is taken before c" +
                                              std::to_string(next) + ", whose turn is first");
  }
  // What the run promises, whatever the shard was told.
  const std::uint32_t share = scenario_.catch_up_permille;
  const std::uint32_t period = (999 + share) / share;
  if (++in_a_row < period) return;
  complain(Checker::kStarvation, "c" + std::to_string(next) + " waits while a" +
                                     std::to_string(agent) + " is the " + std::to_string(in_a_row) +
                                     "th in a row to take somebody on time");
}

}  // namespace stellwerk::sim
