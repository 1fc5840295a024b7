// SPDX-License-Identifier: Apache-2.0
#include "core/engine/switchboard.h"

// From bots to humans: when they ask for it, and when their turns are used up.
namespace stellwerk::engine {

using model::AgentKind;
using model::Code;
using model::ConvState;
using model::EventType;
using model::Field;

// REQUIRES: somebody has it, or is asked.
bool Switchboard::with_kind(const Conversation& conv, AgentKind kind) const {
  return agents_.slots[conv.agent].abilities.kind == kind;
}

// Who writes what goes out.
std::string_view Switchboard::author(const Conversation& conv) const {
  return conv.owned() ? model::name(agents_.slots[conv.agent].abilities.kind) : "system";
}

void Switchboard::answer_escalation(ConvSlot slot, bool escalated, bool duplicate) {
  answer_conversation(slot, duplicate);
  reply_.escalated = escalated ? 1 : 0;
}

// It waits for humans, or a human is asked because it was escalated.
bool Switchboard::stands_escalated(const Conversation& conv) const {
  if (!conv.humans_only) return false;
  return conv.state == ConvState::kWaiting ||
         (conv.state == ConvState::kOffered && with_kind(conv, AgentKind::kHuman));
}

// From a bot, or from the queue for one, to humans only. The clocks keep running. A bot that is
// sure enough of its answer keeps it.
void Switchboard::conv_escalate(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (stands_escalated(conv)) return answer_escalation(slot, true, true);
  if (conv.state == ConvState::kActive && with_kind(conv, AgentKind::kHuman)) {
    return refuse(Code::kBadState,
                  "CONV.ESCALATE is not possible while the conversation is active with a human");
  }
  if (conv.state != ConvState::kWaiting && conv.state != ConvState::kOffered &&
      conv.state != ConvState::kActive) {
    return refuse_state(conv, "CONV.ESCALATE");
  }
  const std::uint32_t gate = queue_of(conv).policy.bot.confidence_permille;
  if (gate > 0 && command.has(Field::kConfidence) && command.confidence >= gate) {
    return answer_escalation(slot, false);
  }
  const RequirementId requirement = requirement_asked(command, conv.requirement);
  if (requirement == kNone) return;
  if (conv.state == ConvState::kOffered) {
    withdraw_offers(slot, "escalated");
  }
  conv.humans_only = true;
  drop_decision(conv);
  if (conv.state == ConvState::kWaiting) {
    leave_waiting(slot);
    model::Event event = event_about(EventType::kConversationEscalated, conv);
    event.reason = command.reason;
    event.episode = conv.episode;
    emit(event);
    record_remark(slot, TraceKind::kEscalated, kNone, command.reason);
  } else {
    pass_on(slot, EventType::kConversationEscalated, command.reason, conv.queue);
  }
  change_requirement(conv, requirement);
  enter_waiting(slot);
  answer_escalation(slot, true);
}

// What a bot sends between two pieces of the customer's is one turn.
void Switchboard::count_turn(Conversation& conv) {
  if (queue_of(conv).policy.bot.turns == 0) return;
  if (!conv.owned() || !with_kind(conv, AgentKind::kBot)) return;
  Extras& extras = conv.more();
  if (extras.piece.counted) return;
  extras.piece.counted = true;
  ++extras.turns;
}

// The customer goes on although the bot that has it has used up its turns: humans go on from here.
// True: what follows is enter_waiting().
bool Switchboard::end_turns(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const std::uint32_t most = queue_of(conv).policy.bot.turns;
  if (most == 0 || conv.state != ConvState::kActive || !with_kind(conv, AgentKind::kBot)) {
    return false;
  }
  if (conv.extras->turns < most || conv.extras->piece.counted) return false;
  conv.humans_only = true;
  pass_on(slot, EventType::kConversationEscalated, "turns", conv.queue);
  return true;
}

}  // namespace stellwerk::engine
