// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::ConvState;

ClassKey Switchboard::class_key(const Conversation& conv) {
  ClassKey key = class_key(conv, conv.requirement);
  if (conv.extras) [[unlikely]]
    name_agents(conv, key);
  return key;
}

// Whoever could take the conversation, if it asked for that; holds the requirement once more.
ClassKey Switchboard::class_key(const Conversation& conv, RequirementId requirement) {
  const Queue& queue = plan_.queues[conv.queue];
  ClassKey key;
  key.queue = conv.queue;
  key.requirement = requirement;
  key.channel = conv.channel;
  key.units = conv.units;
  key.priority = conv.priority;
  key.humans_only = conv.humans_only || (conv.extras && conv.extras->bots_over);
  if (plan_.has_special_channels && conv.channel != kNone) {
    key.exclusive = plan_.channels[conv.channel].exclusive;
    key.interrupts = plan_.channels[conv.channel].interrupts;
  }
  if (!queue.skills.empty()) [[unlikely]] {
    key.requirement = requirements_.acquire(merge(requirements_.needs(requirement), queue.skills));
  } else {
    requirements_.retain(key.requirement);
  }
  if (queue.planned) [[unlikely]] {
    key.step = conv.extras ? conv.extras->plan.reached : std::uint8_t{0};
    key.shut = queue.shut;
    key.closed = queue.closed && queue.plan.by_hours;
    if (!queue.plan.leads_to.empty()) key.own = requirement;
  }
  return key;
}

// Of those, the ones that are passed over, and the one that is waited for alone.
void Switchboard::name_agents(const Conversation& conv, ClassKey& key) {
  const Extras& extras = *conv.extras;
  if (extras.sticky.until.armed()) key.only = extras.sticky.agent;
  if (extras.piece.writing.armed() || extras.parked()) key.only = kNobody;
  if (extras.passed_over.empty()) return;
  std::vector<AgentSlot> agents;
  for (const PassedOver& entry : extras.passed_over) agents.push_back(entry.agent);
  std::sort(agents.begin(), agents.end());
  key.exclusion = matching_.exclusion(agents);
}

// When work should start, and the lane that follows from it: the first response while it is owed,
// else the answer to a message, else the target counted anew; and the platform's window.
void Switchboard::place_in_lane(Conversation& conv) {
  base::Duration target = conv.target;
  if (conv.first.unanswered()) [[likely]] {
    conv.deadline = conv.first.due;
  } else if (conv.reply.unanswered() && (conv.started || plan_.since_format_3)) {
    conv.deadline = conv.reply.due;
    target = plan_.slas[conv.sla].policy.next_response;
  } else {
    const bool responded = plan_.since_format_3 && conv.first.state == ResponseClock::State::kMet;
    const base::Instant from = conv.started || responded ? now_ : conv.arrival;
    conv.deadline = plan_.hours(conv.sla).after(from, conv.target);
  }
  conv.routing_target = std::max(target, base::Duration{1});
  if (conv.extras) [[unlikely]] {
    conv.extras->own_deadline = conv.deadline;
    conv.deadline = with_window(conv);
  }
  place_by_deadline(conv);
}

// The smaller slack decides. REQUIRES: extras.
base::Instant Switchboard::with_window(const Conversation& conv) {
  const ResponseClock& window = conv.extras->window;
  return window.unanswered() ? std::min(conv.extras->own_deadline, window.due)
                             : conv.extras->own_deadline;
}

// The window of a waiting one has moved, or is over.
void Switchboard::follow_window(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  base::Instant& own = conv.extras->own_deadline;
  if (own == base::kNever) own = conv.deadline;
  matching_.touch_conversation(slot);
  if (conv.deadline == with_window(conv)) return rearm(slot);
  leave_waiting(slot);
  count_waiting(slot);
  conv.deadline = with_window(conv);
  place_by_deadline(conv);
  stand_in_line(slot);
}

// A waiting one owes an answer from now on, or has been answered.
void Switchboard::follow_answer(ConvSlot slot) {
  matching_.touch_conversation(slot);
  leave_waiting(slot);
  count_waiting(slot);
  place_in_lane(conversation(slot));
  stand_in_line(slot);
}

void Switchboard::place_by_deadline(Conversation& conv) {
  conv.overdue_lane = false;
  conv.phase = {};
  switch (plan_.routing.rule) {
    case model::Rule::kFifo:
    case model::Rule::kPriority:
      conv.key = conv.arrival.ms;
      return;
    case model::Rule::kEdf:
      conv.key = conv.deadline.ms;
      return;
    case model::Rule::kSlaFirst:
      break;
  }
  if (conv.deadline <= now_) [[unlikely]] {
    conv.overdue_lane = true;
    conv.key = conv.arrival.ms + 4 * conv.routing_target.ms;
  } else {
    conv.key = conv.deadline.ms;
    conv.phase = due_at(conv.deadline);
  }
}

// Among those who wait, in the lane it has.
void Switchboard::join_class(ConvSlot slot) {
  const ClassKey key = class_key(conversation(slot));
  matching_.enter(slot, matching_.class_for(key));
  requirements_.release(key.requirement);  // the class holds it now
}

void Switchboard::count_waiting(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  if (queue.planned && queue.plan.expects && conv.more().plan.joined == 0)
    conv.extras->plan.joined = ++queue.joined;
  ++queue.waiting;
  if (plan_.since_format_4) {
    if (queue.waiting == 1) queue.forecast.begins(now_);
    if (conv.forecast_bin == 0) {
      const WaitForecast::Made made = queue.forecast.made(queue.waiting);
      conv.forecast_bin = made.bin;
      conv.forecast_base = made.base;
      conv.waits_since = now_;
    }
  }
  if (queue.policy.burst > 0) watch_burst(queue);
  queue.waiting_since.add(conv.arrival);
}

void Switchboard::enter_waiting(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  conv.state = ConvState::kWaiting;
  if (queue_of(conv).planned) [[unlikely]]
    follow_plan(slot);
  count_waiting(slot);
  place_in_lane(conv);
  stand_in_line(slot);
}

void Switchboard::stand_in_line(ConvSlot slot) {
  if (conversation(slot).extras) begin_sticky(conversation(slot));
  join_class(slot);
  note_routable(slot);
  if (queue_of(conversation(slot)).planned) watch_plan(conversation(slot));
  rearm(slot);
  arrivals_.push_back(slot);
}

// One that opens starts at once where somebody is free: it never enters the ranks of the waiting.
void Switchboard::begin(ConvSlot slot) {
  const bool undisturbed = !has_work() && !matching_.has_changed_classes();
  if (!undisturbed) return enter_waiting(slot);
  Conversation& conv = conversation(slot);
  conv.state = ConvState::kWaiting;
  if (queue_of(conv).planned) follow_plan(slot);
  place_in_lane(conv);
  if (conv.extras) [[unlikely]]
    begin_sticky(conv);
  const ClassKey key = class_key(conv);
  conv.wait_class = matching_.class_for(key);
  requirements_.release(key.requirement);  // the class holds it now
  note_routable(slot);
  if (conv.missed(now_)) [[unlikely]]
    tell_missed(slot);
  if (watcher_ != nullptr) [[unlikely]]
    watcher_->ask_agent(slot);
  const AgentSlot chosen = selection_.agent_for(slot, now_);
  const WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  const bool put_off =
      chosen != kNone && (wait_class.review_at != base::kNever || asks_outside(conv));
  if (watcher_ != nullptr && !put_off) [[unlikely]]
    watcher_->chosen(slot, chosen);
  if (chosen == kNone || put_off) {
    count_waiting(slot);
    matching_.enter(slot, conv.wait_class);
    if (queue_of(conv).planned) watch_plan(conv);
    rearm(slot);
    if (chosen != kNone) arrivals_.push_back(slot);
    return;
  }
  if (plan_.routing.explains) [[unlikely]]
    count_passed_over(slot, chosen);
  conv.wait_class = kNone;
  conv.phase = {};
  if (conv.extras) [[unlikely]]
    conv.extras->sticky.until = {};
  hand_over(slot, chosen);
}

void Switchboard::leave_waiting(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  const bool was_refused = wait_class.review_at != base::kNever || slot == reviewed_;
  matching_.leave(slot);
  if (was_refused) {  // the next head has its own time to be looked at
    wait_class.review_at = base::kNever;
    timers_.cancel(wait_class.timer);
    if (!wait_class.on_time.empty()) successors_.push_back(wait_class.on_time.top());
  }
  conv.phase = {};
  if (conv.extras) [[unlikely]]
    conv.extras->sticky.until = conv.extras->plan.next = {};
  --queue_of(conv).waiting;
  if (queue_of(conv).bursting) watch_burst(queue_of(conv));
  queue_of(conv).waiting_since.remove(conv.arrival);
  if (conv.claimed_by != kNone) {
    const AgentSlot claimant = conv.claimed_by;
    agent(claimant).claim = kNone;
    conv.claimed_by = kNone;
    matching_.update_free(claimant, agent(claimant).idle_rank);
    freed_.push_back(claimant);
  }
}

// The same place in the queue, by other conditions.
void Switchboard::reclassify(ConvSlot slot) {
  leave_waiting(slot);
  enter_waiting(slot);
}

// Says so when nobody registered could ever take the conversation, and when that ends.
void Switchboard::note_routable(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.unroutable == matching_.wait_class(conv.wait_class).routable()) tell_routable(slot);
}

void Switchboard::tell_routable(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  conv.unroutable = !wait_class.routable();
  model::Event event = event_about(model::EventType::kConversationRoutable, conv);
  std::string missing;
  if (conv.unroutable) {
    event.type = model::EventType::kConversationUnroutable;
    missing = matching_.missing(wait_class.key);
    event.missing = missing;
    ++queue_of(conv).figures.unroutable;
  }
  emit(event);
  record_remark(slot, conv.unroutable ? TraceKind::kUnroutable : TraceKind::kRoutable, kNone,
                missing);
}

// In the order of opening, whatever class they wait in.
void Switchboard::announce_routable() {
  const std::vector<ClassId> changed = matching_.take_changed_classes();
  if (changed.empty()) return;
  std::vector<ConvSlot> concerned;
  const auto collect = [&concerned](ConvSlot slot) {
    concerned.push_back(slot);
    return true;
  };
  for (const ClassId id : changed) {
    const WaitClass& wait_class = matching_.wait_class(id);
    wait_class.on_time.visit(conversations_, collect);
    wait_class.overdue.visit(conversations_, collect);
  }
  std::sort(concerned.begin(), concerned.end(), [this](ConvSlot a, ConvSlot b) {
    return conversation(a).order < conversation(b).order;
  });
  for (const ConvSlot slot : concerned) note_routable(slot);
}

// Its agent is gone: back to its place by original age.
void Switchboard::requeue(ConvSlot slot, std::string_view reason) {
  Conversation& conv = conversation(slot);
  const AgentSlot from = conv.agent;
  vacate(slot);
  ++conv.episode;
  ++queue_of(conv).figures.requeued;
  model::Event event = event_about(model::EventType::kConversationRequeued, conv);
  event.agent = agents_.name(from);
  event.reason = reason;
  event.episode = conv.episode;
  emit(event);
  record_remark(slot, TraceKind::kRequeued, from, reason);
  enter_waiting(slot);
}

}  // namespace stellwerk::engine
