// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/shadow.h"

// What is set aside, handed on and taken by hand, and the clocks that are only watched.
namespace stellwerk::sim {

using model::CommandKind;
using model::ConvState;
using model::EventType;
using model::Field;

bool Shadow::by_hand(const model::Event& event) const {
  if (command_ == nullptr || command_->conv != event.conv) return false;
  return command_->kind == CommandKind::kConvTake ||
         (command_->kind == CommandKind::kConvTransfer && command_->has(Field::kAgent));
}

// Its agent keeps it, without its units.
void Shadow::held(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state != ConvState::kActive) complain(Checker::kOwner, event, "nobody had it");
  const std::int32_t owner = conversation.agent;
  release(event, number);
  conversation.agent = owner;
  conversation.held_units = 0;
  conversation.expires = event.expires;
  move(number, ConvState::kHeld);
}

// After wrap-up, or after a hold: with its agent if he has room, else as one that waits.
void Shadow::resumed(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state == ConvState::kWrapup) return move(number, ConvState::kActive);
  if (conversation.state != ConvState::kHeld) {
    return complain(Checker::kOwner, event, "it was neither held nor in wrap-up");
  }
  if (command_ == nullptr && event.at.ms != conversation.expires) {
    complain(Checker::kClocks, event, "a hold ends at another time");
  }
  const auto owner = static_cast<std::size_t>(conversation.agent);
  conversation.expires = -1;
  conversation.agent = -1;
  if (event.agent.empty()) return move(number, ConvState::kWaiting);
  if (number_in(event.agent) != static_cast<std::int64_t>(owner)) {
    complain(Checker::kOwner, event, "another agent had it");
  }
  ShadowAgent& agent = agents_[owner];
  if (agent.used + conversation.units > agent.capacity) {
    complain(Checker::kCapacity, event, "beyond the agent's capacity");
  }
  conversation.agent = static_cast<std::int32_t>(owner);
  conversation.held_units = conversation.units;
  agent.used += conversation.units;
  agent.held.push_back(number);
  move(number, ConvState::kActive);
}

// Whoever hands it on to a queue is passed over for it.
void Shadow::transferred(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state != ConvState::kActive && conversation.state != ConvState::kHeld) {
    complain(Checker::kOwner, event, "nobody had it");
  }
  const auto from = static_cast<std::uint32_t>(conversation.agent);
  release(event, number);
  if (conversation.queue != event.queue) {
    complain(Checker::kAnswers, event, "to another queue than asked for");
  }
  move(number, ConvState::kWaiting);
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (by_hand(event) || policy == nullptr) return;
  conversation.rests.push_back({from, event.at + policy->offer_retry});
}

// What pauses, or begins anew with each message, is only watched: told at its time and once. Where
// it stands follows from opening hours, of which this has no second opinion.
void Shadow::watch(const model::Event& event, ShadowConversation& conversation, std::size_t clock) {
  if (event.type == EventType::kSlaWarning) return;
  const bool met = event.type == EventType::kSlaMet;
  if (met ? event.at.ms > event.due : event.at.ms < event.due) {
    complain(Checker::kClocks, event, "on the wrong side of its due time");
  }
  std::int64_t& ended = conversation.ended_due[clock];
  if (ended == event.due && !met) complain(Checker::kClocks, event, "a breach told twice");
  if (!met) ended = event.due;
}

}  // namespace stellwerk::sim
