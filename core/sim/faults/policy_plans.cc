// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/sim/faults/policy_dice.h"

// Ways from queue to queue, which lead from lower numbers to higher ones, and from q3 to its
// shares.
namespace stellwerk::sim {
namespace {

using model::OverflowPolicy;
using model::OverflowWhen;
using model::Policy;
using model::QueuePolicy;
using model::StepKind;
using model::StepMove;
using model::StepPolicy;

void add_steps(const Scenario& scenario, bool by_hours, PolicyDice& dice, QueuePolicy& queue) {
  for (std::int64_t left = dice.number(1, 3); left > 0; --left) {
    StepPolicy step;
    if (dice.chance(2, 3)) step.after = dice.span(1, 150);
    if (dice.chance(1, 3)) step.kind = static_cast<StepKind>(dice.number(1, 2));
    if (scenario.has(Feature::kSkills) && dice.chance(1, 2)) {
      step.skills = {{"s1", static_cast<std::uint8_t>(dice.number(1, 3))}};
    }
    if (dice.chance(1, 3)) step.prefer = {"s2"};
    if (dice.chance(1, 2)) step.relax = static_cast<std::uint8_t>(dice.number(1, 4));
    step.if_present = dice.chance(1, 3);
    if (by_hours && dice.chance(1, 3)) {
      step.hours = dice.chance(1, 2) ? model::StepHours::kOpen : model::StepHours::kClosed;
    }
    queue.steps.push_back(std::move(step));
  }
  // Of conversations whom no step admits, nothing is to be learned.
  StepPolicy last;
  last.after = dice.span(100, 200);
  queue.steps.push_back(last);
  std::ranges::stable_sort(queue.steps, {}, &StepPolicy::after);
}

void add_moves(PolicyDice& dice, const std::string& to, QueuePolicy& queue) {
  StepPolicy step;
  step.after = dice.span(5, 150);
  step.move = dice.chance(1, 2) ? StepMove::kOverflow : StepMove::kDivert;
  step.to = to;
  if (dice.chance(2, 3)) queue.steps.push_back(step);
  std::ranges::stable_sort(queue.steps, {}, &StepPolicy::after);
  for (const OverflowWhen when : {OverflowWhen::kWaiting, OverflowWhen::kWaited,
                                  OverflowWhen::kExpectedWait, OverflowWhen::kClosed}) {
    if (!dice.chance(1, 3)) continue;
    OverflowPolicy overflow{to, when, 0};
    if (when == OverflowWhen::kWaiting) {
      overflow.limit = static_cast<std::uint64_t>(dice.number(1, 15));
    } else if (when != OverflowWhen::kClosed) {
      overflow.limit = static_cast<std::uint64_t>(dice.span(5, 200).ms);
    }
    queue.overflows.push_back(overflow);
  }
  queue.calendar = "hours";
  if (!dice.chance(1, 2)) return;
  queue.waiting_max = static_cast<std::uint64_t>(dice.number(1, 10));
  queue.when_full = to;
}

}  // namespace

void add_plans(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  const bool expects = scenario.has(Feature::kLongWaits) || scenario.has(Feature::kOverflows);
  for (QueuePolicy& queue : policy.queues) {
    if (!expects) break;
    queue.handling = dice.span(10, 200);
    if (scenario.has(Feature::kLongWaits)) queue.wait_long = dice.span(5, 150);
  }
  QueuePolicy& first = policy.queues[0];
  QueuePolicy& second = policy.queues[1];
  if (scenario.has(Feature::kSteps)) {
    add_steps(scenario, false, dice, first);
    add_steps(scenario, scenario.has(Feature::kHours), dice, second);
  }
  if (scenario.has(Feature::kOverflows)) {
    add_moves(dice, dice.chance(1, 3) ? "q3" : "q1", first);
    add_moves(dice, "q2", second);
    const auto share = [&dice] { return static_cast<std::uint32_t>(dice.number(1, 10)); };
    const std::uint32_t one = share();
    const std::uint32_t other = share();
    policy.queues[3].split = {{"q1", one}, {"q2", other}};
  }
  if (!scenario.has(Feature::kHours)) return;
  second.calendar = "hours";
  second.shuts = true;
}

}  // namespace stellwerk::sim
