// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "core/engine/following.h"
#include "core/engine/ownership.h"

// Conversations that wait at the leader: where they would stand by the own policy.
namespace stellwerk::engine {

using model::ConvState;

void Follower::follow_conversation(ConvSlot slot) {
  const std::size_t slots = std::size_t{slot} + 1;
  own_.conversations_.reach(slots);
  if (queues_.size() < slots) queues_.resize(slots, kNone);
  if (told_.size() < slots) told_.resize(slots);
  const Conversation& led = leader_.conversations_[slot];
  const bool waits = leader_.conversations_.used(slot) && led.state == ConvState::kWaiting;
  const bool has_owner = own_.conversations_[slot].agent != kNone;
  if (waits || !has_owner) let_go(slot);  // an agent's comes with him
  if (queues_[slot] != kNone) follow_queue(queues_[slot]);
  queues_[slot] = kNone;
  told_[slot] = told_[slot] && waits;
  if (!waits) return;
  follow_queue(led.queue);
  if (!knows(slot)) return;
  queues_[slot] = led.queue;
  copy_conversation(slot);
  copy_extras(slot);
  copy_deadline(slot, copy_sla(slot));
  reach_steps(slot);
  stand_in_line(slot);
  if (led.claimed_by != kNone) touched_.agents.push_back(led.claimed_by);
}

void Follower::copy_conversation(ConvSlot slot) {
  const Conversation& led = leader_.conversations_[slot];
  Conversation& own = own_.conversations_[slot];
  static_cast<LastingFacts&>(own) = led;
  own.text = led.text;
  own.state = ConvState::kWaiting;
  own.queue = names_.queue(led.queue).own;
  own.channel = names_.channel(led.channel);
  if (own.channel != kNone && !own.own_units) {  // as it came, unless the policies differ there
    const std::uint32_t units = own_.plan_.channels[own.channel].units;
    if (units != leader_.plan_.channels[led.channel].units) own.units = units;
  }
  own.requirement =
      own_.requirements_.acquire(names_.needs(leader_.requirements_.needs(led.requirement)));
  own.prefer_last = led.prefer_last;
  own.resumed = led.resumed;
  own.first = led.first;
  own.reply = led.reply;
}

// As far as it decides something.
void Follower::copy_extras(ConvSlot slot) {
  const Conversation& led = leader_.conversations_[slot];
  if (!led.extras) return;
  const Extras& from = *led.extras;
  Extras& own = own_.conversations_[slot].more();
  own.passed_over = from.passed_over;
  own.sticky = from.sticky;
  own.window = from.window;
  own.bots_over = from.bots_over;
  own.own_deadline = from.own_deadline;
  own.prefer = names_.skills(from.prefer);
  own.piece.writing = from.piece.writing;
  own.decision = from.decision;
  own.decides_itself = from.decides_itself;
  own.callback_at = from.callback_at;
}

// Answers whether it is measured as at the leader's. What goes by its queue goes by what the own
// policy says of the queue.
bool Follower::copy_sla(ConvSlot slot) {
  const Conversation& led = leader_.conversations_[slot];
  Conversation& own = own_.conversations_[slot];
  FollowedNames::SlaPair named{kNone, true};
  if (led.sla != kNone) named = names_.sla(led.sla);
  const bool by_queue =
      led.sla == leader_.plan_.queues[led.queue].sla || (led.sla != kNone && named.own == kNone);
  own.sla = by_queue ? own_.plan_.queues[own.queue].sla : named.own;
  return named.same && own.sla == named.own;
}

// Clocks go on by the own targets, as when a policy is applied: what has elapsed stays.
void Follower::copy_deadline(ConvSlot slot, bool measured_alike) {
  const Conversation& led = leader_.conversations_[slot];
  Conversation& own = own_.conversations_[slot];
  if (measured_alike) {
    own.deadline = led.deadline;
    own.routing_target = led.routing_target;
    own_.place_by_deadline(own);
    if (!same_rule_) return;
    own.overdue_lane = led.overdue_lane;
    own.key = led.key;
    own.phase = {};
    return;
  }
  const OpenHours& before = leader_.plan_.hours(led.sla);
  const OpenHours& hours = own_.plan_.hours(own.sla);
  own.first.count(own_.now_, before);
  own.reply.count(own_.now_, before);
  if (!own.own_target) own.target = own_.plan_.target(own.sla);
  const model::SlaPolicy none;
  const model::SlaPolicy& sla = own.sla == kNone ? none : own_.plan_.slas[own.sla].policy;
  own_.run_on(own.first, own.own_target ? own.target : sla.first_response, hours,
              sla.warn_permille);
  own_.run_on(own.reply, sla.next_response, hours, sla.warn_permille);
  // place_in_lane() asks the SLA for what is left of an answer: without one it is owed by none.
  if (own.sla == kNone) own.reply = {};
  own_.place_in_lane(own);
}

// Where the plans' steps are the same, as many as the leader has reached.
void Follower::reach_steps(ConvSlot slot) {
  const Conversation& led = leader_.conversations_[slot];
  Conversation& own = own_.conversations_[slot];
  if (!own_.plan_.queues[own.queue].planned) return;
  OnPlan& plan = own.more().plan;
  if (names_.queue(led.queue).same_steps) {
    const std::size_t steps = own_.plan_.queues[own.queue].plan.steps.size();
    const std::size_t reached = led.extras ? led.extras->plan.reached : 0;
    plan.reached = static_cast<std::uint8_t>(std::min(reached, steps));
    return;
  }
  const bool known = led.extras && led.extras->plan.entered != base::kNever;
  plan.entered = known ? led.extras->plan.entered : led.arrival;
  own_.reach_steps(own);
}

// With a timer for what time alone will change.
void Follower::stand_in_line(ConvSlot slot) {
  Conversation& own = own_.conversations_[slot];
  Queue& queue = own_.plan_.queues[own.queue];
  ++queue.waiting;
  const FollowedNames::QueuePair& pair = names_.queue(queues_[slot]);
  if (!pair.same_burst) own_.watch_burst(queue);
  own_.join_class(slot);
  base::Instant at = own.phase.at;
  if (queue.planned && !pair.same_steps) at = std::min(at, own_.next_step_at(own));
  if (at == base::kNever) return own_.drop_timer(own);
  if (own.timer == kNone) own.timer = own_.timers_.create(TimerOwner::kConversation, slot);
  own_.timers_.arm(own.timer, at, ++own_.arm_order_);
}

void Follower::step_out(ConvSlot slot) {
  Conversation& own = own_.conversations_[slot];
  Queue& queue = own_.plan_.queues[own.queue];
  own_.matching_.leave(slot);
  --queue.waiting;
  if (queue.bursting && !names_.queue(queues_[slot]).same_burst) own_.watch_burst(queue);
}

// Its lane or its steps have changed by time.
void Follower::look_again(ConvSlot slot) {
  Conversation& own = own_.conversations_[slot];
  step_out(slot);
  if (own.phase.armed()) own_.place_by_deadline(own);
  const FollowedNames::QueuePair& pair = names_.queue(queues_[slot]);
  if (own_.plan_.queues[own.queue].planned && !pair.same_steps) own_.reach_steps(own);
  stand_in_line(slot);
}

// Wherever it was.
void Follower::let_go(ConvSlot slot) {
  Conversation& own = own_.conversations_[slot];
  if (own.agent != kNone) own_.unlink(slot);
  if (own.wait_class != kNone) {
    step_out(slot);
    own_.requirements_.release(own.requirement);
  }
  if (own.claimed_by != kNone) {
    const AgentSlot claimant = own.claimed_by;
    own_.agents_.slots[claimant].claim = kNone;
    touched_.agents.push_back(claimant);
  }
  own_.drop_timer(own);
  own = Conversation{};
}

}  // namespace stellwerk::engine
