// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/limits.h"
#include "core/sim/faults/shadow.h"

// Offers, to one agent or several: each takes its agent's units until it has come to something.
namespace stellwerk::sim {

using model::ConvState;
using model::EventType;

void Shadow::take_units(std::uint32_t number, std::uint32_t agent) {
  conversations_[number].held_units = conversations_[number].units;
  agents_[agent].used += conversations_[number].units;
  agents_[agent].held.push_back(number);
}

void Shadow::give_units(std::uint32_t number, std::uint32_t agent) {
  agents_[agent].used -= conversations_[number].held_units;
  std::erase(agents_[agent].held, number);
}

void Shadow::offered(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const auto agent = static_cast<std::uint32_t>(number_in(event.agent));
  if (conversation.state == ConvState::kOffered) {
    offered_too(event, number);
  } else {
    if (conversation.state != ConvState::kWaiting) {
      complain(Checker::kOwner, event, "it does not wait");
    }
    occupy(event, number, agent);
  }
  if (complaints_.any()) return;
  if (event.offer <= last_offer_) complain(Checker::kOwner, event, "an offer's name again");
  last_offer_ = event.offer;
  note_called(event, conversation);
  conversation.offers.push_back({event.offer, agent, event.expires});
  if (conversation.state != ConvState::kOffered) move(number, ConvState::kOffered);
}

// Beside others, to somebody whom nobody else waits for.
void Shadow::offered_too(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const auto agent = static_cast<std::uint32_t>(number_in(event.agent));
  if (agent >= agents_.size()) return complain(Checker::kOwner, event, "no such agent");
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr || conversation.offers.size() >= policy->offer_agents) {
    complain(Checker::kOwner, event, "more offers than the queue makes");
  }
  for (const ShadowOffer& other : conversation.offers) {
    if (other.agent == agent) complain(Checker::kOwner, event, "he is asked already");
  }
  const std::string_view why_not = obstacle(conversation, agent, event.at);
  if (!why_not.empty()) complain(Checker::kEligible, event, std::string(why_not));
  // What ends in this very millisecond may end after this: timers go one by one.
  const base::Instant before = event.at - base::milliseconds(1);
  for (const std::uint32_t waiting : of_state(ConvState::kWaiting)) {
    const ShadowConversation& other = conversations_[waiting];
    if (!leaves_nobody_apart() || may_be_left(other, agents_[agent], event.at)) continue;
    if (may_be_left(other, agents_[agent], before)) continue;
    if (!obstacle(other, agent, event.at).empty()) continue;
    if (!obstacle(other, agent, before).empty()) continue;
    complain(Checker::kUnmatched, event, "c" + std::to_string(waiting) + " is asked nobody about");
  }
  take_units(number, agent);
  ++coverage_[Coverage::kFurtherOffers];
}

void Shadow::accepted(const model::Event& event, ShadowConversation& conversation) {
  const auto found = std::ranges::find(conversation.offers, event.offer, &ShadowOffer::offer);
  if (found == conversation.offers.end()) {
    return complain(Checker::kOwner, event, "not an offer that is out");
  }
  conversation.agent = static_cast<std::int32_t>(found->agent);
  agents_[found->agent].misses = agents_[found->agent].declines = 0;
  conversation.offers.erase(found);
  conversation.accepted = true;
}

void Shadow::offer_ended(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const auto found = std::ranges::find(conversation.offers, event.offer, &ShadowOffer::offer);
  if (found == conversation.offers.end()) {
    return complain(Checker::kOwner, event, "not an offer that is out");
  }
  const ShadowOffer ended = *found;
  if (number_in(event.agent) != static_cast<std::int64_t>(ended.agent)) {
    complain(Checker::kOwner, event, "another agent was asked");
  }
  const bool expired = event.type == EventType::kOfferExpired;
  if (expired && event.at.ms != ended.expires) {
    complain(Checker::kClocks, event, "an offer expires at another time");
  }
  if (event.at.ms > ended.expires) {
    complain(Checker::kClocks, event, "the offer should have expired");
  }
  give_units(number, ended.agent);
  conversation.offers.erase(found);
  if (conversation.accepted) {
    ++coverage_[Coverage::kLostRaces];
  } else if (!conversation.offers.empty()) {
    conversation.agent = static_cast<std::int32_t>(conversation.offers.front().agent);
  } else {
    conversation.agent = -1;
    move(number, ConvState::kWaiting);
  }
  if (event.type == EventType::kOfferRevoked) return;
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr) return;
  std::erase_if(conversation.rests, [&](const ShadowConversation::Rest& rest) {
    return rest.agent == ended.agent || rest.until <= event.at;
  });
  conversation.rests.push_back({ended.agent, event.at + policy->offer_retry});
  count_refusal(event, ended.agent, *policy);
}

// Who declines or misses too many in a row is set away at once.
void Shadow::count_refusal(const model::Event& event, std::uint32_t number,
                           const model::QueuePolicy& policy) {
  ShadowAgent& agent = agents_[number];
  const bool declined = event.type == EventType::kOfferDeclined;
  if (declined) agent.misses = 0;
  const std::uint32_t in_a_row = declined ? ++agent.declines : ++agent.misses;
  std::uint32_t most = policy.declines_max;
  if (!declined) most = policy.misses_max > 0 ? policy.misses_max : engine::Limits{}.misses_max;
  if (most == 0 || in_a_row < most || agent.presence != model::Presence::kOnline) return;
  agent.owes_away = declined ? "declined" : "missed";
}

void Shadow::agent_state(const model::Event& event) {
  const std::int64_t number = number_in(event.agent);
  if (number < 0 || static_cast<std::size_t>(number) >= agents_.size()) {
    return complain(Checker::kOwner, event, "of no agent");
  }
  ShadowAgent& agent = agents_[static_cast<std::size_t>(number)];
  if (event.epoch < agent.epoch) complain(Checker::kOwner, event, "an older epoch");
  agent.epoch = event.epoch;
  for (const auto state : {model::Presence::kOffline, model::Presence::kOnline,
                           model::Presence::kAway, model::Presence::kDraining}) {
    if (model::name(state) == event.state) agent.presence = state;
  }
  const bool for_refusing = event.reason == "declined" || event.reason == "missed";
  if (for_refusing && agent.owes_away != event.reason) {
    complain(Checker::kAnswers, event, "he has not refused as many as that");
  }
  if (for_refusing) {
    ++coverage_[event.reason == "missed" ? Coverage::kSetAwayMissing : Coverage::kSetAwayDeclining];
  }
  agent.owes_away = {};
  if (agent.presence == model::Presence::kOffline) agent.seen_online = agent.ramping = false;
  if (agent.presence != model::Presence::kOnline) return;
  agent.misses = agent.declines = 0;
  if (agent.seen_online) return;
  agent.seen_online = true;
  agent.ramping = policy_.routing.ramp != model::kNoTarget;
  agent.ramp_since = event.at;
}

// What coverage counts of whom the engine has given something to.
void Shadow::note_dispatched(const model::Event& event, std::uint32_t number, std::uint32_t agent) {
  const ShadowConversation& conversation = conversations_[number];
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr) return;
  const model::Select rule =
      policy->select.empty() ? policy_.routing.select : policy->select.front();
  ++coverage_.selects[static_cast<std::size_t>(rule)];
  if (!policy->steps.empty() && conversation.entered + policy->steps.front().after <= event.at) {
    ++coverage_[Coverage::kByStep];
  }
  if (in_ramp(agents_[agent], event.at)) ++coverage_[Coverage::kRamping];
  if (is_exclusive(conversation.channel)) ++coverage_[Coverage::kWhole];
  const bool by_customer = policy->sticky_within.ms > 0 && conversation.last_agent < 0;
  if (!by_customer) return;
  for (const auto& [customer, worked] : customers_) {
    if (customer == conversation.customer && worked == agent) {
      ++coverage_[Coverage::kToCustomersAgent];
    }
  }
}

}  // namespace stellwerk::sim
