// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <utility>

#include "core/engine/switchboard.h"

// The routing plan of a queue: its steps as they are reached, and when to look again.
namespace stellwerk::engine {

using model::ConvState;

namespace {

// Waits that are expected, and ways that were barred, are looked at so often.
constexpr base::Duration kLookEvery = base::seconds(30);

}  // namespace

// Of the time in the queue, and those that are over because nobody is there.
void Switchboard::reach_steps(Conversation& conv) {
  const auto& steps = queue_of(conv).plan.steps;
  OnPlan& plan = conv.extras->plan;
  while (plan.reached < steps.size()) {
    const bool due = plan.entered + steps[plan.reached].after <= now_;
    if (!due && (plan.reached == 0 || !step_is_over(conv, plan.reached))) break;
    ++plan.reached;
  }
}

// Of one that is offered: nobody has looked at its plan since it stopped waiting.
void Switchboard::count_steps(Conversation& conv) {
  OnPlan& plan = conv.more().plan;
  if (plan.entered == base::kNever) plan.entered = conv.arrival;
  reach_steps(conv);
}

// A step for bots is over for who may have humans alone; one that is considered if somebody is
// present, when nobody is. Outside its hours none is.
bool Switchboard::step_is_over(const Conversation& conv, std::uint8_t step) {
  const PlanStep& asked = queue_of(conv).plan.steps[step - 1U];
  if (!asked.widens() || !asked.is_for(queue_of(conv).closed)) return false;
  ClassKey key = class_key(conv, conv.requirement);
  bool over = key.humans_only && asked.kind == model::StepKind::kBot;
  if (!over && asked.if_present) {
    key.step = step;
    key.shut = false;
    over = !matching_.somebody_present(matching_.class_for(key), step);
  }
  requirements_.release(key.requirement);
  return over;
}

// One that comes to wait, before it is counted: it may go to another queue at once.
void Switchboard::follow_plan(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  while (queue_of(conv).planned) {
    OnPlan& plan = conv.more().plan;
    if (plan.entered == base::kNever) plan.entered = conv.arrival;
    reach_steps(conv);
    const WayOut way = way_out(conv);
    if (way.to == kNone) break;
    overflow(slot, way);
  }
  if (conv.extras) conv.extras->plan.fresh = false;
}

// It has come to the queue, by its opening or by a command.
void Switchboard::enter_queue(Conversation& conv, base::Instant since) {
  if (!plan_.any_planned || (!conv.extras && !queue_of(conv).planned)) return;
  OnPlan& plan = conv.more().plan;
  OnPlan anew;
  anew.entered = since;
  anew.fresh = true;
  anew.told_long = plan.told_long;
  anew.came_from = std::move(plan.came_from);
  plan = std::move(anew);
}

// When to look at it next while it waits.
void Switchboard::watch_plan(Conversation& conv) {
  const Queue& queue = queue_of(conv);
  OnPlan& plan = conv.extras->plan;
  base::Instant at = next_step_at(conv);
  const auto no_later_than = [&at](base::Instant other) { at = std::min(at, other); };
  for (const Overflow& overflow : queue.plan.overflows) {
    if (overflow.when != model::OverflowWhen::kWaited) continue;
    if (!may_go(conv, overflow.to)) continue;
    const base::Instant due = limit_after(conv.arrival, overflow);
    no_later_than(due > now_ ? due : now_ + kLookEvery);
  }
  const auto first = queue.plan.steps.begin();
  const bool barred = std::any_of(first, first + plan.reached,
                                  [&](const PlanStep& step) { return may_go(conv, step.to); });
  if (barred) no_later_than(now_ + kLookEvery);
  if (expects(conv)) {
    if (plan.look_at == base::kNever) plan.look_at = now_;
    no_later_than(std::max(plan.look_at, now_));
  }
  plan.next = at == base::kNever ? Due{} : due_at(at);
}

base::Instant Switchboard::next_step_at(const Conversation& conv) const {
  const auto& steps = plan_.queues[conv.queue].plan.steps;
  const OnPlan& plan = conv.extras->plan;
  return plan.reached < steps.size() ? plan.entered + steps[plan.reached].after : base::kNever;
}

// REQUIRES: it waits.
void Switchboard::plan_is_due(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Queue& queue = queue_of(conv);
  OnPlan& plan = conv.extras->plan;
  plan.next = {};
  const std::uint8_t before = plan.reached;
  reach_steps(conv);
  for (std::uint8_t step = before; step < plan.reached; ++step) {
    if (!queue.plan.steps[step].widens()) continue;
    record_remark(slot, TraceKind::kStepReached, kNone, std::to_string(step + 1));
  }
  if (plan.look_at <= now_) {
    plan.look_at = now_ + kLookEvery;
    tell_long_wait(slot);
  }
  const WayOut way = way_out(conv);
  const ClassKey& key = matching_.wait_class(conv.wait_class).key;
  const bool same_class = plan.reached == before && key.shut == queue.shut &&
                          key.closed == (queue.closed && queue.plan.by_hours);
  if (way.to == kNone && same_class) {
    watch_plan(conv);
    return rearm(slot);
  }
  leave_waiting(slot);
  if (way.to != kNone) {
    overflow(slot, way);
    follow_plan(slot);
  }
  count_waiting(slot);
  place_by_deadline(conv);
  stand_in_line(slot);
}

// Somebody who was there has gone: steps that were for him may be over.
void Switchboard::skip_absent() {
  absence_ = false;
  std::vector<ConvSlot> concerned;
  for (const ClassId id : std::vector<ClassId>(matching_.occupied_classes())) {
    const ClassKey key = matching_.wait_class(id).key;
    const auto& steps = plan_.queues[key.queue].plan.steps;
    if (key.step == 0 || key.step >= steps.size() || !steps[key.step - 1U].if_present) continue;
    const std::vector<ConvSlot> waiting = waiting_in(id);
    if (step_is_over(conversation(waiting.front()), key.step)) {
      concerned.insert(concerned.end(), waiting.begin(), waiting.end());
    }
  }
  look_at_plans(std::move(concerned));
}

std::vector<ConvSlot> Switchboard::waiting_in(ClassId id) {
  std::vector<ConvSlot> waiting;
  const auto collect = [&waiting](ConvSlot slot) {
    waiting.push_back(slot);
    return true;
  };
  matching_.wait_class(id).on_time.visit(conversations_, collect);
  matching_.wait_class(id).overdue.visit(conversations_, collect);
  return waiting;
}

// Many at once: whoever stands before another finds an agent first.
void Switchboard::look_at_plans(std::vector<ConvSlot> waiting) {
  const bool by_priority =
      plan_.routing.rule == model::Rule::kPriority || plan_.routing.rule == model::Rule::kSlaFirst;
  const auto rank = [&](ConvSlot slot) {
    const Conversation& conv = conversation(slot);
    const int priority = by_priority ? conv.priority : 0;
    return std::tuple(conv.overdue_lane, priority, conv.key, conv.order);
  };
  std::sort(waiting.begin(), waiting.end(),
            [&rank](ConvSlot a, ConvSlot b) { return rank(a) < rank(b); });
  for (const ConvSlot slot : waiting) plan_is_due(slot);
}

// The queue's calendar opens or shuts it.
void Switchboard::queue_turns(QueueId id) {
  arm_turn(plan_.queues[id]);
  std::vector<ConvSlot> waiting;
  for (const ClassId cls : matching_.occupied_classes()) {
    if (matching_.wait_class(cls).key.queue != id) continue;
    const std::vector<ConvSlot> some = waiting_in(cls);
    waiting.insert(waiting.end(), some.begin(), some.end());
  }
  look_at_plans(std::move(waiting));
}

void Switchboard::arm_turn(Queue& queue) {
  const OpenHours& hours = plan_.calendars[queue.calendar].hours;
  queue.closed = !hours.open_at(now_);
  queue.shut = queue.policy.shuts && queue.closed;
  const base::Instant next = hours.next_change(now_);
  queue.turn = next == base::kNever ? Due{} : due_at(next);
  if (queue.turn_timer == kNone) {
    const auto id = static_cast<QueueId>(&queue - plan_.queues.data());
    queue.turn_timer = timers_.create(TimerOwner::kQueue, id);
  }
  if (queue.turn.armed()) {
    timers_.arm(queue.turn_timer, queue.turn.at, queue.turn.order);
  } else {
    timers_.cancel(queue.turn_timer);
  }
}

}  // namespace stellwerk::engine
