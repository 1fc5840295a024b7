// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::ConvState;
using model::EventType;

namespace {

void count_on_channel(Agent& agent, NameId channel, std::uint32_t change) {
  for (std::size_t i = 0; i < agent.abilities.channels.size(); ++i) {
    if (agent.abilities.channels[i].channel == channel) agent.channel_load[i] += change;
  }
}

}  // namespace

void Switchboard::dispatch(ConvSlot slot) {
  if (conversation(slot).state != ConvState::kWaiting) return;
  const AgentSlot chosen = selection_.agent_for(slot, now_);
  if (chosen != kNone) give(slot, chosen, false);
}

void Switchboard::pull(AgentSlot slot) {
  const Agent& subject = agent(slot);
  if (subject.set_aside && take_up_again(slot)) return;
  if (!subject.registered || subject.presence != model::Presence::kOnline) return;
  Pick pick;
  if (subject.used < subject.open_units() && !subject.taken_whole) {
    pick = selection_.conversation_for(slot, now_);
  }
  if (pick.conversation == kNone && subject.yields) {
    pick = selection_.interrupting_pick(slot, now_, kNone);
  }
  if (pick.conversation != kNone) {
    give(pick.conversation, slot, pick.catch_up);
    freed_.push_back(slot);
  } else if (subject.claim != kNone && subject.free_list != kNone) {
    matching_.update_free(slot, subject.idle_rank);  // its free units are kept from now on
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
void Switchboard::hand_over(ConvSlot slot, AgentSlot to) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  // A clock that runs out in this very millisecond has run out, whichever timer came first.
  if (conv.missed(now_)) tell_missed(slot);
  agent(to).assigned_rank = ++assigned_rank_;
  selection_.count_assignment(agent(to));
  const bool asks = queue.policy.offer_mode != model::OfferMode::kAuto;
  record_decision(slot, to, selection_.take_considered(), asks);
  occupy(slot, to);
  if (!asks) return start_work(slot);
  conv.state = ConvState::kOffered;
  ++queue.offered;
  conv.offer = ++last_offer_;
  const base::Instant expires = now_ + queue.policy.offer_timeout;
  conv.phase = due_at(expires);
  model::Event event = event_about(EventType::kOfferCreated, conv);
  event.agent = agents_.name(to);
  event.customer = conv.customer();
  event.offer = conv.offer;
  event.priority = conv.priority;
  event.expires = expires.ms;
  event.episode = conv.episode;
  emit(event);
  rearm(slot);
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
  if (conv.extras) {
    conv.extras->sticky = {};
    conv.extras->held = {};
  }
  ++queue.active;
  ++queue.figures.assigned;
  if (conv.last_agent != kNone && conv.last_agent != conv.agent) ++conv.handovers;
  if (conv.extras || conv.last_agent != kNone) {
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
  emit(event);
  if (first_start) {
    count_start(conv, conv.deadline <= now_);
    const bool by_start =
        conv.sla == kNone || plan_.slas[conv.sla].policy.met_by == model::MetBy::kStart;
    if (by_start) meet(slot, Clock::kFirstResponse);
  }
  tell_unseen(slot);
  rearm(slot);
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

void Switchboard::load_changed(AgentSlot slot) {
  agent(slot).idle_since = now_;
  matching_.update_free(slot, ++idle_rank_);
}

void Switchboard::occupy(ConvSlot slot, AgentSlot to, bool force) {
  if (plan_.has_special_channels && !force) make_room(slot, to);
  Conversation& conv = conversation(slot);
  Agent& owner = agent(to);
  conv.agent = to;
  conv.agent_previous = owner.last;
  conv.agent_next = kNone;
  (owner.last == kNone ? owner.first : conversation(owner.last).agent_next) = slot;
  owner.last = slot;
  ++owner.conversations;
  take_units(slot, force);
}

void Switchboard::take_units(ConvSlot slot, bool force) {
  const Conversation& conv = conversation(slot);
  Agent& owner = agent(conv.agent);
  owner.used += conv.units;
  SW_CHECK(force || owner.used <= owner.abilities.capacity);
  if (owner.by_channel) count_on_channel(owner, conv.channel, 1U);
  if (plan_.has_special_channels) note_work(conv.agent);
  load_changed(conv.agent);
}

void Switchboard::give_back_units(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  Agent& owner = agent(conv.agent);
  owner.used -= conv.units;
  if (owner.by_channel) count_on_channel(owner, conv.channel, ~0U);
  if (plan_.has_special_channels) note_work(conv.agent, slot);
  load_changed(conv.agent);
  freed_.push_back(conv.agent);
}

// Gives the agent's units back; what the conversation becomes is the caller's to say.
void Switchboard::vacate(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  --(conv.state == ConvState::kOffered  ? queue.offered
     : conv.state == ConvState::kActive ? queue.active
     : conv.state == ConvState::kHeld   ? queue.held
                                        : queue.wrapup);
  conv.state == ConvState::kHeld ? resume_resolution(conv) : give_back_units(slot);
  Agent& owner = agent(conv.agent);
  if (conv.state == ConvState::kOffered) Selection::count_off(owner);
  if (conv.extras && conv.extras->interrupted) {
    conv.extras->interrupted = false;
    note_work(conv.agent, slot);
  }
  (conv.agent_previous == kNone ? owner.first : conversation(conv.agent_previous).agent_next) =
      conv.agent_next;
  (conv.agent_next == kNone ? owner.last : conversation(conv.agent_next).agent_previous) =
      conv.agent_previous;
  conv.agent = conv.agent_next = conv.agent_previous = kNone;
  conv.accepted_offer = 0;  // belonged to this owner
  conv.phase = {};
  --owner.conversations;
}

// The offer comes to nothing and the conversation waits on, its agent passed over if he declined or
// missed it.
void Switchboard::end_offer(ConvSlot slot, EventType type, std::string_view reason,
                            bool passes_over) {
  Conversation& conv = conversation(slot);
  const AgentSlot from = conv.agent;
  model::Event event = event_about(type, conv);
  event.agent = agents_.name(from);
  event.offer = conv.offer;
  event.reason = reason;
  emit(event);
  record_outcome(conv, type);
  vacate(slot);
  if (passes_over) pass_over(slot, from);
  enter_waiting(slot);
  if (passes_over) count_refusal(from, queue_of(conv).policy, type);
}

// Whoever lets too many offers in a row run out, or declines them, is not asked any more until he
// says that he is there.
void Switchboard::count_refusal(AgentSlot slot, const model::QueuePolicy& policy, EventType type) {
  Agent& asked = agent(slot);
  const bool declined = type == EventType::kOfferDeclined;
  if (declined) asked.misses = 0;
  const std::uint32_t in_a_row = declined ? ++asked.declines : ++asked.misses;
  const std::uint32_t most = declined                ? policy.declines_max
                             : policy.misses_max > 0 ? policy.misses_max
                                                     : limits_.misses_max;
  if (declined && most == 0) return;
  if (in_a_row < most || asked.presence != model::Presence::kOnline) return;
  set_presence(slot, model::Presence::kAway, declined ? "declined" : "missed");
}

}  // namespace stellwerk::engine
