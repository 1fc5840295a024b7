// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/sim/faults/shadow.h"

// Who may take what, who is left apart, who is passed over, whose clock is late.
namespace stellwerk::sim {

using model::ConvState;

bool Shadow::has_skills(const ShadowConversation& conversation, const ShadowAgent& agent) const {
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr) return false;
  for (const auto* needs : {&conversation.skills, &policy->skills}) {
    for (const model::SkillNeed& need : *needs) {
      if (!agent.has(need)) return false;
    }
  }
  return true;
}

bool Shadow::on_channel(const ShadowConversation& conversation, const ShadowAgent& agent) const {
  if (agent.channels.empty() || conversation.channel.empty()) return true;
  for (const auto& [channel, most] : agent.channels) {
    if (channel != conversation.channel) continue;
    const auto same = std::count_if(agent.held.begin(), agent.held.end(), [&](std::uint32_t held) {
      return conversations_[held].channel == conversation.channel;
    });
    return static_cast<std::uint64_t>(same) < most;
  }
  return false;
}

std::string_view Shadow::obstacle(const ShadowConversation& conversation, std::uint32_t number,
                                  base::Instant now) const {
  const ShadowAgent& agent = agents_[number];
  if (!agent.registered || agent.presence != model::Presence::kOnline) return "not online";
  if (agent.used + conversation.units > agent.capacity) return "no room";
  if (conversation.humans_only && agent.kind == model::AgentKind::kBot) return "a bot";
  if (!agent.serves(conversation.queue)) return "not in the queue";
  for (const ShadowConversation::Rest& rest : conversation.rests) {
    if (rest.agent == number && now < rest.until) return "passed over";
  }
  if (!has_skills(conversation, agent)) return "without the skills";
  if (!on_channel(conversation, agent)) return "not on the channel";
  return {};
}

// Only the reserve, and units kept for one that is large and late, leave somebody apart.
bool Shadow::leaves_nobody_apart() const {
  if (policy_.routing.rule != model::Rule::kSlaFirst) return true;
  return policy_.routing.reserve == 0 && !scenario_.has(Feature::kUnits);
}

void Shadow::settle(base::Instant now) {
  now_ = now;
  find_late_clocks(now);
  if (leaves_nobody_apart()) find_unmatched(now);
}

void Shadow::find_unmatched(base::Instant now) {
  for (std::uint32_t agent = 0; agent < agents_.size(); ++agent) {
    const ShadowAgent& free = agents_[agent];
    if (free.presence != model::Presence::kOnline || free.used >= free.capacity) continue;
    for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
      if (!obstacle(conversations_[number], agent, now).empty()) continue;
      return complain(Checker::kUnmatched, "c" + std::to_string(number) + " waits beside a" +
                                               std::to_string(agent) + ", who has " +
                                               std::to_string(free.used) + " of " +
                                               std::to_string(free.capacity) + " in use");
    }
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
      if (each.offer != 0 && now.ms > each.expires) {
        complain(Checker::kClocks, "c" + std::to_string(number) + ": its offer should be over");
      }
    }
  }
}

// Without messages, sizes, priorities and learned differences an overdue conversation's turn is its
// arrival and four times its target; under fifo everybody's turn is the arrival.
std::optional<std::int64_t> Shadow::turn(const ShadowConversation& conversation,
                                         base::Instant now) const {
  if (policy_.routing.rule == model::Rule::kFifo) return conversation.arrival.ms;
  const base::Instant deadline = conversation.first.unanswered()
                                     ? conversation.first.due()
                                     : conversation.arrival + conversation.target;
  // One that a human has had has a deadline anew whenever it waits again: it may be due by then.
  if (now < deadline && !conversation.started) return std::nullopt;
  return conversation.arrival.ms + 4 * std::max<std::int64_t>(conversation.target.ms, 1);
}

std::uint32_t Shadow::starvation_bound() const {
  for (const Feature other : {Feature::kMessages, Feature::kUnits, Feature::kPriorities}) {
    if (scenario_.has(other)) return 0;
  }
  // Two that become free at the same moment may be served in either order.
  if (policy_.routing.rule == model::Rule::kFifo) return 4;
  if (policy_.routing.rule != model::Rule::kSlaFirst) return 0;
  // Each protected queue has a credit of its own, and those without one.
  const auto credits = static_cast<std::uint32_t>(policy_.queues.size()) + 1;
  // What the run promises, whatever the shard was told.
  const std::uint32_t share = scenario_.catch_up_permille;
  return credits * ((1'000 + share - 1) / share + 1);
}

void Shadow::note_dispatch(std::uint32_t number, std::uint32_t agent, base::Instant at) {
  const std::uint32_t bound = starvation_bound();
  if (bound == 0) return;
  std::int64_t least = 0;
  std::int64_t next = -1;
  for (const std::uint32_t waiting : of_state(ConvState::kWaiting)) {
    const auto its_turn = turn(conversations_[waiting], at);
    if (!its_turn || (next >= 0 && *its_turn >= least)) continue;
    least = *its_turn;
    next = waiting;
  }
  if (next < 0) return;
  // Whoever is due first has got it: the share was kept, also towards those behind him.
  const auto its_turn = turn(conversations_[number], at);
  if (its_turn && *its_turn <= least) {
    const std::uint32_t period = (999 + scenario_.catch_up_permille) / scenario_.catch_up_permille;
    for (const std::uint32_t waiting : of_state(ConvState::kWaiting)) {
      std::uint32_t& count = conversations_[waiting].passed;
      count -= std::min(count, period);
    }
    return;
  }
  // One that a human has had may be on time again.
  if (conversations_[number].started) return;
  ShadowConversation& passed = conversations_[static_cast<std::size_t>(next)];
  if (passed.started && policy_.routing.rule != model::Rule::kFifo) return;
  if (!obstacle(passed, agent, at).empty()) return;
  if (++passed.passed <= bound) return;
  complain(Checker::kStarvation, "c" + std::to_string(next) + " was passed over " +
                                     std::to_string(passed.passed) + " times");
}

}  // namespace stellwerk::sim
