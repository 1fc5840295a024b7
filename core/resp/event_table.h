// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/model/event.h"

// The events of the wire contract, for people: what COMMAND EVENTS tells. System tests compare
// every event that any of them sees with it.
namespace stellwerk::resp {

struct EventRow {
  model::EventType type = model::EventType::kConversationOpened;
  std::string_view summary;
  // Beside `type` and `at`; in parentheses those that may be missing. An event with an agent stands
  // in his inbox if model::in_inbox() says so, as one of its type with an agent does.
  std::string_view fields;
};

namespace events {

using enum model::EventType;

inline constexpr std::array<EventRow, model::kEventTypeCount> kEvents = {{
    {kConversationOpened, "opened, or opened anew",
     "conv queue (channel) (customer) priority episode (reopened)"},
    {kConversationAssigned, "somebody has it; reason is taken or forced after CONV.TAKE",
     "conv agent queue (offer) (channel) (customer) (reason) priority episode waited_ms "
     "(callback)"},
    {kConversationRequeued, "its agent went offline; it waits again",
     "conv agent queue (channel) reason episode"},
    {kConversationEscalated, "from a bot to humans",
     "conv (agent) queue (channel) (reason) episode"},
    {kConversationTransferred,
     "agent has handed it on, into queue or to whom the next assignment names",
     "conv agent queue (channel) (reason) episode"},
    {kConversationHeld, "set aside, until expires if that is given",
     "conv agent queue (channel) (reason) (expires) episode"},
    {kConversationResumed,
     "a hold has ended, state is active with agent or waiting; or the customer wrote during "
     "wrap-up",
     "conv (agent) queue (channel) (state) episode"},
    {kConversationWrapup, "the work is done, the slot is free at expires",
     "conv agent queue (channel) (reason) expires"},
    {kConversationClosed, "closed", "conv (agent) queue (channel) (reason) episode"},
    {kConversationAbandoned, "closed, since the customer had left",
     "conv (agent) queue (channel) (reason) episode"},
    {kConversationUnroutable, "no registered agent, whatever his presence, could ever take it",
     "conv queue (channel) missing"},
    {kConversationRoutable, "somebody could now", "conv queue (channel)"},
    {kConversationOverflowed, "a step of its plan moved it into another queue", "conv queue"},
    {kOfferCreated, "an agent is asked until expires",
     "conv agent queue offer (channel) (customer) expires priority episode (callback)"},
    {kOfferAccepted, "he said yes; conversation.assigned follows",
     "conv agent queue offer (channel)"},
    {kOfferDeclined, "he said no", "conv agent queue offer (channel) (reason)"},
    {kOfferExpired, "he said nothing", "conv agent queue offer (channel)"},
    {kOfferRevoked,
     "taken back: he left, it was closed, abandoned, updated, escalated or taken by another",
     "conv agent queue offer (channel) reason"},
    {kMessageIn,
     "a customer's message; once more for a new owner who has not seen it; author is customer",
     "conv (agent) queue msgid (channel) (customer) payload (from) author episode"},
    {kMessageOut, "a reply to deliver; author is human or bot, absent without FROM",
     "conv (agent) queue msgid (channel) (customer) payload (from) (author) episode"},
    {kSlaWarning, "warn_at of a target is used up", "conv (agent) queue (channel) clock due (sla)"},
    {kSlaBreached, "a target is missed", "conv (agent) queue (channel) clock due (sla)"},
    {kSlaMet, "a target is met", "conv (agent) queue (channel) clock due (sla)"},
    {kWaitLong, "the expected wait has passed the queue's threshold", "conv queue"},
    {kAgentState, "a presence has changed", "agent (reason) state epoch"},
    {kPolicyApplied, "a policy is in force", "version"},
    {kDecisionRequested,
     "somebody outside is to name the agent with CONV.DECIDE until expires; agents are those who "
     "could take it, in the order in which the engine would ask them",
     "conv queue (channel) (customer) expires (skills) agents priority episode"},
    {kConversationCallback, "the customer has hung up and keeps the place; not before expires",
     "conv queue (channel) (customer) (reason) (expires) episode"},
}};

// A new type needs a row here.
constexpr bool all_are_told() {
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    if (static_cast<std::size_t>(kEvents[i].type) != i || kEvents[i].fields.empty()) return false;
  }
  return true;
}
static_assert(all_are_told());

}  // namespace events

using events::kEvents;

}  // namespace stellwerk::resp
