// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"
#include "core/engine/switchboard.h"

// What will happen to a conversation by itself: many things, one timer.
namespace stellwerk::engine {

using model::ConvState;
using model::EventType;

// The earliest by time and number of arming.
Switchboard::Coming Switchboard::next_of(const Conversation& conv) {
  Coming first{Coming::What::kPhase, &conv.phase};
  const auto consider = [&first](Coming::What what, const Due& due, AgentSlot agent = kNone) {
    if (earlier(due, *first.due)) first = {what, &due, agent};
  };
  consider(Coming::What::kFirst, conv.first.next);
  consider(Coming::What::kReply, conv.reply.next);
  if (!conv.extras) [[likely]]
    return first;
  const Extras& extras = *conv.extras;
  consider(Coming::What::kResolution, extras.resolution.next);
  consider(Coming::What::kWindow, extras.window.next);
  consider(Coming::What::kBotsOver, extras.bots_until);
  consider(Coming::What::kSticky, extras.sticky.until);
  consider(Coming::What::kPlan, extras.plan.next);
  consider(Coming::What::kWriting, extras.piece.writing);
  consider(Coming::What::kDecision, extras.decision);
  consider(Coming::What::kCallback, extras.callback_at);
  for (const PassedOver& entry : extras.passed_over) {
    consider(Coming::What::kPassOver, entry.until, entry.agent);
  }
  for (const Rival& rival : extras.rivals) {
    consider(Coming::What::kRival, rival.expires, rival.agent);
  }
  return first;
}

// The conversation's one timer is to be armed for what is due next. What a clock that began in the
// past has missed is told at once.
void Switchboard::rearm(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.missed(now_)) tell_missed(slot);
  if (conv.timer_stale) return;
  const bool armed = conv.phase.armed() || conv.first.next.armed() || conv.reply.next.armed();
  if (!armed && !conv.extras && conv.timer == kNone) return;
  conv.timer_stale = true;
  stale_timers_.push_back(slot);
}

// Once a transition is complete: what changed on the way there needs no arming.
void Switchboard::arm_timers() {
  for (const ConvSlot slot : stale_timers_) {
    Conversation& conv = conversation(slot);
    conv.timer_stale = false;
    if (conv.open()) arm_timer(slot);
  }
  stale_timers_.clear();
}

void Switchboard::arm_timer(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const Due& next = *next_of(conv).due;
  if (!next.armed()) return drop_timer(conv);
  if (conv.timer == kNone) conv.timer = timers_.create(TimerOwner::kConversation, slot);
  timers_.arm(conv.timer, next.at, next.order);
}

void Switchboard::drop_timer(Conversation& conv) {
  if (conv.timer == kNone) return;
  timers_.destroy(conv.timer);
  conv.timer = kNone;
}

// Somebody else may take it from now on, or not any more.
void Switchboard::look_again(ConvSlot slot) {
  if (conversation(slot).state == ConvState::kWaiting) {
    reclassify(slot);
  } else {
    rearm(slot);
  }
}

void Switchboard::pass_over_ends(ConvSlot slot, AgentSlot agent_slot) {
  std::erase_if(conversation(slot).extras->passed_over,
                [agent_slot](const PassedOver& entry) { return entry.agent == agent_slot; });
  const Conversation& conv = conversation(slot);
  const bool may_be_asked =
      conv.state == ConvState::kOffered && queue_of(conv).policy.offer_agents > 1;
  if (may_be_asked) offered_.push_back(slot);
  look_again(slot);
}

// The platform takes answers of humans only from now on.
void Switchboard::bots_are_over(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  conv.extras->bots_until = {};
  conv.extras->bots_over = true;
  if (plan_.since_format_3 && conv.state == ConvState::kActive &&
      with_kind(conv, model::AgentKind::kBot)) {
    pass_on(slot, EventType::kConversationEscalated, "window", conv.queue);
    return enter_waiting(slot);
  }
  if (conv.state != ConvState::kOffered) return look_again(slot);
  for (const AgentSlot asked : asked_of(conv)) {
    if (agent(asked).abilities.kind != model::AgentKind::kBot) continue;
    lose_offer(slot, asked, EventType::kOfferRevoked, "window", false);
  }
  rearm(slot);
}

// One thing at a time.
void Switchboard::conversation_timer(ConvSlot slot) {
  const Coming next = next_of(conversation(slot));
  SW_CHECK_MSG(next.due->armed(), "a timer without a purpose");
  switch (next.what) {
    case Coming::What::kPhase:
      return phase_ends(slot);
    case Coming::What::kFirst:
      return clock_is_due(slot, Clock::kFirstResponse);
    case Coming::What::kReply:
      return clock_is_due(slot, Clock::kNextResponse);
    case Coming::What::kResolution:
      return clock_is_due(slot, Clock::kResolution);
    case Coming::What::kWindow:
      return clock_is_due(slot, Clock::kWindow);
    case Coming::What::kBotsOver:
      return bots_are_over(slot);
    case Coming::What::kSticky:
      conversation(slot).extras->sticky.until = {};
      return look_again(slot);
    case Coming::What::kPlan:
      return plan_is_due(slot);
    case Coming::What::kWriting:
      conversation(slot).extras->piece.writing = {};
      return look_again(slot);
    case Coming::What::kDecision:
      return decision_is_over(slot);
    case Coming::What::kCallback:
      conversation(slot).extras->callback_at = {};
      return look_again(slot);
    case Coming::What::kPassOver:
      return pass_over_ends(slot, next.agent);
    case Coming::What::kRival:
      return lose_offer(slot, next.agent, EventType::kOfferExpired, {}, true);
  }
}

void Switchboard::clock_is_due(ConvSlot slot, Clock clock) {
  clock_fires(slot, clock);
  rearm(slot);
}

void Switchboard::phase_ends(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  conv.phase = {};
  switch (conv.state) {
    case ConvState::kWaiting:
      matching_.to_overdue(slot, conv.arrival.ms + 4 * conv.routing_target.ms);
      arrivals_.push_back(slot);
      return rearm(slot);
    case ConvState::kOffered:
      return lose_offer(slot, conv.agent, EventType::kOfferExpired, {}, true);
    case ConvState::kWrapup:
      return finish(slot);
    case ConvState::kHeld:
      return resume(slot);
    default:
      SW_CHECK_MSG(false, "a phase that does not end");
  }
}

}  // namespace stellwerk::engine
