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

bool Shadow::by_decision(const model::Event& event) const {
  return command_ != nullptr && command_->conv == event.conv &&
         command_->kind == CommandKind::kConvDecide && command_->has(Field::kAgent);
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
  conversation.interrupted = event.reason == "interrupted";
  if (conversation.interrupted) {
    ++coverage_[Coverage::kInterrupted];
    const model::ChannelPolicy* const its = channel(conversation.channel);
    if (its == nullptr || its->interruptible_by.empty()) {
      complain(Checker::kOwner, event, "it makes way for nobody");
    }
  }
  move(number, ConvState::kHeld);
}

// After wrap-up, or after a hold: with its agent if he has room, else as one that waits.
void Shadow::resumed(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state == ConvState::kWrapup) return move(number, ConvState::kActive);
  if (conversation.state != ConvState::kHeld) {
    return complain(Checker::kOwner, event, "it was neither held nor in wrap-up");
  }
  if (command_ == nullptr && !conversation.interrupted && event.at.ms != conversation.expires) {
    complain(Checker::kClocks, event, "a hold ends at another time");
  }
  const auto owner = static_cast<std::size_t>(conversation.agent);
  conversation.expires = -1;
  conversation.interrupted = false;
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
  take_units(number, static_cast<std::uint32_t>(owner));
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
  conversation.entered = event.at;
  if (conversation.queue != event.queue) {
    complain(Checker::kAnswers, event, "to another queue than asked for");
  }
  move(number, ConvState::kWaiting);
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (by_hand(event) || policy == nullptr) return;
  conversation.rests.push_back({from, event.at + policy->offer_retry});
}

// What pauses, or begins anew with each message, is only watched: told on the right side of its
// time and once. Where it stands follows from opening hours, of which this has no second opinion.
void Shadow::watch(const model::Event& event, ShadowConversation& conversation,
                   engine::Clock clock) {
  if (clock == engine::Clock::kResolution) ++coverage_[Coverage::kResolutionTold];
  if (clock == engine::Clock::kWindow) ++coverage_[Coverage::kWindowTold];
  const auto of = static_cast<std::size_t>(clock);
  if (conversation.state == ConvState::kClosed) {
    complain(Checker::kClocks, event, "a clock of a closed one");
  }
  const bool once = clock == engine::Clock::kFirstResponse || clock == engine::Clock::kResolution;
  if (once && conversation.ended[of]) complain(Checker::kClocks, event, "the clock has ended");
  if (event.type == EventType::kSlaWarning) {
    if (once && conversation.warned[of]) complain(Checker::kClocks, event, "a second warning");
    conversation.warned[of] = true;
    return;
  }
  conversation.ended[of] = true;
  const bool met = event.type == EventType::kSlaMet;
  if (met ? event.at.ms > event.due : event.at.ms < event.due) {
    complain(Checker::kClocks, event, "on the wrong side of its due time");
  }
  std::int64_t& breached = conversation.breached_due[of];
  if (breached == event.due && !met) complain(Checker::kClocks, event, "a breach told twice");
  if (!met) breached = event.due;
}

}  // namespace stellwerk::sim
