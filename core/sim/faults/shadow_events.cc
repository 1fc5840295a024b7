// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/figures.h"
#include "core/engine/limits.h"
#include "core/sim/faults/shadow.h"

// What each event means, and what may not be.
namespace stellwerk::sim {

using model::CommandKind;
using model::ConvState;
using model::EventType;
using model::Field;

void Shadow::conversation_event(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (event.type == EventType::kConversationOpened && event.reopened != 1) {
    begin_anew(event, conversation);
  }
  if (event.episode >= 0) {
    if (event.episode < conversation.episode) complain(Checker::kOwner, event, "an older episode");
    conversation.episode = event.episode;
  }
  switch (event.type) {
    case EventType::kConversationOpened:
      return opened(event, number);
    case EventType::kConversationAssigned:
      return assigned(event, number);
    case EventType::kConversationEscalated:
      return escalated(event, number);
    case EventType::kConversationRequeued:
      if (conversation.state != ConvState::kActive && conversation.state != ConvState::kHeld) {
        complain(Checker::kOwner, event, "nobody had it");
      }
      release(event, number);
      return move(number, ConvState::kWaiting);
    case EventType::kConversationWrapup:
      if (conversation.state != ConvState::kActive) {
        complain(Checker::kOwner, event, "wrap-up of nothing");
      }
      work_ended(event, conversation);
      return move(number, ConvState::kWrapup);
    case EventType::kConversationHeld:
      return held(event, number);
    case EventType::kConversationResumed:
      return resumed(event, number);
    case EventType::kConversationTransferred:
      return transferred(event, number);
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
      return ended(event, number);
    case EventType::kConversationUnroutable:
    case EventType::kConversationRoutable:
      if (conversation.state == ConvState::kWaiting) return;
      return complain(Checker::kOwner, event, "it does not wait");
    case EventType::kConversationOverflowed:
      return overflowed(event, number);
    case EventType::kConversationCallback:
      return callback(event, number);
    case EventType::kDecisionRequested:
      return decision_requested(event, number);
    case EventType::kWaitLong:
      return wait_long(event, conversation);
    case EventType::kOfferCreated:
      return offered(event, number);
    case EventType::kOfferAccepted:
      return accepted(event, conversation);
    case EventType::kOfferDeclined:
    case EventType::kOfferExpired:
    case EventType::kOfferRevoked:
      return offer_ended(event, number);
    case EventType::kMessageIn:
      return message_in(event, number);
    case EventType::kMessageOut:
      return message_out(event, conversation);
    case EventType::kSlaWarning:
    case EventType::kSlaBreached:
    case EventType::kSlaMet:
      return clock_event(event, conversation);
    default:
      return complain(Checker::kOwner, event, "an event that nothing here makes");
  }
}

// What was closed long enough ago may be forgotten; then its name begins with the first episode.
void Shadow::begin_anew(const model::Event& event, ShadowConversation& conversation) {
  if (conversation.closed_at == base::Instant{}) return;
  if (event.at - conversation.closed_at < engine::Limits{}.closed_min) {
    complain(Checker::kOwner, event, "forgotten too soon");
  }
  conversation.episode = 0;
}

void Shadow::opened(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.known && conversation.state != ConvState::kClosed) {
    complain(Checker::kOwner, event, "it is open already");
  }
  if (command_ == nullptr) return complain(Checker::kOwner, event, "nobody asked for it");
  ++opened_total_;
  if (conversation.agent >= 0) complain(Checker::kOwner, event, "somebody owns it already");
  const bool reopened = event.reopened == 1;
  if (!reopened) {
    const auto messages = std::move(conversation.messages);
    const bool known = conversation.known;
    const std::uint32_t list_index = conversation.list_index;
    conversation = {};
    conversation.messages = messages;
    conversation.known = known;
    conversation.list_index = list_index;
    conversation.episode = 1;
  }
  conversation.humans_only = false;
  conversation.accepted = false;
  conversation.started = false;
  conversation.answered = false;
  conversation.rests.clear();
  conversation.unanswered.clear();
  begin_waits(event, conversation);
  conversation.queue = event.queue;
  conversation.priority = event.priority;
  if (command_->has(Field::kChannel)) conversation.channel = command_->channel;
  if (command_->has(Field::kCustomer)) conversation.customer = command_->customer;
  take_options(conversation, *command_);
  if (!leads_to_share(conversation.queue, event.queue)) {
    complain(Checker::kAnswers, event, "in another queue than asked for");
  }
  conversation.queue = event.queue;
  if (!conversation.own_units) {
    conversation.units = 1;
    for (const auto& channel : policy_.channels) {
      if (channel.name == conversation.channel) conversation.units = channel.units;
    }
  }
  const model::QueuePolicy* const policy = queue(conversation.queue);
  conversation.sla = policy == nullptr ? "" : policy->sla;
  if (command_->has(Field::kSla)) conversation.sla = command_->sla;
  begin_sticky(event, conversation);
  open_clocks(conversation, event.at);
  move(number, ConvState::kWaiting);
}

void Shadow::occupy(const model::Event& event, std::uint32_t number, std::uint32_t agent) {
  ShadowConversation& conversation = conversations_[number];
  if (agent >= agents_.size()) return complain(Checker::kOwner, event, "no such agent");
  if (conversation.agent >= 0) complain(Checker::kOwner, event, "a second owner");
  const bool hand = by_hand(event);
  const bool decided = by_decision(event);
  const bool forced = event.reason == "forced" && command_ != nullptr && command_->force;
  const std::string_view kept = withheld(conversation, event.at);
  if (!hand && !decided && !kept.empty()) complain(Checker::kEligible, event, std::string(kept));
  if (!hand && !decided) {
    note_dispatch(number, agent, event.at);
    note_dispatched(event, number, agent);
  }
  if (decided) ++coverage_[Coverage::kDecided];
  if (hand) ++coverage_[forced ? Coverage::kForced : Coverage::kTaken];
  // Past everything that routes.
  const bool named = hand || decided;
  const std::string_view why_not = obstacle(
      conversation, agent, event.at, {.rests = hand, .plan = named, .ramp = named, .room = forced});
  const bool capacity = agents_[agent].used + conversation.units > agents_[agent].capacity;
  if (!forced && capacity) complain(Checker::kCapacity, event, "beyond the agent's capacity");
  if (!why_not.empty()) complain(Checker::kEligible, event, std::string(why_not));
  conversation.agent = static_cast<std::int32_t>(agent);
  conversation.decided_by = conversation.called_from = base::Instant{-1};
  conversation.decides_itself = false;
  take_units(number, agent);
}

void Shadow::release(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.agent < 0) return complain(Checker::kOwner, event, "nobody owned it");
  if (!event.agent.empty() && number_in(event.agent) != conversation.agent) {
    complain(Checker::kOwner, event, "another agent had it");
  }
  give_units(number, static_cast<std::uint32_t>(conversation.agent));
  conversation.agent = -1;
}

void Shadow::assigned(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const auto agent = static_cast<std::uint32_t>(number_in(event.agent));
  if (conversation.accepted) {
    if (conversation.agent != static_cast<std::int32_t>(agent)) {
      complain(Checker::kOwner, event, "another accepted");
    }
    if (!conversation.offers.empty()) complain(Checker::kOwner, event, "another offer is out");
  } else {
    if (conversation.state != ConvState::kWaiting) {
      complain(Checker::kOwner, event, "it does not wait");
    }
    occupy(event, number, agent);
  }
  if (complaints_.any()) return;
  note_called(event, conversation);
  if (conversation.callback) ++coverage_[Coverage::kCalledBack];
  begin_work(conversation);
  if (conversation.last_agent != conversation.agent) {
    for (ShadowMessage& message : conversation.unanswered) message.told = false;
  }
  conversation.last_agent = conversation.agent;
  move(number, ConvState::kActive);
  if (agents_[agent].kind != model::AgentKind::kHuman) return;
  if (!conversation.customer.empty()) customers_[conversation.customer] = agent;
  if (conversation.started) return;
  conversation.started = true;
  const model::SlaPolicy* const policy = sla(conversation.sla);
  if (policy == nullptr || policy->met_by == model::MetBy::kStart) conversation.first.answer();
}

// A bot that answered to the end has been in time if it was.
void Shadow::work_ended(const model::Event& event, ShadowConversation& conversation) {
  if (conversation.first.owed() || conversation.reply.owed()) {
    complain(Checker::kClocks, event, "an answer in time was not told");
  }
  const bool by_bot =
      conversation.agent >= 0 &&
      agents_[static_cast<std::size_t>(conversation.agent)].kind == model::AgentKind::kBot;
  const bool closed = command_ != nullptr && command_->kind == CommandKind::kConvClose;
  if (by_bot && closed && conversation.answered && !conversation.started &&
      conversation.first.state() == ResponseClock::State::kRunning) {
    complain(Checker::kClocks, event, "the bot's answer in time was not told");
  }
  conversation.first.stop();
  conversation.reply.stop();
}

void Shadow::ended(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state == ConvState::kClosed) complain(Checker::kOwner, event, "it was closed");
  if (!conversation.offers.empty()) complain(Checker::kOwner, event, "its offer is still out");
  if (conversation.state == ConvState::kActive) work_ended(event, conversation);
  if (conversation.agent >= 0) release(event, number);
  ++ended_total_;
  conversation.closed_at = event.at;
  conversation.first.stop();
  conversation.reply.stop();
  conversation.rests.clear();
  conversation.unanswered.clear();
  move(number, ConvState::kClosed);
}

void Shadow::clock_event(const model::Event& event, ShadowConversation& conversation) {
  std::size_t which = 0;
  while (which < engine::kClockCount &&
         event.clock != engine::name(static_cast<engine::Clock>(which))) {
    ++which;
  }
  if (which == engine::kClockCount) return complain(Checker::kClocks, event, "no such clock");
  const auto of = static_cast<engine::Clock>(which);
  if (of == engine::Clock::kNextResponse) ++coverage_[Coverage::kNextResponseTold];
  const bool first = of == engine::Clock::kFirstResponse;
  const bool responds = first || of == engine::Clock::kNextResponse;
  if (!responds || conversation.by_hours) return watch(event, conversation, of);
  ResponseClock& clock = first ? conversation.first : conversation.reply;
  // What a bot has answered is met when it closes the conversation, just before that is told.
  const bool closes = command_ != nullptr && command_->kind == CommandKind::kConvClose;
  if (first && closes && event.type == EventType::kSlaMet && conversation.answered &&
      !conversation.started && conversation.agent >= 0 &&
      agents_[static_cast<std::size_t>(conversation.agent)].kind == model::AgentKind::kBot) {
    clock.answer();
  }
  if (base::Instant{event.due} != clock.due()) retarget_clocks(event.at);
  const std::string_view wrong = clock.take(event);
  if (!wrong.empty()) complain(Checker::kClocks, event, std::string(wrong));
}

void Shadow::message_in(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const bool asked = command_ != nullptr && command_->kind == CommandKind::kMessageIn &&
                     command_->message == event.message && !message_shown_ &&
                     number_in(command_->conv) == static_cast<std::int64_t>(number);
  const bool owned = conversation.agent >= 0 && conversation.state != ConvState::kOffered;
  if (asked) {
    message_shown_ = true;
    follow_piece(event, conversation);
    auto& all = conversation.messages;
    if (std::find(all.begin(), all.end(), event.message) != all.end()) {
      complain(Checker::kMessages, event, "a second time");
    }
    all.emplace_back(event.message);
    conversation.unanswered.push_back({std::string(event.message), owned});
    const model::SlaPolicy* const policy = sla(conversation.sla);
    if (policy != nullptr && policy->next_response != model::kNoTarget && !conversation.by_hours &&
        !conversation.reply.unanswered()) {
      conversation.reply.start(event.at, event.at + policy->next_response, policy->warn_permille,
                               event.at);
    }
  } else {
    auto& waiting = conversation.unanswered;
    const auto found = std::find_if(waiting.begin(), waiting.end(), [&](const auto& message) {
      return message.id == event.message;
    });
    if (found == waiting.end()) return complain(Checker::kMessages, event, "nobody wrote it");
    if (found->told) complain(Checker::kMessages, event, "told twice to one owner");
    found->told = true;
    if (event.agent.empty()) complain(Checker::kMessages, event, "nobody is told");
  }
  if (owned == event.agent.empty() || (owned && number_in(event.agent) != conversation.agent)) {
    complain(Checker::kMessages, event, "not to the owner");
  }
}

void Shadow::message_out(const model::Event& event, ShadowConversation& conversation) {
  if (conversation.state == ConvState::kClosed) {
    complain(Checker::kMessages, event, "from a closed one");
  }
  if (!event.from.empty() && number_in(event.from) != conversation.agent) {
    complain(Checker::kMessages, event, "not the owner");
  }
  count_reply(event, conversation);
  conversation.answered = true;
  conversation.unanswered.clear();
  const model::SlaPolicy* const policy = sla(conversation.sla);
  if (policy != nullptr && policy->met_by == model::MetBy::kReply) conversation.first.answer();
  conversation.reply.answer();
}

}  // namespace stellwerk::sim
