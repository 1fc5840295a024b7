// SPDX-License-Identifier: Apache-2.0
#include "core/engine/routing_plan.h"

#include <algorithm>

#include "core/engine/plan.h"

// A queue's policy as a routing plan.
namespace stellwerk::engine {
namespace {

constexpr std::size_t kLeadsToMax = 100;

std::vector<SkillNeed> needs_of(const std::vector<model::SkillNeed>& skills, NameTable& names) {
  std::vector<SkillNeed> needs;
  for (const model::SkillNeed& need : skills) {
    needs.push_back({names.intern(need.skill), need.level});
  }
  std::sort(needs.begin(), needs.end());
  return needs;
}

std::vector<PlanStep> steps_of(const model::QueuePolicy& policy, Plan& plan) {
  std::vector<PlanStep> steps;
  std::vector<NameId> prefer;
  for (const model::StepPolicy& entry : policy.steps) {
    PlanStep& step = steps.emplace_back();
    step.after = entry.after;
    step.kind = entry.kind;
    step.hours = entry.hours;
    step.relax = entry.relax;
    step.if_present = entry.if_present;
    step.skills = needs_of(entry.skills, plan.skill_names);
    for (const std::string& skill : entry.prefer) {
      prefer.push_back(plan.skill_names.intern(skill));
    }
    std::sort(prefer.begin(), prefer.end());
    prefer.erase(std::unique(prefer.begin(), prefer.end()), prefer.end());
    step.prefer = prefer;
    if (entry.move == model::StepMove::kStay) continue;
    step.divert = entry.move == model::StepMove::kDivert;
    step.to = plan.queue_names.find(entry.to);
    if (step.to == kNone) steps.pop_back();
  }
  return steps;
}

// A checked policy names queues of its own alone; what it names besides is left out.
RoutingPlan plan_of(const model::QueuePolicy& policy, Plan& plan) {
  RoutingPlan made;
  made.steps = steps_of(policy, plan);
  for (const bool closed : {false, true}) {
    const auto first = std::find_if(
        made.steps.begin(), made.steps.end(),
        [closed](const PlanStep& step) { return step.widens() && step.is_for(closed); });
    made.open_at_first[closed ? 1 : 0] = first == made.steps.end() || first->after.ms > 0;
  }
  made.by_hours = std::any_of(made.steps.begin(), made.steps.end(), [](const PlanStep& step) {
    return step.hours != model::StepHours::kAny;
  });
  if (!policy.when_full.empty()) {
    made.overflows.push_back({plan.queue_names.find(policy.when_full),
                              model::OverflowWhen::kWaiting, true, policy.waiting_max});
  }
  for (const model::OverflowPolicy& entry : policy.overflows) {
    made.overflows.push_back({plan.queue_names.find(entry.to), entry.when, false, entry.limit});
    made.expects |= entry.when == model::OverflowWhen::kExpectedWait;
  }
  std::erase_if(made.overflows, [](const Overflow& entry) { return entry.to == kNone; });
  made.expects |= policy.wait_long != model::kNoTarget;
  for (const model::SplitShare& entry : policy.split) {
    made.split.push_back({plan.queue_names.find(entry.queue), entry.share});
  }
  std::erase_if(made.split, [](const Share& share) { return share.queue == kNone; });
  return made;
}

// The queues that time alone leads to.
std::vector<QueueId> next_after(const RoutingPlan& plan) {
  std::vector<QueueId> next;
  for (const PlanStep& step : plan.steps) {
    if (!step.widens()) next.push_back(step.to);
  }
  for (const Overflow& overflow : plan.overflows) {
    if (overflow.when == model::OverflowWhen::kWaited) next.push_back(overflow.to);
  }
  for (const Share& share : plan.split) next.push_back(share.queue);
  return next;
}

std::vector<QueueId> leads_to(const std::vector<Queue>& queues, QueueId from) {
  std::vector<QueueId> found = next_after(queues[from].plan);
  for (std::size_t at = 0; at < found.size() && found.size() < kLeadsToMax; ++at) {
    for (const QueueId next : next_after(queues[found[at]].plan)) {
      const bool known = std::find(found.begin(), found.end(), next) != found.end();
      if (!known && next != from) found.push_back(next);
    }
  }
  return found;
}

bool goes_by_hours(const model::QueuePolicy& policy) {
  return policy.shuts ||
         std::any_of(
             policy.overflows.begin(), policy.overflows.end(),
             [](const auto& overflow) { return overflow.when == model::OverflowWhen::kClosed; }) ||
         std::any_of(policy.steps.begin(), policy.steps.end(),
                     [](const auto& step) { return step.hours != model::StepHours::kAny; });
}

}  // namespace

void Plan::resolve_plans() {
  any_planned = considers_present = false;
  for (Queue& queue : queues) {
    queue.plan = queue.defined ? plan_of(queue.policy, *this) : RoutingPlan{};
    queue.calendar = queue.defined && goes_by_hours(queue.policy)
                         ? calendar_names.find(queue.policy.calendar)
                         : kNone;
    queue.credits.resize(queue.plan.split.size());
    queue.planned = !queue.plan.empty() || queue.calendar != kNone;
    any_planned |= queue.planned;
    for (const PlanStep& step : queue.plan.steps) considers_present |= step.if_present;
  }
  for (QueueId id = 0; id < queues.size(); ++id) {
    if (queues[id].planned) queues[id].plan.leads_to = leads_to(queues, id);
  }
}

}  // namespace stellwerk::engine
