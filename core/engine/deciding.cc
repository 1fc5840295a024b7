// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "core/engine/switchboard.h"

// Somebody outside names the agent. While he is asked the conversation waits where nobody takes it,
// and everybody else goes on as if it were not there.
namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::EventType;
using model::Field;

namespace {

constexpr std::size_t kAgentsNamed = 10;

}  // namespace

// It would be given to somebody now, `ready` or another.
void Switchboard::request_decision(ConvSlot slot, AgentSlot ready) {
  Conversation& conv = conversation(slot);
  const AgentSlot first = selection_.agent_for(slot, now_);
  std::vector<AgentSlot> agents = {first == kNone ? ready : first};
  while (agents.size() < kAgentsNamed) {
    const AgentSlot next = selection_.another_for(slot, conv.wait_class, agents, now_);
    if (next == kNone) break;
    agents.push_back(next);
  }
  selection_.forget_considered();
  std::string names;
  for (const AgentSlot one : agents) {
    if (!names.empty()) names += ',';
    names += agents_.name(one);
  }
  const RequirementId asked = matching_.wait_class(conv.wait_class).key.requirement;
  const std::string skills = requirement_text(requirements_.needs(asked), ">=");
  conv.more().decision = due_at(now_ + queue_of(conv).policy.decide_timeout);
  model::Event event = event_about(EventType::kDecisionRequested, conv);
  event.customer = conv.customer();
  event.priority = conv.priority;
  event.episode = conv.episode;
  event.expires = conv.extras->decision.at.ms;
  event.skills = skills;
  event.agents = names;
  emit(event);
  reclassify(slot);
}

// Nobody has answered in time.
void Switchboard::decision_is_over(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  conv.extras->decision = {};
  conv.extras->decides_itself = true;
  ++queue_of(conv).figures.undecided;
  look_again(slot);
}

void Switchboard::conv_decide(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const bool named = command.has(Field::kAgent);
  const AgentSlot wanted = named ? agents_.find(command.agent) : kNone;
  const bool offered = conv.state == ConvState::kOffered;
  if (offered || conv.state == ConvState::kActive) {
    const bool his = wanted != kNone && (offered ? conv.asks(wanted) : conv.agent == wanted);
    if (!named || his) return answer_conversation(slot, true);
  }
  if (conv.state != ConvState::kWaiting) return refuse_state(conv, "CONV.DECIDE");
  const bool pending = conv.extras && conv.extras->decision.armed();
  if (!pending && !named && conv.extras && conv.extras->decides_itself) {
    return answer_conversation(slot, true);
  }
  if (!pending) {
    return refuse(Code::kBadState,
                  "the conversation is waiting, but no decision about it is pending; "
                  "decision.requested tells when one is");
  }
  if (named) return decide_for(command, slot);
  conv.extras->decision = {};
  conv.extras->decides_itself = true;
  ++queue_of(conv).figures.returned;
  reclassify(slot);
  answer_conversation(slot);
}

// REQUIRES: a decision is pending.
void Switchboard::decide_for(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const AgentSlot to = taker(command, conv, conv.requirement);
  if (to == kNone) return;
  const std::string name(command.agent);
  for (const PassedOver& entry : conv.extras->passed_over) {
    if (entry.agent != to) continue;
    return refuse(Code::kBadState, "agent '" + name + "' has declined or missed it; it is passed " +
                                       "over until " + std::to_string(entry.until.at.ms));
  }
  const bool has_room = has_room_for(conv, to) || could_interrupt(conv, to);
  if (!has_room || agent(to).claim != kNone) {
    return refuse(Code::kFull, "retry-after-ms=1000 agent '" + name + "' has no room for " +
                                   std::to_string(conv.units) + " more units; name another");
  }
  ++queue_of(conv).figures.decided;
  leave_waiting(slot);
  hand_over(slot, to, Means::kByHand);
  answer_conversation(slot);
}

}  // namespace stellwerk::engine
