// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <stellwerk/ids.h>

// What the router tells.
//
// Thread safety: plain values.
namespace stellwerk {

enum class EventType : std::uint8_t {
  kConversationOpened = 0,
  kConversationAssigned = 1,  // `agent` works on it from now on
  kConversationRequeued = 2,  // lost its agent; waits at its original age
  kConversationEscalated = 3,
  kConversationTransferred = 4,
  kConversationHeld = 5,
  kConversationResumed = 6,
  kConversationWrapup = 7,
  kConversationClosed = 8,
  kConversationAbandoned = 9,
  kConversationUnroutable = 10,  // nobody registered could ever take it; `missing` says why
  kConversationRoutable = 11,
  kConversationOverflowed = 12,
  kOfferCreated = 13,  // ask `agent`; accept() or decline() before `expires_ms`
  kOfferAccepted = 14,
  kOfferDeclined = 15,
  kOfferExpired = 16,
  kOfferRevoked = 17,  // no longer valid; take it off the agent's screen
  kMessageIn = 18,     // from the customer; with `agent`: to be shown to that agent
  kMessageOut = 19,    // to the customer, through `channel`
  kSlaWarning = 20,
  kSlaBreached = 21,
  kSlaMet = 22,
  kWaitLong = 23,
  kAgentState = 24,
  kPolicyApplied = 25,
  kDecisionRequested = 26,     // name one of `agents` with decide() before `expires_ms`
  kConversationCallback = 27,  // the customer has hung up and keeps the place
};

// As on the wire: "conversation.opened".
[[nodiscard]] std::string_view name(EventType type);

// One entry. A text or id that is empty is not part of it.
struct Event {
  std::uint64_t seq = 0;  // gapless from 1
  EventType type = EventType::kConversationOpened;
  std::int64_t at_ms = 0;  // Unix milliseconds
  ConversationId conversation = {};
  AgentId agent = {};
  QueueId queue = {};
  OfferId offer = {};
  ChannelId channel = {};
  CustomerId customer = {};
  MessageId message = {};  // message.in, message.out
  std::optional<std::string> payload = {};
  AgentId from = {};        // message.out: who wrote it
  std::string author = {};  // message.in: customer; message.out: human, bot or empty
  std::string reason = {};
  std::string state = {};                       // agent.state: online, away, draining, offline
  std::string clock = {};                       // sla.*: first_response or next_response
  std::string sla = {};                         // sla.*: as the policy names it
  std::string missing = {};                     // conversation.unroutable
  std::string skills = {};                      // decision.requested: "billing>=2,de>=1"
  std::string agents = {};                      // decision.requested: "ann,ben", the best first
  std::optional<std::int64_t> expires_ms = {};  // offer.created: Unix milliseconds
  std::optional<std::int64_t> due_ms = {};      // sla.*: Unix milliseconds of the target
  std::optional<std::int64_t> waited_ms = {};   // conversation.assigned
  std::optional<std::uint32_t> priority = {};   // conversation.opened
  std::optional<bool> reopened = {};            // conversation.opened: it was closed before
  std::optional<std::uint32_t> episode = {};    // conversation.*, offer.*
  std::optional<std::uint64_t> epoch = {};      // agent.state
  std::optional<std::uint64_t> version = {};    // policy.applied
  std::optional<bool> callback = {};            // offer.created, conversation.assigned: call him
};

// Which events a reader gets. The numbers are the same everywhere: the parts have gaps.
class EventStream {
 public:
  // Everything, without a gap.
  [[nodiscard]] static EventStream all();
  // One agent's offers, assignments and customer messages.
  [[nodiscard]] static EventStream inbox(const AgentId& agent);
  // What is to be delivered through one channel.
  [[nodiscard]] static EventStream outbox(const ChannelId& channel);

  // As on the wire: "events", "inbox:anna", "outbox:whatsapp".
  [[nodiscard]] const std::string& key() const { return key_; }

 private:
  explicit EventStream(std::string key);
  std::string key_;
};

}  // namespace stellwerk
