// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::ConvState;
using model::EventType;

namespace {

constexpr std::uint32_t kWarnPermilleDefault = 800;

bool earlier(const Due& a, const Due& b) { return a.at != b.at ? a.at < b.at : a.order < b.order; }

}  // namespace

Due Switchboard::due_at(base::Instant at) { return {at, ++arm_order_}; }

// The warning and the breach are armed at one moment and keep its number.
void Switchboard::start_clock(ResponseClock& clock, base::Instant from, base::Instant due,
                              std::uint32_t warn_permille) {
  const bool warned_before = clock.state == ResponseClock::State::kRunning && clock.warned;
  clock.state = ResponseClock::State::kRunning;
  clock.start = from;
  clock.due = due;
  const std::int64_t share = (due - from).ms * static_cast<std::int64_t>(warn_permille) / 1'000;
  // One warning a clock, also when its target moves; none where it would come with the breach.
  clock.warned = warned_before || warn_permille >= 1'000;
  clock.next = due_at(clock.warned ? due : from + base::Duration{share});
}

// DUE counts from now, the SLA's target from the arrival.
void Switchboard::start_first_response(Conversation& conv) {
  const base::Instant from = conv.own_target ? now_ : conv.arrival;
  start_clock(conv.first, from, from + conv.target,
              conv.sla == kNone ? kWarnPermilleDefault : plan_.slas[conv.sla].policy.warn_permille);
}

void Switchboard::start_reply_clock(Conversation& conv, base::Instant from) {
  if (conv.sla == kNone || conv.reply.unanswered()) return;
  const model::SlaPolicy& sla = plan_.slas[conv.sla].policy;
  if (sla.next_response == model::kNoTarget) return;
  start_clock(conv.reply, from, from + sla.next_response, sla.warn_permille);
}

void Switchboard::emit_clock(ConvSlot slot, Clock clock, EventType type) {
  const Conversation& conv = conversation(slot);
  const ResponseClock& which = clock == Clock::kFirstResponse ? conv.first : conv.reply;
  model::Event event = event_about(type, conv);
  event.agent = agents_.name(conv.agent);
  event.sla = plan_.sla_names.name(conv.sla);
  event.clock = name(clock);
  event.due = which.due.ms;
  emit(event);
  const auto count = [type](ClockTotals& totals) {
    ++(type == EventType::kSlaMet       ? totals.met
       : type == EventType::kSlaWarning ? totals.warned
                                        : totals.breached);
  };
  count(queue_of(conv).figures.clocks[static_cast<std::size_t>(clock)]);
  if (conv.channel != kNone) {
    count(plan_.channels[conv.channel].figures.clocks[static_cast<std::size_t>(clock)]);
  }
}

void Switchboard::meet(ConvSlot slot, Clock clock) {
  Conversation& conv = conversation(slot);
  ResponseClock& which = clock == Clock::kFirstResponse ? conv.first : conv.reply;
  if (!which.unanswered()) return;
  const bool in_time = which.state == ResponseClock::State::kRunning;
  which.state = ResponseClock::State::kMet;
  which.next = {};
  if (in_time) emit_clock(slot, clock, EventType::kSlaMet);
}

void Switchboard::stop_clocks(Conversation& conv) {
  for (ResponseClock* clock : {&conv.first, &conv.reply}) {
    clock->state = ResponseClock::State::kOff;
    clock->next = {};
  }
}

void Switchboard::clock_fires(ConvSlot slot, Clock clock) {
  Conversation& conv = conversation(slot);
  ResponseClock& which = clock == Clock::kFirstResponse ? conv.first : conv.reply;
  if (!which.warned) {
    which.warned = true;
    which.next.at = which.due;
    emit_clock(slot, clock, EventType::kSlaWarning);
    return;
  }
  which.state = ResponseClock::State::kBreached;
  which.next = {};
  if (clock == Clock::kFirstResponse) queue_of(conv).breached.add(now_);
  emit_clock(slot, clock, EventType::kSlaBreached);
}

void Switchboard::tell_missed(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  while (conv.missed(now_)) {
    clock_fires(slot, earlier(conv.reply.next, conv.first.next) ? Clock::kNextResponse
                                                                : Clock::kFirstResponse);
  }
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
  const Due* next = &conv.phase;
  for (const Due* due : {&conv.first.next, &conv.reply.next}) {
    if (earlier(*due, *next)) next = due;
  }
  if (conv.extras) {
    for (const PassedOver& entry : conv.extras->passed_over) {
      if (earlier(entry.until, *next)) next = &entry.until;
    }
    if (earlier(conv.extras->sticky.until, *next)) next = &conv.extras->sticky.until;
  }
  if (!next->armed()) return drop_timer(conv);
  if (conv.timer == kNone) conv.timer = timers_.create(TimerOwner::kConversation, slot);
  timers_.arm(conv.timer, next->at, next->order);
}

void Switchboard::drop_timer(Conversation& conv) {
  if (conv.timer == kNone) return;
  timers_.destroy(conv.timer);
  conv.timer = kNone;
}

void Switchboard::pass_over_ends(ConvSlot slot, AgentSlot agent_slot) {
  Conversation& conv = conversation(slot);
  std::erase_if(conv.extras->passed_over,
                [agent_slot](const PassedOver& entry) { return entry.agent == agent_slot; });
  if (conv.state == ConvState::kWaiting) {
    reclassify(slot);
  } else {
    rearm(slot);
  }
}

// One thing at a time: the earliest by time and number of arming.
void Switchboard::conversation_timer(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.extras) {
    const auto is_first = [&conv, this](const Due& due) {
      return due.at <= now_ && !earlier(conv.phase, due) && !earlier(conv.first.next, due) &&
             !earlier(conv.reply.next, due);
    };
    const Sticky& sticky = conv.extras->sticky;
    for (const PassedOver& entry : conv.extras->passed_over) {
      if (is_first(entry.until) && !earlier(sticky.until, entry.until)) {
        return pass_over_ends(slot, entry.agent);
      }
    }
    if (is_first(sticky.until)) return sticky_ends(slot);
  }
  if (earlier(conv.first.next, conv.phase) && earlier(conv.first.next, conv.reply.next)) {
    clock_fires(slot, Clock::kFirstResponse);
    return rearm(slot);
  }
  if (earlier(conv.reply.next, conv.phase)) {
    clock_fires(slot, Clock::kNextResponse);
    return rearm(slot);
  }
  SW_CHECK(conv.phase.armed());
  conv.phase = {};
  switch (conv.state) {
    case ConvState::kWaiting:
      matching_.to_overdue(slot, conv.arrival.ms + 4 * conv.routing_target.ms);
      arrivals_.push_back(slot);
      return rearm(slot);
    case ConvState::kOffered:
      return end_offer(slot, EventType::kOfferExpired, {}, true);
    case ConvState::kWrapup:
      return finish(slot);
    case ConvState::kHeld:
      return resume(slot);
    default:
      SW_CHECK_MSG(false, "a timer without a purpose");
  }
}

}  // namespace stellwerk::engine
