// SPDX-License-Identifier: Apache-2.0
#include "core/engine/ownership.h"

#include <algorithm>

namespace stellwerk::engine {

using model::ConvState;
using model::EventType;

void Switchboard::dispatch(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.state != ConvState::kWaiting) return;
  if (matching_.wait_class(conv.wait_class).key.only == kNobody) return;
  if (watcher_ != nullptr) watcher_->ask_agent(slot);
  const AgentSlot chosen = selection_.agent_for(slot, now_);
  const bool asks = chosen != kNone && asks_outside(conv);
  if (watcher_ != nullptr && !asks) watcher_->chosen(slot, chosen);
  if (chosen == kNone) return;
  if (plan_.routing.explains && !asks) [[unlikely]]
    count_passed_over(slot, chosen);
  asks ? request_decision(slot, chosen) : give(slot, chosen, false);
}

void Switchboard::pull(AgentSlot slot) {
  const Agent& subject = agent(slot);
  if (subject.set_aside && take_up_again(slot)) return;
  if (!subject.registered || subject.presence != model::Presence::kOnline) return;
  if (watcher_ != nullptr) watcher_->ask_conversation(slot);
  Pick pick;
  if (subject.used < subject.open_units() && !subject.taken_whole) {
    pick = selection_.conversation_for(slot, now_);
  }
  if (pick.conversation == kNone && subject.yields) [[unlikely]] {
    pick = selection_.interrupting_pick(slot, now_, kNone);
  }
  const bool asks = pick.conversation != kNone && asks_outside(conversation(pick.conversation));
  if (watcher_ != nullptr && !asks) [[unlikely]]
    watcher_->chosen(pick.conversation, slot);
  if (pick.conversation != kNone) {
    give_or_ask(pick, slot);
    freed_.push_back(slot);
  } else if (subject.claim != kNone && subject.free_list != kNone) {
    matching_.update_free(slot, subject.idle_rank);  // its free units are kept from now on
  }
}

// Somebody outside may have to say who has it.
void Switchboard::give_or_ask(const Pick& pick, AgentSlot to) {
  if (asks_outside(conversation(pick.conversation))) {
    request_decision(pick.conversation, to);
  } else {
    give(pick.conversation, to, pick.catch_up);
  }
}

void Switchboard::give(ConvSlot slot, AgentSlot to, bool catch_up) {
  Conversation& conv = conversation(slot);
  if (agent(to).claim == slot) {
    agent(to).claim = kNone;
    conv.claimed_by = kNone;
  }
  if (catch_up) ++queue_of(conv).figures.catch_up;
  leave_waiting(slot);
  hand_over(slot, to);
}

// The agent's slot is taken; work starts, or is offered.
void Switchboard::hand_over(ConvSlot slot, AgentSlot to, Means means) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  // A clock that runs out in this very millisecond has run out, whichever timer came first.
  if (conv.missed(now_)) [[unlikely]]
    tell_missed(slot);
  agent(to).assigned_rank = ++assigned_rank_;
  if (conv.extras) [[unlikely]]
    conv.extras->end_parking();
  selection_.count_assignment(agent(to));
  const bool asks = queue.policy.offer_mode != model::OfferMode::kAuto;
  record_decision(slot, to, selection_.considered(), asks);
  selection_.forget_considered();
  occupy(slot, to, means);
  if (!asks) [[likely]]
    return start_work(slot);
  conv.state = ConvState::kOffered;
  ++queue.offered;
  conv.offer = ++last_offer_;
  conv.phase = due_at(now_ + queue.policy.offer_timeout);
  tell_offer(conv, to, conv.offer, conv.phase.at);
  rearm(slot);
  if (queue.policy.offer_agents > 1) offered_.push_back(slot);
}

// The conversation becomes active with the agent whose slot it holds.
void Switchboard::start_work(ConvSlot slot, std::string_view reason) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  const Agent& worker = agent(conv.agent);
  const bool human = worker.abilities.kind == model::AgentKind::kHuman;
  const bool first_start = human && !conv.started;
  conv.state = ConvState::kActive;
  conv.phase = {};
  conv.assigned_at = now_;
  conv.prefer_last = conv.resumed = false;
  if (conv.forecast_bin != 0) [[unlikely]]
    learn_wait(conv);
  if (conv.extras) [[unlikely]] {
    conv.extras->sticky = {};
    if (queue.planned) conv.extras->plan.told_long = false;
    conv.extras->held = {};
    conv.extras->turns = 0;
    conv.extras->piece.counted = false;
    conv.extras->piece.writing = {};
    conv.extras->end_parking();
  }
  ++queue.active;
  ++queue.figures.assigned;
  if (conv.last_agent != kNone && conv.last_agent != conv.agent) ++conv.handovers;
  if (conv.extras || conv.last_agent != kNone) [[unlikely]] {
    auto& agents = conv.more().agents;
    if (agents.empty() && conv.last_agent != kNone) agents.push_back(conv.last_agent);
    if (std::find(agents.begin(), agents.end(), conv.agent) == agents.end()) {
      agents.push_back(conv.agent);
    }
  }
  conv.last_agent = conv.agent;

  model::Event event = event_about(EventType::kConversationAssigned, conv);
  event.agent = agents_.name(conv.agent);
  event.customer = conv.customer();
  event.offer = conv.accepted_offer;
  event.priority = conv.priority;
  event.episode = conv.episode;
  event.waited_ms = (now_ - conv.arrival).ms;
  event.reason = reason;
  if (conv.extras && conv.extras->callback) event.callback = 1;
  emit(event);
  if (human && plan_.remembers_customers) remember_customer(conv);
  if (first_start) {
    count_start(conv, conv.deadline <= now_);
    const bool by_start =
        conv.sla == kNone || plan_.slas[conv.sla].policy.met_by == model::MetBy::kStart;
    if (by_start) meet(slot, Clock::kFirstResponse);
  }
  if (conv.extras) [[unlikely]]
    tell_unseen(slot);
  rearm(slot);
  matching_.touch_agent(conv.agent);
  if (plan_.has_special_channels) {
    note_work(conv.agent);
    freed_.push_back(conv.agent);  // somebody may wait who would interrupt it
  }
}

// Work has started that counts: a human's, or that of a bot that answers to the end.
void Switchboard::count_start(Conversation& conv, bool late) {
  Queue& queue = queue_of(conv);
  conv.started = true;
  ++(late ? queue.figures.late : queue.figures.on_time);
  if (!late) queue.on_time.add(now_);
  queue.waits.add(now_, now_ - conv.arrival);
  queue.figures.wait.add((now_ - conv.arrival).ms);
}

void Switchboard::occupy(ConvSlot slot, AgentSlot to, Means means) {
  const bool force = means == Means::kForced;
  if (plan_.has_special_channels && !force) [[unlikely]]
    make_room(slot, to, means);
  link(slot, to);
  take_units(slot, to, force);
}

// Gives the agent's units back; what the conversation becomes is the caller's to say.
void Switchboard::vacate(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  --(conv.state == ConvState::kOffered  ? queue.offered
     : conv.state == ConvState::kActive ? queue.active
     : conv.state == ConvState::kHeld   ? queue.held
                                        : queue.wrapup);
  if (conv.state == ConvState::kHeld) [[unlikely]] {
    resume_resolution(conv);
  } else {
    give_back_units(slot, conv.agent);
  }
  if (conv.state == ConvState::kOffered) Selection::count_off(agent(conv.agent));
  if (conv.extras && conv.extras->interrupted) [[unlikely]] {
    conv.extras->interrupted = false;
    note_work(conv.agent, slot);
  }
  unlink(slot);
  conv.accepted_offer = 0;  // belonged to this owner
  conv.phase = {};
}

}  // namespace stellwerk::engine
