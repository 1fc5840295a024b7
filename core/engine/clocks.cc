// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

// The clocks of conversations: first and next response, resolution, the platform's window.
namespace stellwerk::engine {

using model::ConvState;
using model::EventType;

ResponseClock& Switchboard::clock_of(Conversation& conv, Clock clock) {
  switch (clock) {
    case Clock::kFirstResponse:
      return conv.first;
    case Clock::kNextResponse:
      return conv.reply;
    case Clock::kResolution:
      return conv.more().resolution;
    case Clock::kWindow:
      break;
  }
  return conv.more().window;
}

Due Switchboard::due_at(base::Instant at) { return {at, ++arm_order_}; }

// DUE counts from now, the SLA's target from the arrival. One warning a clock, also when its target
// moves.
void Switchboard::start_first_response(Conversation& conv) {
  ResponseClock& clock = conv.first;
  const bool warned_before = clock.state == ResponseClock::State::kRunning && clock.warned;
  clock = ResponseClock{};
  clock.warned = warned_before;
  clock.start = conv.own_target ? now_ : conv.arrival;
  run_clock(clock, conv.target, plan_.hours(conv.sla), warn_permille(conv));
}

// What has had its first response is owed none: by a policy from before that was looked at, it is.
bool Switchboard::has_responded(const Conversation& conv) const {
  const bool by_reply =
      conv.sla != kNone && plan_.slas[conv.sla].policy.met_by == model::MetBy::kReply;
  return plan_.since_format_3 && (by_reply ? conv.answered : conv.started);
}

void Switchboard::start_reply_clock(Conversation& conv, base::Instant from) {
  if (conv.sla == kNone || conv.reply.unanswered()) return;
  const model::SlaPolicy& sla = plan_.slas[conv.sla].policy;
  if (sla.next_response == model::kNoTarget) return;
  conv.reply = ResponseClock{};
  conv.reply.start = from;
  run_clock(conv.reply, sla.next_response, plan_.hours(conv.sla), sla.warn_permille);
}

void Switchboard::start_resolution(Conversation& conv) {
  const model::SlaPolicy& sla = plan_.slas[conv.sla].policy;
  if (sla.resolution == model::kNoTarget) [[likely]]
    return;
  ResponseClock& clock = conv.more().resolution;
  clock = ResponseClock{};
  clock.start = conv.opened;
  run_clock(clock, sla.resolution, plan_.hours(conv.sla), sla.warn_permille);
}

// It runs whatever the opening hours: the platform does not know them.
void Switchboard::run_window(Conversation& conv, base::Instant from, base::Duration window) {
  ResponseClock& clock = conv.more().window;
  const bool warned_before = plan_.since_format_3 &&
                             clock.state == ResponseClock::State::kRunning && clock.warned &&
                             from + window <= clock.due;
  clock = ResponseClock{};
  clock.warned = warned_before;
  clock.start = from;
  run_clock(clock, window, plan_.hours(kNone), warn_permille(conv));
}

// The customer wrote at `at`: his channel's windows count from there, and from now his message's
// own WINDOW. The conversation's own one is over once it has been answered or has closed.
bool Switchboard::renew_window(Conversation& conv, base::Instant at,
                               const model::Command& command) {
  Extras& extras = conv.more();
  const bool has_own = command.has(model::Field::kMessageWindow);
  if (has_own) extras.own_window = now_ + command.message_window;
  if (!limits_answers(conv)) {
    if (has_own) run_window(conv, now_, command.message_window);
    return false;
  }
  if (plan_.since_format_4) extras.limits.wrote_at = at;
  if (plan_.since_format_3 && extras.own_window <= now_) extras.own_window = base::kNever;
  run_channel_window(conv, at);
  const bool bots_again = extras.bots_over;
  extras.bots_over = false;
  limit_bots(conv, at);
  return bots_again;
}

// Whether the channel's platform takes answers for some time only.
bool Switchboard::limits_answers(const Conversation& conv) const {
  return conv.channel != kNone && plan_.channels[conv.channel].reply_window != model::kNoTarget;
}

// From the customer's message at `at`, unless its own one closes before.
// REQUIRES: limits_answers().
void Switchboard::run_channel_window(Conversation& conv, base::Instant at) {
  base::Instant closes = at + plan_.channels[conv.channel].reply_window;
  if (conv.extras->own_window != base::kNever) {
    closes = std::min(closes, conv.extras->own_window);
  }
  run_window(conv, at, closes - at);
}

// REQUIRES: limits_answers().
void Switchboard::limit_bots(Conversation& conv, base::Instant at) {
  const Channel& channel = plan_.channels[conv.channel];
  conv.extras->bots_until = {};
  if (channel.bot_window != model::kNoTarget) {
    conv.extras->bots_until = due_at(at + channel.bot_window);
  }
}

// Opened anew without a message of the customer's: what his channel allows goes on counting from
// his last one. A window that has ended since then is not told.
void Switchboard::resume_limits(Conversation& conv) {
  if (!conv.extras || !limits_answers(conv)) return;
  Extras& extras = *conv.extras;
  const base::Instant wrote_at = extras.limits.wrote_at;
  if (wrote_at == base::kNever) return;
  if (now_ < wrote_at + plan_.channels[conv.channel].reply_window) {
    run_channel_window(conv, wrote_at);
  }
  limit_bots(conv, wrote_at);
  if (extras.bots_until.armed() && extras.bots_until.at <= now_) {
    extras.bots_until = {};
    extras.bots_over = true;
  }
}

// Answered: the next message opens it anew.
void Switchboard::end_window(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Extras& extras = *conv.extras;
  extras.limits.wrote_at = base::kNever;
  if (extras.window.state == ResponseClock::State::kOff) return;
  meet(slot, Clock::kWindow);
  extras.window = {};
  extras.own_window = base::kNever;
  extras.bots_until = {};
  const bool bots_again = extras.bots_over;
  extras.bots_over = false;
  if (conv.state != ConvState::kWaiting) return;
  follow_window(slot);
  if (bots_again) reclassify(slot);
}

void Switchboard::emit_clock(ConvSlot slot, Clock clock, EventType type) {
  Conversation& conv = conversation(slot);
  model::Event event = event_about(type, conv);
  event.agent = agents_.name(conv.agent);
  event.sla = plan_.sla_names.name(conv.sla);
  event.clock = name(clock);
  event.due = clock_of(conv, clock).due.ms;
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
  ResponseClock& which = clock_of(conversation(slot), clock);
  if (!which.unanswered()) return;
  if (which.meet()) emit_clock(slot, clock, EventType::kSlaMet);
}

// The work is done: a resolution that somebody has worked for is met, the rest ends silently.
void Switchboard::stop_clocks(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const bool resolved = !conv.abandoned && (conv.started || conv.answered);
  if (conv.extras && resolved) [[unlikely]] {
    ResponseClock& clock = conv.extras->resolution;
    if (plan_.since_format_3 && clock.state == ResponseClock::State::kPaused) {
      const base::Duration left = plan_.slas[conv.sla].policy.resolution - clock.elapsed();
      clock.due = plan_.hours(conv.sla).after(now_, left);
    }
    meet(slot, Clock::kResolution);
  }
  // A first response that has had its verdict keeps it: the work may go on from its wrap-up.
  const bool judged = conv.first.state == ResponseClock::State::kBreached ||
                      conv.first.state == ResponseClock::State::kMet;
  if (!judged || !plan_.since_format_3) conv.first.state = ResponseClock::State::kOff;
  conv.first.next = {};
  conv.reply.state = ResponseClock::State::kOff;
  conv.reply.next = {};
  if (conv.extras) [[unlikely]] {
    conv.extras->resolution = {};
    conv.extras->window = {};
    conv.extras->bots_until = {};
  }
}

// Held, the conversation takes no time to be resolved; the customer waits for answers all the same.
void Switchboard::pause_resolution(Conversation& conv) {
  conv.more().resolution.pause(now_, plan_.hours(conv.sla));
}

void Switchboard::resume_resolution(Conversation& conv) {
  ResponseClock& clock = conv.more().resolution;
  if (clock.state != ResponseClock::State::kPaused) return;
  clock.start = now_;
  run_clock(clock, plan_.slas[conv.sla].policy.resolution, plan_.hours(conv.sla),
            warn_permille(conv));
}

void Switchboard::clock_fires(ConvSlot slot, Clock clock) {
  Conversation& conv = conversation(slot);
  const bool breached = clock_of(conv, clock).fire();
  if (breached && clock == Clock::kFirstResponse) queue_of(conv).breached.add(now_);
  emit_clock(slot, clock, breached ? EventType::kSlaBreached : EventType::kSlaWarning);
}

void Switchboard::tell_missed(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  while (conv.missed(now_)) {
    Clock first = Clock::kFirstResponse;
    for (const Clock other : {Clock::kNextResponse, Clock::kResolution, Clock::kWindow}) {
      if (!conv.extras && other > Clock::kNextResponse) break;
      if (earlier(clock_of(conv, other).next, clock_of(conv, first).next)) first = other;
    }
    clock_fires(slot, first);
  }
}

}  // namespace stellwerk::engine
