// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include "core/base/check.h"
#include "core/model/code.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/reply.h"

namespace stellwerk::model {

std::string_view name(Code code) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "OK",           "ERR",         "BADARG",       "NOAUTH",        "NOPERM",   "UNKNOWNQUEUE",
      "UNKNOWNAGENT", "UNKNOWNCONV", "UNKNOWNOFFER", "UNKNOWNSTREAM", "BADSTATE", "STALE",
      "FULL",         "TOOBIG",      "UNROUTABLE",   "CONFLICT"};
  return kNames[static_cast<std::size_t>(code)];
}

std::string_view name(AgentKind kind) { return kind == AgentKind::kBot ? "bot" : "human"; }

std::string_view name(Presence presence) {
  static constexpr std::array<std::string_view, 4> kNames = {"offline", "online", "away",
                                                             "draining"};
  return kNames[static_cast<std::size_t>(presence)];
}

std::string_view name(ConvState state) {
  static constexpr std::array<std::string_view, 6> kNames = {"waiting", "offered", "active",
                                                             "held",    "wrapup",  "closed"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view name(EventType type) {
  static constexpr std::array<std::string_view, kEventTypeCount> kNames = {
      "conversation.opened",
      "conversation.assigned",
      "conversation.requeued",
      "conversation.escalated",
      "conversation.transferred",
      "conversation.held",
      "conversation.resumed",
      "conversation.wrapup",
      "conversation.closed",
      "conversation.abandoned",
      "conversation.unroutable",
      "conversation.routable",
      "conversation.overflowed",
      "offer.created",
      "offer.accepted",
      "offer.declined",
      "offer.expired",
      "offer.revoked",
      "message.in",
      "message.out",
      "sla.warning",
      "sla.breached",
      "sla.met",
      "wait.long",
      "agent.state",
      "policy.applied",
      "decision.requested",
      "conversation.callback"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string offer_name(std::uint64_t offer) {
  std::string text(1, 'o');
  text += std::to_string(offer);
  return text;
}

std::uint64_t parse_offer(std::string_view text) {
  if (text.size() < 2 || text.front() != 'o' || text[1] == '0') return 0;
  text.remove_prefix(1);
  std::uint64_t offer = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, offer);
  return error == std::errc{} && stop == end ? offer : 0;
}

bool in_inbox(const Event& event) {
  if (event.agent.empty()) return false;
  switch (event.type) {
    case EventType::kConversationAssigned:
    case EventType::kConversationRequeued:
    case EventType::kConversationEscalated:
    case EventType::kConversationTransferred:
    case EventType::kConversationHeld:
    case EventType::kConversationResumed:
    case EventType::kConversationWrapup:
    case EventType::kConversationClosed:
    case EventType::kConversationAbandoned:
    case EventType::kOfferCreated:
    case EventType::kOfferAccepted:
    case EventType::kOfferDeclined:
    case EventType::kOfferExpired:
    case EventType::kOfferRevoked:
    case EventType::kMessageIn:
      return true;
    default:
      return false;
  }
}

bool in_outbox(const Event& event) {
  return event.type == EventType::kMessageOut && !event.channel.empty();
}

}  // namespace stellwerk::model
