// SPDX-License-Identifier: Apache-2.0
#include "core/engine/ownership.h"

// Handing on what somebody has: hold, resume, take, transfer.
namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::EventType;
using model::Field;
using model::Presence;

// Set aside: its agent keeps it, but not its units.
void Switchboard::conv_hold(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.state == ConvState::kHeld) return answer_conversation(slot, true);
  if (conv.state != ConvState::kActive) return refuse_state(conv, "CONV.HOLD");
  set_aside(slot, command.reason,
            command.has(Field::kHoldFor) ? due_at(now_ + command.hold_for) : Due{});
  answer_conversation(slot);
}

// REQUIRES: it is active.
void Switchboard::set_aside(ConvSlot slot, std::string_view reason, const Due& until) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  --queue.active;
  ++queue.held;
  give_back_units(slot, conv.agent);
  conv.state = ConvState::kHeld;
  conv.more().held_since = now_;
  pause_resolution(conv);
  conv.phase = until;
  model::Event event = event_about(EventType::kConversationHeld, conv);
  event.agent = agents_.name(conv.agent);
  event.reason = reason;
  event.episode = conv.episode;
  if (conv.phase.armed()) event.expires = conv.phase.at.ms;
  emit(event);
  record_remark(slot, TraceKind::kHeld, conv.agent, reason);
  rearm(slot);
}

void Switchboard::conv_resume(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  const bool stands =
      conv.state == ConvState::kActive ||
      (conv.resumed && (conv.state == ConvState::kWaiting || conv.state == ConvState::kOffered));
  if (stands) return answer_conversation(slot, true);
  if (conv.state != ConvState::kHeld) return refuse_state(conv, "CONV.RESUME");
  resume(slot);
  answer_conversation(slot);
}

void Switchboard::resume(ConvSlot slot) { end_hold(slot) ? rearm(slot) : enter_waiting(slot); }

// Whether its agent goes on with it. If not, he has no room: it is nobody's any more, and what
// follows is enter_waiting(), where it prefers him.
bool Switchboard::end_hold(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  const AgentSlot owner = conv.agent;
  conv.extras->held = conv.extras->held + (now_ - conv.extras->held_since);
  conv.phase = {};
  resume_resolution(conv);
  model::Event event = event_about(EventType::kConversationResumed, conv);
  const bool goes_on = has_room_for(conv, owner);
  if (goes_on) {
    --queue.held;
    ++queue.active;
    conv.state = ConvState::kActive;
    conv.extras->interrupted = false;
    take_units(slot, owner);
    if (agent(owner).yields) freed_.push_back(owner);
    event.agent = agents_.name(owner);
  } else {
    vacate(slot);
    conv.state = ConvState::kWaiting;
    conv.prefer_last = conv.resumed = true;
    ++conv.episode;
  }
  event.state = model::name(conv.state);
  event.episode = conv.episode;
  emit(event);
  record_remark(slot, TraceKind::kResumed, goes_on ? owner : kNone, {});
  return goes_on;
}

// Since the assignment, without holds.
base::Duration Switchboard::handled_without_holds(const Conversation& conv) const {
  const bool held = conv.state == ConvState::kHeld;
  const base::Instant until = held ? conv.extras->held_since : now_;
  return until - conv.assigned_at - conv.extras->held;
}

// However gradually the agent takes what is routed.
bool Switchboard::has_room_for(const Conversation& conv, AgentSlot slot) const {
  return matching_.has_place(agents_.slots[slot], {.channel = conv.channel,
                                                   .units = conv.units,
                                                   .exclusive = plan_.is_exclusive(conv.channel)});
}

// And not more than his ramp allows.
bool Switchboard::has_open_room_for(const Conversation& conv, AgentSlot slot) const {
  const Agent& worker = agents_.slots[slot];
  return worker.used + conv.units <= worker.open_units() && has_room_for(conv, slot);
}

// Whether the agent could take the conversation if it had the time; by its whole requirement.
bool Switchboard::could_take(const Conversation& conv, RequirementId requirement, AgentSlot slot,
                             bool under_any_step) {
  ClassKey key = class_key(conv, requirement);
  if (under_any_step) {
    key.step = static_cast<std::uint8_t>(queue_of(conv).plan.steps.size());
    key.shut = false;
  }
  bool can = matching_.eligible(agent(slot).abilities, key);
  if (!can && under_any_step && queue_of(conv).plan.by_hours) {
    key.closed = !key.closed;
    can = matching_.eligible(agent(slot).abilities, key);
  }
  requirements_.release(key.requirement);
  return can;
}

// The agent that the command names, present and able; kNone after a refusal.
AgentSlot Switchboard::taker(const model::Command& command, const Conversation& conv,
                             RequirementId requirement) {
  const AgentSlot to = agents_.find(command.agent);
  const std::string name(command.agent);
  if (to == kNone) {
    refuse(Code::kUnknownAgent, "no agent '" + name + "'; register it with AGENT.SET");
  } else if (agent(to).presence != Presence::kOnline) {
    refuse(Code::kBadState, "agent '" + name + "' is " +
                                std::string(model::name(agent(to).presence)) +
                                "; it takes work when it is online");
  } else if (!could_take(conv, requirement, to, true)) {
    refuse(Code::kUnroutable,
           "agent '" + name + "' is not eligible; it needs " + needs_text(conv, requirement));
  } else {
    return to;
  }
  return kNone;
}

std::string Switchboard::needs_text(const Conversation& conv, RequirementId requirement) {
  const ClassKey key = class_key(conv, requirement);
  std::string text = key.humans_only ? "a human with " : "";
  text += "the queue '" + queue_of(conv).policy.name + "'";
  if (conv.channel != kNone) {
    text += ", the channel '" + std::string(plan_.channel_names.name(conv.channel)) + "'";
  }
  if (conv.units > 1) text += ", " + std::to_string(conv.units) + " units";
  const std::string skills = requirement_text(requirements_.needs(key.requirement), ">=");
  if (!skills.empty()) text += ", the skills " + skills;
  requirements_.release(key.requirement);
  return text;
}

// Pulled by hand, past everything that routes; with `force` beyond the capacity.
void Switchboard::conv_take(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const bool his = conv.agent != kNone && agents_.name(conv.agent) == command.agent;
  if (conv.state == ConvState::kActive && his) return answer_conversation(slot, true);
  if (conv.state != ConvState::kWaiting && conv.state != ConvState::kOffered) {
    return refuse_state(conv, "CONV.TAKE");
  }
  const AgentSlot to = taker(command, conv, conv.requirement);
  if (to == kNone) return;
  if (conv.state == ConvState::kOffered && conv.asks(to)) {
    put_first(slot, to);
    accept(slot);
    return answer_conversation(slot);
  }
  const bool over = !has_room_for(conv, to) && !could_interrupt(conv, to);
  if (over && !command.force) {
    const std::string why = agent(to).taken_whole
                                ? "' is taken whole by exclusive work"
                                : "' has no room for " + std::to_string(conv.units) + " more units";
    return refuse(Code::kFull, "retry-after-ms=1000 agent '" + std::string(command.agent) + why +
                                   "; close something or use FORCE 1");
  }
  const bool in_line = conv.state == ConvState::kWaiting || !plan_.since_format_4;
  if (conv.state == ConvState::kOffered) {
    in_line ? withdraw_offers(slot, "taken") : recall_offers(slot, "taken");
  }
  if (in_line) leave_waiting(slot);
  assign(slot, to, over ? "forced" : "taken", over);
  answer_conversation(slot);
}

// Past everything that routes, and without an offer.
void Switchboard::assign(ConvSlot slot, AgentSlot to, std::string_view reason, bool force) {
  if (conversation(slot).missed(now_)) tell_missed(slot);
  agent(to).assigned_rank = ++assigned_rank_;
  selection_.count_assignment(agent(to));
  record_decision(slot, to, {}, false);
  occupy(slot, to, force ? Means::kForced : Means::kByHand);
  start_work(slot, reason);
}

void Switchboard::conv_transfer(const model::Command& command, ConvSlot slot) {
  command.has(Field::kAgent) ? transfer_to_agent(command, slot) : transfer_to_queue(command, slot);
}

// Takes it from its agent, and into the queue; what follows gives it to somebody else.
void Switchboard::pass_on(ConvSlot slot, EventType type, std::string_view reason, QueueId queue) {
  Conversation& conv = conversation(slot);
  const AgentSlot from = conv.agent;
  selection_.learn(conv.queue, agent(from).group, handled(conv));
  vacate(slot);
  conv.state = ConvState::kWaiting;  // also one that was held: it counts where it goes
  if (queue != conv.queue) {
    change_queue(conv, queue);
  } else if (type == EventType::kConversationTransferred) {
    enter_queue(conv, now_);
  }
  ++conv.episode;
  model::Event event = event_about(type, conv);
  event.agent = agents_.name(from);
  event.reason = reason;
  event.episode = conv.episode;
  emit(event);
  const bool escalated = type == EventType::kConversationEscalated;
  record_remark(slot, escalated ? TraceKind::kEscalated : TraceKind::kTransferred, from, reason);
}

void Switchboard::transfer_to_agent(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const bool his = conv.agent != kNone && agents_.name(conv.agent) == command.agent;
  if (conv.state == ConvState::kActive && his) return answer_conversation(slot, true);
  if (conv.state != ConvState::kActive && conv.state != ConvState::kHeld) {
    return refuse_state(conv, "CONV.TRANSFER");
  }
  const RequirementId requirement = requirement_asked(command, conv.requirement);
  if (requirement == kNone) return;
  const AgentSlot to = taker(command, conv, requirement);
  if (to == kNone) return requirements_.release(requirement);
  if (!has_room_for(conv, to) && !could_interrupt(conv, to)) {
    requirements_.release(requirement);
    return refuse(Code::kBadState, "agent '" + std::string(command.agent) + "' has no room for " +
                                       std::to_string(conv.units) +
                                       " more units; nothing has changed");
  }
  pass_on(slot, EventType::kConversationTransferred, command.reason, conv.queue);
  change_requirement(conv, requirement);
  assign(slot, to, {}, false);
  answer_conversation(slot);
}

// Whoever hands it on is passed over for it as if he had declined it.
void Switchboard::transfer_to_queue(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const QueueId queue = queue_named(command.queue);
  if (queue == kNone) return;
  const bool unowned = conv.state == ConvState::kWaiting || conv.state == ConvState::kOffered;
  if (unowned && conv.queue == queue) return answer_conversation(slot, true);
  if (conv.state != ConvState::kActive && conv.state != ConvState::kHeld) {
    return refuse_state(conv, "CONV.TRANSFER");
  }
  if (queue != conv.queue && !has_place(queue)) return;
  const RequirementId requirement = requirement_asked(command, conv.requirement);
  if (requirement == kNone) return;
  const AgentSlot from = conv.agent;
  pass_on(slot, EventType::kConversationTransferred, command.reason, queue);
  change_requirement(conv, requirement);
  pass_over(slot, from);
  enter_waiting(slot);
  answer_conversation(slot);
}

void Switchboard::change_queue(Conversation& conv, QueueId queue) {
  --plan_.queues[conv.queue].open;
  ++plan_.queues[queue].open;
  conv.queue = queue;
  conv.forecast_bin = 0;
  drop_decision(conv);
  enter_queue(conv, now_);
}

// The agent is not asked again for a while.
void Switchboard::pass_over(ConvSlot slot, AgentSlot agent_slot) {
  Conversation& conv = conversation(slot);
  const base::Duration retry = queue_of(conv).policy.offer_retry;
  if (retry.ms > 0) conv.more().passed_over.push_back({agent_slot, due_at(now_ + retry)});
}

}  // namespace stellwerk::engine
