// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::EventType;

// The work is done or the customer has left: clocks stop, the agent wraps up if his queue says so.
void Switchboard::end_work(ConvSlot slot, bool abandoned, std::string_view reason) {
  Conversation& conv = conversation(slot);
  conv.abandoned = abandoned;
  if (!reason.empty()) conv.more().reason = reason;
  if (conv.state == ConvState::kOffered) [[unlikely]] {
    const std::string_view why = abandoned ? "abandoned" : "closed";
    tell_offer_ended(conv, conv.agent, conv.offer, EventType::kOfferRevoked, why);
    revoke_rivals(slot, why);
  }
  if (conv.state != ConvState::kActive) {
    stop_clocks(slot);
    return finish(slot);
  }
  Queue& queue = queue_of(conv);
  const bool by_bot = agent(conv.agent).abilities.kind == model::AgentKind::kBot;
  if (by_bot && conv.answered && !conv.started && !abandoned) {  // a bot answered it to the end
    count_start(conv, conv.deadline <= now_);
    meet(slot, Clock::kFirstResponse);
  }
  stop_clocks(slot);
  if (queue.policy.wrap_up.ms == 0) [[likely]]
    return finish(slot);
  --queue.active;
  ++queue.wrapup;
  conv.state = ConvState::kWrapup;
  conv.phase = due_at(now_ + queue.policy.wrap_up);
  model::Event event = event_about(EventType::kConversationWrapup, conv);
  event.agent = agents_.name(conv.agent);
  event.reason = reason;
  event.expires = conv.phase.at.ms;
  emit(event);
  rearm(slot);
  matching_.touch_agent(conv.agent);
  if (plan_.has_special_channels) note_work(conv.agent);
}

// Any open state ends here; the conversation stays readable for a while.
void Switchboard::finish(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const AgentSlot from = conv.agent;
  Queue& queue = queue_of(conv);
  if (conv.owned()) {
    selection_.learn(conv.queue, agent(from).group, handled(conv));
    if (plan_.remembers_customers) remember_customer(conv);
  }
  if (conv.state == ConvState::kWaiting) {
    leave_waiting(slot);
  } else {
    vacate(slot);
  }
  conv.first = {};
  conv.reply = {};
  conv.phase = {};
  conv.offer = 0;
  conv.state = ConvState::kClosed;
  conv.closed_at = now_;
  conv.unroutable = false;
  model::Event event = event_about(
      conv.abandoned ? EventType::kConversationAbandoned : EventType::kConversationClosed, conv);
  event.agent = agents_.name(from);
  if (conv.extras) [[unlikely]]
    event.reason = conv.extras->reason;
  event.episode = conv.episode;
  emit(event);

  --open_;
  ++ended_total_;
  --queue.open;
  if (conv.sla != kNone) --plan_.slas[conv.sla].open;
  if (conv.channel != kNone) --plan_.channels[conv.channel].open;
  ++(conv.abandoned ? queue.figures.abandoned : queue.figures.closed);
  if (conv.abandoned) [[unlikely]]
    queue.abandoned.add(now_);
  if (conv.extras) [[unlikely]] {
    unanswered_ -= conv.extras->unanswered.size();
    conv.extras->unanswered.clear();
    conv.extras->passed_over.clear();
    conv.extras->sticky = {};
    if (!plan_.since_format_4) conv.extras->limits = {};
    conv.extras->end_parking();
  }
  drop_timer(conv);
  closing_.push_back(slot);
}

void Switchboard::conv_close(const model::Command& command, ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.state == ConvState::kClosed || conv.state == ConvState::kWrapup) {
    return answer_conversation(slot, true);
  }
  end_work(slot, false, command.reason);
  answer_conversation(slot);
}

void Switchboard::conv_abandon(const model::Command& command, ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.state == ConvState::kClosed || conv.state == ConvState::kWrapup) {
    return answer_conversation(slot, true);
  }
  end_work(slot, true, command.reason);
  answer_conversation(slot);
}

void Switchboard::conv_wrapped(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.state == ConvState::kClosed) return answer_conversation(slot, true);
  if (conv.state != ConvState::kWrapup) return refuse_state(conv, "CONV.WRAPPED");
  finish(slot);
  answer_conversation(slot);
}

}  // namespace stellwerk::engine
