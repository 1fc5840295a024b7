// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::EventType;
using model::Field;

namespace {

constexpr std::string_view kCustomer = "customer";  // who writes what comes in

Fingerprint incoming(const model::Command& command) {
  return fingerprint(command.conv, command.message);
}

// Customers and agents number their messages apart.
Fingerprint outgoing(const model::Command& command) {
  Fingerprint both = incoming(command);
  both.high = ~both.high;
  return both;
}

}  // namespace

void Switchboard::emit_message(ConvSlot slot, const model::Command& command, EventType type,
                               std::string_view author) {
  const Conversation& conv = conversation(slot);
  model::Event event = event_about(type, conv);
  event.customer = conv.customer();
  event.message = command.message;
  event.payload = command.payload;
  event.has_payload = true;
  event.author = author;
  event.episode = conv.episode;
  if (type == EventType::kMessageIn) {
    event.from = conv.customer();
    if (conv.owned()) event.agent = agents_.name(conv.agent);
  } else {
    event.from = command.from;
    event.agent = command.from;
  }
  emit(event);
}

// A message seen before changes nothing, also when its conversation is forgotten meanwhile.
void Switchboard::answer_repeated_message(const model::Command& command, ConvSlot slot) {
  if (slot != kNone) return answer_message(slot, true);
  reply_.kind = model::ReplyKind::kMessage;
  reply_.duplicate = true;
  reply_.state = ConvState::kClosed;
  reply_text_ = command.conv;
  reply_.conv = reply_text_;
  ++duplicates_;
}

// The conversation that the first message begins, or begins again; kNone after a refusal.
ConvSlot Switchboard::open_for_message(const model::Command& command, ConvSlot closed) {
  if (closed == kNone && !command.has(Field::kQueue)) {
    refuse(Code::kBadArg, "QUEUE is needed: the conversation is not open");
    return kNone;
  }
  const QueueId named =
      command.has(Field::kQueue) ? queue_named(command.queue) : queue_left(conversation(closed));
  if (named == kNone) return kNone;
  const QueueId queue = opened_in(named, false);
  if (!check_opening(command, queue)) return kNone;
  const RequirementId requirement =
      requirement_asked(command, closed == kNone ? kNone : conversation(closed).requirement);
  if (requirement == kNone) return kNone;
  if (queue != named) static_cast<void>(opened_in(named, true));
  if (closed == kNone) return open(command, queue, requirement);
  reopen(closed, command, queue, requirement);
  return closed;
}

// The customer is back before the work was over.
void Switchboard::resume_from_wrapup(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  --queue_of(conv).wrapup;
  ++queue_of(conv).active;
  conv.state = ConvState::kActive;
  conv.abandoned = false;
  conv.phase = {};
  model::Event event = event_about(EventType::kConversationResumed, conv);
  event.agent = agents_.name(conv.agent);
  event.episode = conv.episode;
  emit(event);
  record_remark(slot, TraceKind::kResumed, conv.agent, {});
  if (plan_.has_special_channels) {
    note_work(conv.agent);
    freed_.push_back(conv.agent);
  }
}

// A closed conversation whose time is over counts as known: it is opened anew or not, as well.
Growth Switchboard::growth(base::Instant now, const model::Command& command) const {
  using enum model::CommandKind;
  if (command.kind == kAgentSet) {
    return agents_.find(command.agent) == kNone ? Growth::kAgent : Growth::kNothing;
  }
  if (command.kind != kConvOpen && command.kind != kMessageIn) return Growth::kNothing;
  const ConversationTable::Found found = conversations_.find(command.conv);
  const bool closed = found.closed != ConversationTable::kNotClosed;
  if (!closed && found.slot != kNone) return Growth::kNothing;
  if (command.kind == kMessageIn) {
    const bool repeated = messages_.knows(incoming(command), std::max(now, now_));
    return repeated ? Growth::kNothing : Growth::kConversation;
  }
  return closed && !command.reopen ? Growth::kNothing : Growth::kConversation;
}

void Switchboard::message_in(const model::Command& command) {
  if (command.payload.size() > limits_.payload_size_max) {
    return refuse(Code::kTooBig,
                  "payload: at most " + std::to_string(limits_.payload_size_max) + " bytes");
  }
  const ConvSlot before = known(command.conv);
  if (messages_.knows(incoming(command), now_)) return answer_repeated_message(command, before);
  if (before != kNone && command.has(Field::kEpisode) &&
      command.episode != conversation(before).episode) {
    return refuse(Code::kStale,
                  "the conversation is in episode " + std::to_string(conversation(before).episode));
  }
  const bool opens = before == kNone || !conversation(before).open();
  const ConvSlot slot = opens ? open_for_message(command, before) : before;
  if (slot == kNone) return;
  Conversation& conv = conversation(slot);
  auto& unanswered = conv.more().unanswered;
  if (unanswered.size() >= limits_.unanswered_max) {
    return refuse(Code::kFull, "retry-after-ms=1000 the conversation has " +
                                   std::to_string(unanswered.size()) + " unanswered messages");
  }
  messages_.remember(incoming(command), now_);
  if (conv.channel != kNone) ++plan_.channels[conv.channel].figures.messages_in;
  if (conv.state == ConvState::kWrapup) resume_from_wrapup(slot);
  bool waits_anew = conv.state == ConvState::kHeld && !end_hold(slot);
  follow_piece(conv, opens);
  if (end_turns(slot)) waits_anew = true;
  base::Instant at = now_;
  if (command.has(Field::kAt)) at = std::clamp(command.at, conv.opened, now_);
  unanswered.push_back({at, std::string(command.message), std::string(command.payload)});
  ++unanswered_;
  emit_message(slot, command, EventType::kMessageIn, kCustomer);
  const bool answer_owed = conv.first.unanswered() || conv.reply.unanswered();
  start_reply_clock(conv, at);
  const bool bots_again = renew_window(conv, at, command);
  if (conv.owned()) {
    conv.extras->seen_by = conv.agent;
    conv.extras->seen_count = unanswered.size();
  }
  if (opens) {
    conv.extras->piece.writing.armed() ? enter_waiting(slot) : begin(slot);
  } else if (waits_anew) {
    enter_waiting(slot);
  } else if (conv.state == ConvState::kWaiting) {
    if (plan_.since_format_3 && !answer_owed && conv.reply.unanswered()) follow_answer(slot);
    follow_window(slot);
    if (bots_again) reclassify(slot);
  } else {
    rearm(slot);
  }
  answer_message(slot);
}

// The new owner gets each message he has not seen yet as an event of its own.
void Switchboard::tell_unseen(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.extras->unanswered.empty()) return;
  Extras& extras = *conv.extras;
  if (extras.seen_by != conv.agent) extras.seen_count = 0;
  for (std::size_t i = extras.seen_count; i < extras.unanswered.size(); ++i) {
    model::Command message;
    message.message = extras.unanswered[i].id;
    message.payload = extras.unanswered[i].payload;
    emit_message(slot, message, EventType::kMessageIn, kCustomer);
  }
  extras.seen_by = conv.agent;
  extras.seen_count = extras.unanswered.size();
}

// How many more of ours the platform takes; negative: any number.
std::int64_t Switchboard::replies_left(const Conversation& conv) const {
  if (conv.channel == kNone || plan_.channels[conv.channel].reply_messages == 0) return -1;
  const std::int64_t most = plan_.channels[conv.channel].reply_messages;
  return conv.extras ? std::max<std::int64_t>(most - conv.extras->limits.replies, 0) : most;
}

// False after a refusal.
bool Switchboard::may_answer(const model::Command& command, const Conversation& conv) {
  if (command.has(Field::kFrom) && (!conv.owned() || agents_.name(conv.agent) != command.from)) {
    refuse(Code::kStale, "'" + std::string(command.from) +
                             "' does not have the conversation; it is " +
                             std::string(name(conv.state)));
    return false;
  }
  if (!conv.open()) {
    refuse_state(conv, "MSG.OUT");
    return false;
  }
  if (replies_left(conv) != 0) return true;
  const Channel& channel = plan_.channels[conv.channel];
  refuse(Code::kBadState, "MSG.OUT is not possible before the customer's next message: all " +
                              std::to_string(channel.reply_messages) +
                              " reply_messages of channel '" +
                              std::string(plan_.channel_names.name(conv.channel)) +
                              "' are sent; MSG.IN renews them");
  return false;
}

void Switchboard::message_out(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (command.payload.size() > limits_.payload_size_max) {
    return refuse(Code::kTooBig,
                  "payload: at most " + std::to_string(limits_.payload_size_max) + " bytes");
  }
  if (messages_.knows(outgoing(command), now_)) return answer_message(slot, true);
  if (!may_answer(command, conv)) return;
  messages_.remember(outgoing(command), now_);
  conv.answered = true;
  if (conv.channel != kNone) {
    Channel& channel = plan_.channels[conv.channel];
    ++channel.figures.messages_out;
    if (channel.reply_messages > 0) ++conv.more().limits.replies;
  }
  count_turn(conv);
  const bool named = command.has(Field::kFrom) || plan_.since_format_3;
  emit_message(slot, command, EventType::kMessageOut, named ? author(conv) : std::string_view{});
  const bool by_reply =
      conv.sla != kNone && plan_.slas[conv.sla].policy.met_by == model::MetBy::kReply;
  const bool answers = (by_reply && conv.first.unanswered()) ||
                       (!conv.first.unanswered() && conv.reply.unanswered());
  if (by_reply) meet(slot, Clock::kFirstResponse);
  meet(slot, Clock::kNextResponse);
  if (answers && conv.state == ConvState::kWaiting && plan_.since_format_3) follow_answer(slot);
  if (conv.extras) {
    unanswered_ -= conv.extras->unanswered.size();
    conv.extras->unanswered.clear();
    conv.extras->seen_count = 0;
    end_window(slot);
  }
  rearm(slot);
  answer_message(slot);
}

}  // namespace stellwerk::engine
