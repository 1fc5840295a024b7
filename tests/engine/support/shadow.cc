// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/shadow.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/model/codec.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {
namespace {

using model::CommandKind;
using model::ConvState;
using model::EventType;
using model::Field;
using sim::changes_agent;
using sim::changes_conversation;
using sim::needs_of;

constexpr int kComplaintsMax = 20;

}  // namespace

std::string agent_name(std::uint64_t number) { return numbered("a", number); }

std::string conv_name(std::uint64_t number) { return numbered("c", number); }

Shadow::Shadow(std::size_t agents) : agents_(agents) {}

const Shadow::Conversation& Shadow::conversation(std::size_t number) const {
  static const Conversation kNone;
  return number < conversations_.size() ? conversations_[number] : kNone;
}

void Shadow::complain(const std::string& what) {
  if (++complaint_count_ <= kComplaintsMax) {
    complaints_ += "at " + std::to_string(now_.ms) + ": " + what + '\n';
  }
}

void Shadow::complain(const model::Event& event, const std::string& what) {
  complain(what + " [" + fields_of(event).to_string() + ']');
}

void Shadow::hash(std::string_view bytes) {
  for (const char c : bytes) {
    hash_ ^= static_cast<unsigned char>(c);
    hash_ *= 0x100000001b3U;
  }
}

const model::QueuePolicy* Shadow::queue(std::string_view name) const {
  for (const auto& candidate : policy_.queues) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

bool Shadow::is_ahead(const model::Command& command) {
  return changes_agent(command.kind) || changes_conversation(command.kind) ||
         command.kind == CommandKind::kConvDecide || command.kind == CommandKind::kConvCallback;
}

void Shadow::begin(const model::Command& command, base::Instant now, bool repeated) {
  command_ = &command;
  repeated_ = repeated;
  now_ = now;
  changed_agent_ = -1;
  changed_conversation_ = -1;
  if (repeated) return;
  if (changes_agent(command.kind)) {
    const auto number = static_cast<std::size_t>(number_in(command.agent));
    changed_agent_ = static_cast<std::int64_t>(number);
    agent_before_ = agents_[number];
    if (command.kind == CommandKind::kAgentSet) agents_[number].take_options(command);
    agents_[number].registered = command.kind == CommandKind::kAgentSet;
  }
  const auto number = static_cast<std::size_t>(number_in(command.conv));
  if (is_ahead(command) && number < conversations_.size()) {
    changed_conversation_ = static_cast<std::int64_t>(number);
    conversation_before_ = conversations_[number];
    end_waits(conversations_[number], command);
    take_options(conversations_[number], command);
  }
}

void Shadow::take_options(Conversation& conversation, const model::Command& command) const {
  if (command.has(Field::kQueue)) conversation.queue = command.queue;
  if (command.has(Field::kChannel)) conversation.channel = command.channel;
  if (command.has(Field::kSkills)) conversation.skills = needs_of(command.skills);
  if (command.has(Field::kUnits)) conversation.units = command.units;
}

void Shadow::on_reply(const model::Reply& reply) {
  const Fields fields = fields_of(reply);
  hash(fields.to_string());
  if (command_ == nullptr) return complain("a reply without a command");
  // The other options of what stands already are ignored.
  if (reply.kind == model::ReplyKind::kError || reply.duplicate) {
    if (changed_agent_ >= 0) agents_[static_cast<std::size_t>(changed_agent_)] = agent_before_;
    if (changed_conversation_ >= 0) {
      Conversation& changed = conversations_[static_cast<std::size_t>(changed_conversation_)];
      changed.queue = conversation_before_.queue;
      changed.skills = conversation_before_.skills;
      changed.decided_by = conversation_before_.decided_by;
    }
  } else if (command_->kind == CommandKind::kAgentDelete) {
    Agent& agent = agents_[static_cast<std::size_t>(changed_agent_)];
    if (agent.used != 0) complain("an agent is deleted with work");
    agent.presence = model::Presence::kOffline;
  }
  const bool about =
      reply.kind == model::ReplyKind::kConversation || reply.kind == model::ReplyKind::kMessage;
  if (about && !repeated_) {
    const Conversation& now = conversation(static_cast<std::size_t>(number_in(reply.conv)));
    if (now.known && now.state != reply.state) complain("another state: " + fields.to_string());
    if (reply.seq != last_seq_) complain("another seq: " + fields.to_string());
    const bool owned = now.agent >= 0 && now.state != ConvState::kClosed;
    const std::int64_t agent = reply.agent.empty() ? -1 : number_in(reply.agent);
    if (now.known && owned && agent != now.agent) complain("another agent: " + fields.to_string());
  }
  command_ = nullptr;
}

void Shadow::on_event(const model::Event& event) {
  std::string bytes;
  model::encode(event, bytes);
  hash(bytes);
  ++event_counts_[static_cast<std::size_t>(event.type)];
  if (event.seq != last_seq_ + 1) complain(event, "a gap after " + std::to_string(last_seq_));
  if (event.at < last_at_) complain(event, "back in time");
  last_seq_ = event.seq;
  last_at_ = event.at;
  if (repeated_ && command_ != nullptr) complain(event, "a repeated request makes an event");
  if (event.type == EventType::kAgentState) return agent_state(event);
  if (event.type == EventType::kPolicyApplied) return;
  const std::int64_t number = number_in(event.conv);
  if (number < 0) return complain(event, "of no conversation");
  const auto index = static_cast<std::size_t>(number);
  if (index >= conversations_.size()) conversations_.resize(index + 1);
  conversation_event(event, static_cast<std::uint32_t>(index));
}

// One that was closed long enough ago may be forgotten; then its name begins anew.
void Shadow::follow_episode(const model::Event& event, Conversation& conversation) {
  const bool forgotten = event.type == EventType::kConversationOpened && event.reopened < 0 &&
                         conversation.known &&
                         event.at - conversation.closed_at >= engine::Limits{}.closed_min;
  if (forgotten) conversation.episode = 0;
  if (event.episode < conversation.episode) complain(event, "an older episode");
  conversation.episode = event.episode;
}

void Shadow::conversation_event(const model::Event& event, std::uint32_t number) {
  Conversation& conversation = conversations_[number];
  if (event.episode >= 0) follow_episode(event, conversation);
  switch (event.type) {
    case EventType::kConversationOpened:
      return opened(event, conversation);
    case EventType::kConversationAssigned:
      return assigned(event, conversation);
    case EventType::kConversationEscalated:
      if (conversation.agent >= 0) release(event, conversation);
      conversation.humans_only = true;
      move(number, ConvState::kWaiting);
      break;
    case EventType::kConversationRequeued:
      if (conversation.state != ConvState::kActive && conversation.state != ConvState::kHeld) {
        complain(event, "nobody had it");
      }
      release(event, conversation);
      move(number, ConvState::kWaiting);
      break;
    case EventType::kConversationWrapup:
      return wrapped_up(event, conversation);
    case EventType::kConversationResumed:
      return resumed(event, conversation);
    case EventType::kConversationHeld:
      return held(event, conversation);
    case EventType::kConversationTransferred:
      return transferred(event, conversation);
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
      return ended(event, conversation);
    case EventType::kConversationUnroutable:
    case EventType::kConversationRoutable:
      if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
      break;
    case EventType::kConversationOverflowed:
      return overflowed(event, conversation);
    case EventType::kConversationCallback:
      return called_back(event, conversation);
    case EventType::kDecisionRequested:
      return decision_requested(event, conversation);
    case EventType::kWaitLong:
      return wait_long(event, conversation);
    case EventType::kOfferCreated:
      offered(event, conversation);
      move(number, ConvState::kOffered);
      break;
    case EventType::kOfferAccepted:
      if (conversation.offer != event.offer) complain(event, "not the offer that is out");
      conversation.offer = 0;
      conversation.accepted = true;
      break;
    case EventType::kOfferDeclined:
    case EventType::kOfferExpired:
    case EventType::kOfferRevoked:
      offer_ended(event, conversation);
      return move(number, ConvState::kWaiting);
    case EventType::kMessageIn:
      return message_in(event, conversation);
    case EventType::kMessageOut:
      return message_out(event, conversation);
    case EventType::kSlaWarning:
    case EventType::kSlaBreached:
    case EventType::kSlaMet:
      return clock_event(event, conversation);
    default:
      complain(event, "an event of no conversation");
      break;
  }
}

void Shadow::wrapped_up(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kActive) complain(event, "wrap-up of nothing");
  conversation.clocks[1] = {};
  move(static_cast<std::uint32_t>(number_in(event.conv)), ConvState::kWrapup);
}

void Shadow::offered(const model::Event& event, Conversation& conversation) {
  if (conversation.state != ConvState::kWaiting) complain(event, "it does not wait");
  if (event.offer <= last_offer_) complain(event, "an offer's identifier again");
  last_offer_ = event.offer;
  occupy(event, conversation, static_cast<std::uint32_t>(number_in(event.agent)));
  conversation.offer = event.offer;
  conversation.expires = event.expires;
}

void Shadow::move(std::uint32_t number, ConvState state) {
  Conversation& conversation = conversations_[number];
  if (conversation.known) {
    auto& from = of_state_[static_cast<std::size_t>(conversation.state)];
    conversations_[from.back()].list_index = conversation.list_index;
    from[conversation.list_index] = from.back();
    from.pop_back();
  }
  auto& to = of_state_[static_cast<std::size_t>(state)];
  conversation.list_index = static_cast<std::uint32_t>(to.size());
  to.push_back(number);
  conversation.state = state;
  conversation.known = true;
}

}  // namespace stellwerk::tests
