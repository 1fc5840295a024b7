// SPDX-License-Identifier: Apache-2.0
#include "core/engine/switchboard.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::engine {

using model::Code;
using model::CommandKind;

Switchboard::Switchboard(const Limits& limits)
    : limits_(limits),
      matching_(agents_, conversations_, plan_, requirements_, timers_),
      selection_(matching_, agents_, conversations_, plan_),
      foresight_(conversations_, agents_, matching_),
      messages_(limits.dedupe_window, limits.dedupe_max),
      requests_(limits.request_window),
      customers_(limits.customers_max),
      decisions_(limits.decisions_max),
      forget_timer_(timers_.create(TimerOwner::kForget, 0)) {}

void Switchboard::apply(base::Instant now, const model::Command& command, Sink& sink) {
  SW_CHECK(model::is_write(command.kind));
  advance(now, sink);
  sink_ = &sink;
  reply_ = model::Reply{};
  reply_conv_ = kNone;
  const bool named = command.has(model::Field::kRequest);
  if (named) [[unlikely]] {
    if (const model::Reply* known = requests_.find(command.request, now_)) {
      ++duplicates_;
      sink.on_reply(*known);
      return;
    }
  }
  foresight_.to_conversation();
  run_command(command);
  foresight_.to_agent();
  settle();
  foresight_.to_group();
  answer(command);
  tidy_closed();
}

void Switchboard::advance(base::Instant now, Sink& sink) {
  sink_ = &sink;
  while (timers_.may_pop(now)) {
    const auto fired = timers_.pop(now);
    if (!fired) break;
    now_ = std::max(now_, fired->due);
    fire(*fired);
    settle();
    tidy_closed();
  }
  now_ = std::max(now_, now);
}

void Switchboard::run_command(const model::Command& command) {
  switch (command.kind) {
    case CommandKind::kTick:
      if (command.has(model::Field::kAt)) renew_leases(command.at);
      return answer_ok();
    case CommandKind::kAgentSet:
      return agent_set(command);
    case CommandKind::kAgentState:
      return agent_state(command);
    case CommandKind::kAgentBeat:
      return agent_beat(command);
    case CommandKind::kAgentDelete:
      return agent_delete(command);
    case CommandKind::kConvOpen:
      return conv_open(command);
    case CommandKind::kMessageIn:
      return message_in(command);
    case CommandKind::kPolicyApply:
      return policy_apply(command);
    case CommandKind::kCalendarRenew:
      return renew_calendars(command);
    default:
      return run_conversation_command(command);
  }
}

// Commands that need a known conversation.
void Switchboard::run_conversation_command(const model::Command& command) {
  const ConvSlot slot = known(command.conv);
  if (slot == kNone) {
    return refuse(Code::kUnknownConv, "no conversation '" + std::string(command.conv) +
                                          "'; open it with CONV.OPEN or MSG.IN");
  }
  const Conversation& conv = conversation(slot);
  if (command.has(model::Field::kEpisode) && command.episode != conv.episode) {
    return refuse(Code::kStale, "the conversation is in episode " + std::to_string(conv.episode) +
                                    "; read it with CONV.GET and decide anew");
  }
  switch (command.kind) {
    case CommandKind::kConvAccept:
      return conv_accept(command, slot);
    case CommandKind::kConvDecline:
      return conv_decline(command, slot);
    case CommandKind::kConvUpdate:
      return conv_update(command, slot);
    case CommandKind::kConvEscalate:
      return conv_escalate(command, slot);
    case CommandKind::kConvClose:
      return conv_close(command, slot);
    case CommandKind::kConvWrapped:
      return conv_wrapped(slot);
    case CommandKind::kConvAbandon:
      return conv_abandon(command, slot);
    case CommandKind::kConvHold:
      return conv_hold(command, slot);
    case CommandKind::kConvResume:
      return conv_resume(slot);
    case CommandKind::kConvTake:
      return conv_take(command, slot);
    case CommandKind::kConvTransfer:
      return conv_transfer(command, slot);
    case CommandKind::kConvDecide:
      return conv_decide(command, slot);
    case CommandKind::kConvCallback:
      return conv_callback(command, slot);
    case CommandKind::kMessageOut:
      return message_out(command, slot);
    default:
      refuse(Code::kErr, "this command is not known to the engine");
  }
}

void Switchboard::fire(const TimerWheel::Fired& fired) {
  switch (fired.owner) {
    case TimerOwner::kConversation:
      return conversation_timer(fired.index);
    case TimerOwner::kAgent:
      return lease_lapsed(fired.index);
    case TimerOwner::kForget:
      return forget_closed();
    case TimerOwner::kQueue:
      return queue_turns(fired.index);
    case TimerOwner::kRamp:
      return ramp_step(fired.index);
    case TimerOwner::kWaitClass: {
      WaitClass& wait_class = matching_.wait_class(fired.index);
      wait_class.review_at = base::kNever;
      if (wait_class.on_time.empty()) return;
      arrivals_.push_back(wait_class.on_time.top());
      if (plan_.since_format_3) reviewed_ = wait_class.on_time.top();
      return;
    }
  }
}

void Switchboard::drain_work() {
  std::size_t arrival = 0;
  std::size_t freed = 0;
  std::size_t successor = 0;
  std::size_t asking = 0;
  while (true) {
    if (arrival < arrivals_.size()) {
      dispatch(arrivals_[arrival++]);
    } else if (freed < freed_.size()) {
      pull(freed_[freed++]);
    } else if (successor < successors_.size()) {
      // Several may have to start by the same time: the one behind it is looked at, too.
      if (plan_.since_format_4) reviewed_ = successors_[successor];
      dispatch(successors_[successor++]);
    } else if (asking < offered_.size()) {
      ask_more(offered_[asking++]);
    } else {
      break;
    }
  }
  reviewed_ = kNone;
  arrivals_.clear();
  freed_.clear();
  successors_.clear();
  offered_.clear();
}

void Switchboard::settle() {
  if (matching_.has_changed_classes()) announce_routable();
  if (absence_) skip_absent();
  if (has_work()) drain_work();
  if (selection_.has_refused()) review_reserves();
  if (selection_.has_reviews()) arm_reviews();
  if (!stale_timers_.empty()) arm_timers();
}

// Each once, in the order in which their heads opened: the tables' own order is not what it was
// after a state has been loaded.
void Switchboard::arm_reviews() {
  std::vector<ClassId> reviews = selection_.take_reviews();
  const auto over = [this](ClassId id) {
    const WaitClass& wait_class = matching_.wait_class(id);
    return !wait_class.used || wait_class.review_at == base::kNever || wait_class.on_time.empty();
  };
  std::erase_if(reviews, over);
  std::sort(reviews.begin(), reviews.end(), [this](ClassId a, ClassId b) {
    return conversation(matching_.wait_class(a).on_time.top()).order <
           conversation(matching_.wait_class(b).on_time.top()).order;
  });
  reviews.erase(std::unique(reviews.begin(), reviews.end()), reviews.end());
  for (const ClassId id : reviews) {
    const WaitClass& wait_class = matching_.wait_class(id);
    timers_.arm(wait_class.timer, wait_class.review_at, ++arm_order_);
  }
}

// Whoever the reserve kept apart is looked at again when the reserve, the free agents or the
// learned times have changed. The agents concerned are few: no more than the reserve and one.
void Switchboard::review_reserves() {
  for (std::size_t i = 0; i < matching_.protected_queues().size(); ++i) {
    while (selection_.review_due(i, now_)) {
      matching_.free_agents_kept_for(i, freed_);
      drain_work();
    }
  }
  selection_.note_reviewed();
}

// With what every event about a conversation says.
model::Event Switchboard::event_about(model::EventType type, const Conversation& conv) const {
  model::Event event;
  event.type = type;
  event.conv = conv.id();
  event.queue = plan_.queues[conv.queue].policy.name;
  event.channel = plan_.channel_names.name(conv.channel);
  return event;
}

void Switchboard::emit(model::Event& event) {
  event.seq = ++last_event_;
  event.at = now_;
  ++events_[static_cast<std::size_t>(event.type)];
  sink_->on_event(event);
}

void Switchboard::answer_ok() { reply_.kind = model::ReplyKind::kOk; }

void Switchboard::answer_integer(std::int64_t value) {
  reply_.kind = model::ReplyKind::kInteger;
  reply_.integer = value;
}

void Switchboard::answer_conversation(ConvSlot slot, bool duplicate) {
  reply_.kind = model::ReplyKind::kConversation;
  reply_.duplicate = duplicate;
  reply_conv_ = slot;
  if (duplicate) ++duplicates_;
}

void Switchboard::answer_message(ConvSlot slot, bool duplicate) {
  answer_conversation(slot, duplicate);
  reply_.kind = model::ReplyKind::kMessage;
}

void Switchboard::refuse(Code code, std::string text) {
  reply_.kind = model::ReplyKind::kError;
  reply_.code = code;
  reply_text_ = std::move(text);
  reply_.text = reply_text_;
}

void Switchboard::refuse_state(const Conversation& conv, std::string_view command) {
  std::string text(command);
  text += " is not possible while the conversation is ";
  text += name(conv.state);
  refuse(Code::kBadState, std::move(text));
}

void Switchboard::fill_reply(const Conversation& conv) {
  reply_.conv = conv.id();
  reply_.state = conv.state;
  reply_.agent = agents_.name(conv.agent);
  reply_.offer = conv.state == model::ConvState::kOffered ? conv.offer : 0;
  reply_.episode = conv.episode;
  if (conv.state == model::ConvState::kWaiting) {
    reply_.position = static_cast<std::uint32_t>(plan_.queues[conv.queue].waiting);
    const Outlook expected = outlook(conv, reply_.position);
    if (expected.wait) {
      reply_.eta_ms = expected.wait->median.ms;
      reply_.eta_p90_ms = expected.wait->p90.ms;
    }
    if (expected.chance_permille) {
      reply_.on_time_permille = static_cast<std::int32_t>(*expected.chance_permille);
    }
  }
}

// The reply shows the state after everything the command caused.
void Switchboard::answer(const model::Command& command) {
  if (reply_conv_ != kNone) fill_reply(conversation(reply_conv_));
  reply_.seq = last_event_;
  if (command.has(model::Field::kRequest)) requests_.remember(command.request, reply_, now_);
  sink_->on_reply(reply_);
}

}  // namespace stellwerk::engine
