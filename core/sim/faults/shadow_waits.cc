// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/sim/faults/shadow.h"

// What keeps everybody from a conversation that waits: somebody outside decides, the customer is
// called later or still writing. And what bots may do.
namespace stellwerk::sim {

using model::CommandKind;
using model::ConvState;
using model::Field;

namespace {

constexpr std::int64_t kPieceLastsMost = 4;
constexpr base::Instant kOver{-1};

}  // namespace

std::string_view Shadow::withheld(const ShadowConversation& conversation, base::Instant now) {
  if (now < conversation.decided_by) return "somebody outside decides";
  if (now < conversation.called_from) return "he is called later";
  if (now < conversation.written_by) return "he is writing on";
  return {};
}

// What a command changes in this, ahead of its answer.
void Shadow::ask_ahead(ShadowConversation& conversation, const model::Command& command) {
  if (now_ >= conversation.decided_by && conversation.decided_by.ms >= 0) {
    conversation.decided_by = kOver;
    conversation.decides_itself = true;
  }
  if (command.kind == CommandKind::kConvDecide) {
    if (command.has(Field::kAgent)) return;
    conversation.decided_by = kOver;
    conversation.decides_itself = true;
  } else if (command.kind == CommandKind::kConvCallback) {
    if (command.has(Field::kHoldFor)) conversation.decided_by = kOver;
  } else {
    conversation.decided_by = kOver;
    const bool moves = command.kind == CommandKind::kConvUpdate && command.has(Field::kQueue) &&
                       command.queue != conversation.queue;
    if (moves) conversation.entered = now_;
  }
}

// With another policy nobody outside may have a say.
void Shadow::follow_decisions() {
  for (const std::uint32_t number : of_state(ConvState::kWaiting)) {
    ShadowConversation& each = conversations_[number];
    const model::QueuePolicy* const policy = queue(each.queue);
    if (now_ >= each.decided_by) continue;
    if (policy != nullptr && !policy->decide_external) each.decided_by = kOver;
  }
}

void Shadow::decision_requested(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (conversation.state != ConvState::kWaiting) {
    return complain(Checker::kOwner, event, "it does not wait");
  }
  if (policy == nullptr || !policy->decide_external) {
    return complain(Checker::kOwner, event, "its queue decides by itself");
  }
  const bool lapsed = conversation.decided_by.ms >= 0 && event.at >= conversation.decided_by;
  if (conversation.decides_itself || lapsed) {
    complain(Checker::kOwner, event, "asked again before somebody had it");
  }
  const std::string_view why_not = withheld(conversation, event.at);
  if (!why_not.empty()) complain(Checker::kOwner, event, std::string(why_not));
  if (event.expires != (event.at + policy->decide_timeout).ms) {
    complain(Checker::kClocks, event, "another time for answering");
  }
  std::string_view rest = event.agents;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    const std::int64_t agent = number_in(one);
    if (agent < 0 || static_cast<std::size_t>(agent) >= agents_.size()) {
      return complain(Checker::kEligible, event, "names no agent");
    }
    // Who would have to be interrupted for it may be named, too.
    const bool interrupting = interrupts(conversation.channel);
    const auto named = obstacle(conversation, static_cast<std::uint32_t>(agent), event.at,
                                {.ramp = interrupting, .room = interrupting});
    if (!named.empty()) {
      complain(Checker::kEligible, event, std::string(one) + ": " + std::string(named));
    }
  }
  conversation.decided_by = base::Instant{event.expires};
}

void Shadow::callback(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state != ConvState::kWaiting) {
    complain(Checker::kOwner, event, "it does not wait");
  }
  const bool asked = command_ != nullptr && command_->kind == CommandKind::kConvCallback &&
                     command_->conv == event.conv;
  if (!asked) return complain(Checker::kOwner, event, "nobody asked for it");
  const bool later = command_->has(Field::kHoldFor);
  if (event.expires != (later ? (event.at + command_->hold_for).ms : -1)) {
    complain(Checker::kClocks, event, "to be called at another time");
  }
  if (later) ++coverage_[Coverage::kCallbacksLater];
  conversation.callback = true;
  conversation.called_from = later ? base::Instant{event.expires} : kOver;
}

// Whoever gets it is told to dial.
void Shadow::note_called(const model::Event& event, const ShadowConversation& conversation) {
  if ((event.callback == 1) != conversation.callback) {
    complain(Checker::kAnswers, event, "to be called back, or not");
  }
}

// The customer writes. Before it is shown to a bot its turns have been looked at.
void Shadow::follow_piece(const model::Event& event, ShadowConversation& conversation) {
  const model::ChannelPolicy* const its = channel(conversation.channel);
  const base::Duration apart = its == nullptr ? model::kNoTarget : its->fragments;
  const bool opens = conversation.arrives;
  conversation.arrives = false;
  conversation.replies = 0;
  if (apart == model::kNoTarget) {
    conversation.turn_counted = false;
  } else {
    const bool goes_on = !opens && conversation.piece_first.ms >= 0 &&
                         event.at - conversation.piece_last < apart &&
                         event.at - conversation.piece_first < apart * kPieceLastsMost;
    if (!goes_on) {
      conversation.piece_first = event.at;
      conversation.turn_counted = false;
    }
    conversation.piece_last = event.at;
    if (opens || event.at < conversation.written_by) {
      if (opens) ++coverage_[Coverage::kPieces];
      conversation.written_by =
          std::min(event.at + apart, conversation.piece_first + apart * kPieceLastsMost);
    }
  }
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr || policy->bot.turns == 0 || conversation.state != ConvState::kActive) {
    return;
  }
  const bool by_bot =
      agents_[static_cast<std::size_t>(conversation.agent)].kind == model::AgentKind::kBot;
  if (by_bot && conversation.turns >= policy->bot.turns && !conversation.turn_counted) {
    complain(Checker::kOwner, event, "a bot goes on whose turns are used up");
  }
}

// So many answers after each message, and a turn of a bot is all that it sends between two.
void Shadow::count_reply(const model::Event& event, ShadowConversation& conversation) {
  const model::ChannelPolicy* const its = channel(conversation.channel);
  if (its != nullptr && its->reply_messages > 0) {
    if (conversation.replies >= its->reply_messages) {
      complain(Checker::kMessages, event, "more answers than the platform takes");
    }
    ++conversation.replies;
  }
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr || policy->bot.turns == 0 || conversation.turn_counted) return;
  const bool owned = conversation.agent >= 0 && conversation.state != ConvState::kOffered;
  if (!owned) return;
  const auto owner = static_cast<std::size_t>(conversation.agent);
  if (agents_[owner].kind != model::AgentKind::kBot) return;
  conversation.turn_counted = true;
  ++conversation.turns;
}

// As it opens.
void Shadow::begin_waits(const model::Event& event, ShadowConversation& conversation) {
  conversation.offers.clear();
  conversation.interrupted = conversation.callback = conversation.decides_itself = false;
  conversation.decided_by = conversation.called_from = conversation.written_by = kOver;
  conversation.piece_first = conversation.piece_last = kOver;
  conversation.turn_counted = conversation.told_long = false;
  conversation.turns = 0;
  // Only his next message renews what the platform takes.
  const bool elsewhere =
      command_->has(Field::kChannel) && command_->channel != conversation.channel;
  if (elsewhere) conversation.replies = 0;
  conversation.breached_due.fill(-1);
  conversation.warned.fill(false);
  conversation.ended.fill(false);
  conversation.came_from.clear();
  conversation.arrives = command_->kind == CommandKind::kMessageIn;
  conversation.entered = event.at - command_->age;
  const auto open = static_cast<std::uint64_t>(opened_total_ - ended_total_);
  if (scenario_.has(Feature::kQuotas) && open > scenario_.open_max) {
    complain(Checker::kOwner, event, "more are open than may be");
  }
}

// Whoever asks for one agent, or whose queue remembers one, may wait for him alone.
void Shadow::begin_sticky(const model::Event& event, ShadowConversation& conversation) {
  conversation.sticky_until = kOver;
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (command_->has(Field::kSticky)) {
    conversation.sticky_until =
        command_->has(Field::kStickyFor) ? event.at + command_->sticky_for : base::kNever;
  } else if (policy != nullptr && policy->sticky_within.ms > 0) {
    conversation.sticky_until = event.at + policy->sticky_patience;
  }
}

void Shadow::begin_work(ShadowConversation& conversation) {
  conversation.accepted = conversation.told_long = false;
  conversation.sticky_until = conversation.written_by = kOver;
  conversation.turns = 0;
  conversation.turn_counted = false;
}

void Shadow::escalated(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (event.reason == "turns") {
    const model::QueuePolicy* const policy = queue(conversation.queue);
    const bool used_up =
        policy != nullptr && policy->bot.turns > 0 && conversation.turns >= policy->bot.turns;
    if (!used_up) complain(Checker::kOwner, event, "turns are left");
    ++coverage_[Coverage::kTurnsUsedUp];
  }
  if (conversation.agent >= 0) release(event, number);
  // When a bot's window is over it is humans' until the customer writes again, and no longer.
  if (event.reason != "window") conversation.humans_only = true;
  move(number, ConvState::kWaiting);
}

// A bot that is sure enough for the queue that it was in keeps it, and nobody else.
void Shadow::compare_escalation(const model::Command& command, const model::Reply& reply) {
  if (command.kind != CommandKind::kConvEscalate || reply.duplicate) return;
  const bool before = changed_conversation_ == number_in(reply.conv);
  const model::QueuePolicy* const policy = before ? queue(conversation_before_.queue) : nullptr;
  const std::uint32_t gate = policy == nullptr ? 0 : policy->bot.confidence_permille;
  const bool sure = gate > 0 && command.has(Field::kConfidence) && command.confidence >= gate;
  if (sure != (reply.escalated == 0)) {
    complain(Checker::kAnswers, std::string(reply.conv) + " is kept by a bot, or not");
  }
  if (reply.escalated == 0) ++coverage_[Coverage::kKeptByBots];
}

}  // namespace stellwerk::sim
