// SPDX-License-Identifier: Apache-2.0
#include "tests/random/sight.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "core/base/check.h"
#include "core/base/text.h"
#include "core/model/codec.h"
#include "tests/engine/support/fields.h"

namespace stellwerk::tests {
namespace {

using model::ConvState;
using model::EventType;

constexpr std::array<std::string_view, 4> kClocks = {"first_response", "next_response",
                                                     "resolution", "window"};

// Where an event leaves its conversation.
std::optional<ConvState> state_after(EventType type) {
  switch (type) {
    case EventType::kConversationOpened:
    case EventType::kConversationRequeued:
    case EventType::kConversationEscalated:
    case EventType::kConversationTransferred:
    case EventType::kOfferDeclined:
    case EventType::kOfferExpired:
    case EventType::kOfferRevoked:
      return ConvState::kWaiting;
    case EventType::kOfferCreated:
      return ConvState::kOffered;
    case EventType::kConversationAssigned:
      return ConvState::kActive;
    case EventType::kConversationHeld:
      return ConvState::kHeld;
    case EventType::kConversationWrapup:
      return ConvState::kWrapup;
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
      return ConvState::kClosed;
    default:
      return std::nullopt;
  }
}

// "a7" is 7 of the agents; -1 for what was named by mistake.
std::int32_t number_of(const Kind& kind, std::string_view name) {
  if (name.size() < 2 || !name.starts_with(kind.prefix)) return -1;
  return static_cast<std::int32_t>(base::parse_integer(name.substr(1)).value_or(-1));
}

}  // namespace

Sight::Sight(const WorldSize& size) : conversations_(size.conversations), epochs_(size.agents, 0) {}

void Sight::hash(std::string_view bytes) {
  for (const char c : bytes) {
    hash_ ^= static_cast<unsigned char>(c);
    hash_ *= 0x100000001b3U;
  }
}

void Sight::on_event(const model::Event& event) {
  if (tells_) std::cout << "    " << fields_of(event).to_string() << std::endl;
  bytes_.clear();
  model::encode(event, bytes_);
  hash(bytes_);
  ++events_[static_cast<std::size_t>(event.type)];
  SW_CHECK_MSG(event.seq == last_event_ + 1, "events have a gap");
  SW_CHECK_MSG(event.at >= last_at_, "events go back in time");
  last_event_ = event.seq;
  last_at_ = event.at;
  if (event.version >= 0) version_ = static_cast<std::uint64_t>(event.version);
  const std::int32_t agent = number_of(kAgents, event.agent);
  if (event.type == EventType::kAgentState && agent >= 0) {
    epochs_[static_cast<std::size_t>(agent)] = static_cast<std::uint64_t>(event.epoch);
  }
  const std::int32_t number = number_of(kConversations, event.conv);
  if (number < 0) return;
  Conversation& conversation = conversations_[static_cast<std::size_t>(number)];
  if (const auto state = state_after(event.type)) {
    conversation.state = *state;
    conversation.agent = agent;
    conversation.offer = event.offer;
  }
  last_offer_ = std::max(last_offer_, event.offer);
  if (event.episode >= 0) conversation.episode = static_cast<std::uint32_t>(event.episode);
  // After wrap-up the work goes on without the clocks that ended with it.
  const bool anew =
      event.type == EventType::kConversationOpened || event.type == EventType::kConversationWrapup;
  if (anew) conversation.told = {};
  if (!event.clock.empty()) clock_told(event, conversation);
}

void Sight::follow(const model::Policy& policy) {
  for (Conversation& conversation : conversations_) {
    const auto sla = std::ranges::find(policy.slas, conversation.sla, &model::SlaPolicy::name);
    if (conversation.sla.empty() || sla == policy.slas.end()) continue;
    if (sla->first_response == model::kNoTarget) conversation.told[0] = 0;
    if (sla->resolution == model::kNoTarget) conversation.told[2] = 0;
  }
}

// A clock is warned of at most once and ends in one way only. The next response and the window run
// again with every message.
void Sight::clock_told(const model::Event& event, Conversation& conversation) {
  const auto clock =
      static_cast<std::size_t>(std::ranges::find(kClocks, event.clock) - kClocks.begin());
  SW_CHECK_MSG(clock < kClocks.size(), "a clock of another name");
  const bool breached = event.type == EventType::kSlaBreached;
  SW_CHECK_MSG(!breached || event.at.ms >= event.due, "a breach before its time");
  const bool met = event.type == EventType::kSlaMet;
  SW_CHECK_MSG(!met || event.at.ms <= event.due, "a clock met after its time");
  if (clock % 2 != 0) return;
  conversation.sla = event.sla;
  char& told = conversation.told[clock];
  if (event.type == EventType::kSlaWarning) {
    SW_CHECK_MSG(told == 0, "a warning of a clock that has been told of");
    told = 'w';
  } else {
    SW_CHECK_MSG(told == 0 || told == 'w', "a clock that ends twice");
    told = 'e';
  }
}

void Sight::on_reply(const model::Reply& reply) {
  const std::string text = fields_of(reply).to_string();
  if (tells_) std::cout << "    " << text << std::endl;
  hash(text);
  accepted_ = reply.kind != model::ReplyKind::kError;
  const std::int32_t number = number_of(kConversations, reply.conv);
  if (number < 0 || !accepted_) return;
  Conversation& conversation = conversations_[static_cast<std::size_t>(number)];
  conversation.state = reply.state;
  conversation.agent = number_of(kAgents, reply.agent);
  conversation.episode = reply.episode;
}

}  // namespace stellwerk::tests
