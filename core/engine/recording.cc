// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "core/engine/switchboard.h"

// What the decision log is told: what was at hand when it was decided, and nothing looked up for
// it.
namespace stellwerk::engine {

using model::EventType;

namespace {

// The nearest number that the type has.
template <typename Number>
Number clipped(std::int64_t value) {
  return static_cast<Number>(std::clamp<std::int64_t>(value, std::numeric_limits<Number>::min(),
                                                      std::numeric_limits<Number>::max()));
}

// The same of what is not negative.
template <typename Number, typename Wide>
Number at_most(Wide value) {
  constexpr std::uint64_t kMost = std::numeric_limits<Number>::max();
  return static_cast<Number>(std::min(static_cast<std::uint64_t>(value), kMost));
}

constexpr std::uint32_t k24Bits = (1U << 24U) - 1;

}  // namespace

void Switchboard::among_agents(const Conversation& conv, AgentSlot to, const Considered& considered,
                               AmongAgents& body) const {
  body.runner_up = considered.runner_up;
  body.groups = std::min(considered.groups, k24Bits) & k24Bits;
  if (conv.extras) [[unlikely]]
    body.excluded = at_most<std::uint8_t>(conv.extras->passed_over.size());
  body.free = std::min(matching_.free_agents(), k24Bits) & k24Bits;
  body.reserved = at_most<std::uint8_t>(considered.reserved);
  const std::array<AgentSlot, 2> agents = {to, considered.runner_up};
  for (std::size_t i = 0; i < agents.size() && agents[i] != kNone; ++i) {
    const Agent& agent = agents_.slots[agents[i]];
    body.idle_ms[i] = at_most<std::uint32_t>(now_.ms - agent.idle_since.ms);
    body.used[i] = at_most<std::uint16_t>(agent.used + conv.units);
    body.capacity[i] = at_most<std::uint16_t>(agent.abilities.capacity);
    body.skills[i] = at_most<std::uint8_t>(agent.abilities.skills.size());
    body.surcharge[i] = at_most<std::uint8_t>(considered.surcharge[i]);
  }
}

void Switchboard::among_conversations(const Conversation& conv, AgentSlot to,
                                      const Considered& considered,
                                      AmongConversations& body) const {
  body.kinds = considered.kinds;
  body.waiting = clipped<std::uint32_t>(
      static_cast<std::int64_t>(plan_.queues[conv.queue].waiting) + 1);  // it has just left
  body.extra_ms = clipped<std::uint32_t>(
      selection_.extra_ms(conv.queue, matching_.group(agents_.slots[to].group)));
  body.priority = conv.priority;
  if (considered.runner_up != kNone) {
    const Conversation& other = conversations_[considered.runner_up];
    body.has_runner_up = 1;
    body.runner_up = other.id_hash;
    body.runner_up_order = static_cast<std::uint32_t>(other.order);
    body.runner_up_slack_ms = clipped<std::int32_t>((other.deadline - now_).ms);
    body.runner_up_priority = other.priority;
  }
}

// REQUIRES: the agent's load is still what it was when he was chosen.
void Switchboard::record_decision(ConvSlot slot, AgentSlot to, const Considered& considered,
                                  bool offered) {
  if (!decisions_.keeps()) return;
  Conversation& conv = conversation(slot);
  if (!passed_over_.empty()) [[unlikely]]
    record_passed_over(conv, to);
  if (considered.ranked) record_terms(conv, to);
  const auto [at, before] = decisions_.append(conv.traced);
  // What is read stands before what is written: the parts of a byte are then written at once.
  const Direction direction = considered.direction;
  const Lane lane = considered.lane;
  const model::Rule rule = plan_.routing.rule;
  const model::Select select = plan_.ranks ? queue_of(conv).order.rules[0] : plan_.routing.select;
  const std::uint8_t step = plan_.any_planned ? admitted_by(conv, to) : std::uint8_t{0};
  const auto slack_ms = clipped<std::int32_t>((conv.deadline - now_).ms);
  Trace& trace = *::new (at) Trace{.at = now_,
                                   .conversation = conv.id_hash,
                                   .before = before,
                                   .agent = to,
                                   .kind = offered ? TraceKind::kOffered : TraceKind::kAssigned,
                                   .step = step,
                                   .direction = direction,
                                   .lane = lane,
                                   .rule = rule,
                                   .select = select,
                                   .slack_ms = slack_ms};
  if (considered.direction == Direction::kAmongAgents) {
    among_agents(conv, to, considered, new_body<AmongAgents>(trace));
  } else {
    among_conversations(conv, to, considered, new_body<AmongConversations>(trace));
  }
}

// The step of the queue's plan that let the agent have it; 0 without.
std::uint8_t Switchboard::admitted_by(const Conversation& conv, AgentSlot to) {
  const Queue& queue = queue_of(conv);
  if (!queue.planned || queue.plan.steps.empty()) return 0;
  const ClassKey key = class_key(conv, conv.requirement);
  const std::uint8_t step = matching_.admitting_step(agent(to).abilities, key);
  requirements_.release(key.requirement);
  return step == Matching::kNoStep ? 0 : step;
}

// Before the decision that they are about.
void Switchboard::record_terms(Conversation& conv, AgentSlot to) {
  const std::vector<RankedTerm>& terms = selection_.ranked_terms();
  for (std::size_t from = 0; from < terms.size(); from += Terms::kMost) {
    const auto [at, before] = decisions_.append(conv.traced);
    Trace& trace = *::new (at) Trace{.at = now_,
                                     .conversation = conv.id_hash,
                                     .before = before,
                                     .agent = to,
                                     .kind = TraceKind::kTerms};
    Terms& body = new_body<Terms>(trace);
    body.policy = static_cast<std::uint16_t>(plan_.version);
    for (std::size_t i = 0; i < Terms::kMost && from + i < terms.size(); ++i) {
      const RankedTerm& term = terms[from + i];
      body.kinds[i] = static_cast<std::uint8_t>(static_cast<unsigned>(term.kind) |
                                                (term.decided ? Terms::kDecided : 0U));
      body.indexes[i] = term.index;
      body.values[i] = term.values;
    }
  }
}

void Switchboard::record_outcome(const Conversation& conv, AgentSlot asked, EventType type) {
  Outcome outcome = Outcome::kRevoked;
  if (type == EventType::kOfferAccepted) outcome = Outcome::kAccepted;
  if (type == EventType::kOfferDeclined) outcome = Outcome::kDeclined;
  if (type == EventType::kOfferExpired) outcome = Outcome::kExpired;
  decisions_.set_outcome(conv.traced, conv.id_hash, asked, outcome, now_);
}

void Switchboard::record_remark(ConvSlot slot, TraceKind kind, AgentSlot agent,
                                std::string_view reason) {
  if (!decisions_.keeps()) return;
  Conversation& conv = conversation(slot);
  const auto [at, before] = decisions_.append(conv.traced);
  Trace& trace = *::new (at) Trace{
      .at = now_, .conversation = conv.id_hash, .before = before, .agent = agent, .kind = kind};
  new_body<Remark>(trace) = remark(conv.queue, reason);
}

// The episode that was closed, before another one begins.
void Switchboard::record_end(Conversation& conv) {
  if (!decisions_.keeps()) return;
  const auto [at, before] = decisions_.append(conv.traced);
  Trace& trace = *::new (at) Trace{.at = conv.closed_at,
                                   .conversation = conv.id_hash,
                                   .before = before,
                                   .agent = conv.last_agent,
                                   .kind = TraceKind::kEnded};
  new_body<Ended>(trace) = {conv.opened.ms, conv.arrival.ms, conv.abandoned ? 1U : 0U, {}};
}

}  // namespace stellwerk::engine
