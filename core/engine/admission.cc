// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/matching.h"

// Whom the steps of a queue's plan admit.
namespace stellwerk::engine {
namespace {

bool is_kind(const Abilities& abilities, model::StepKind kind) {
  if (kind == model::StepKind::kAny) return true;
  return (kind == model::StepKind::kBot) == (abilities.kind == model::AgentKind::kBot);
}

bool admits(const PlanStep& step, const Abilities& abilities, std::span<const SkillNeed> needs) {
  return step.widens() && is_kind(abilities, step.kind) &&
         meets(abilities.skills, needs, step.relax) && meets(abilities.skills, step.skills);
}

// By the hours. Who waits for the opening goes by steps that are for closed hours alone.
bool counts(const PlanStep& step, const ClassKey& key) {
  return step.is_for(key.closed) && (!key.shut || step.hours == model::StepHours::kClosed);
}

}  // namespace

std::uint8_t Matching::admitting_step(const Abilities& abilities, const ClassKey& key) const {
  const RoutingPlan& plan = plan_.queues[key.queue].plan;
  const auto& needs = requirements_.needs(key.requirement);
  const bool open_at_first = key.step == 0 || plan.open_at_first[key.closed ? 1 : 0];
  if (open_at_first && !key.shut && meets(abilities.skills, needs)) return 0;
  const std::size_t reached = std::min<std::size_t>(key.step, plan.steps.size());
  for (std::size_t i = 0; i < reached; ++i) {
    const PlanStep& step = plan.steps[i];
    if (!counts(step, key) || !admits(step, abilities, needs)) continue;
    return static_cast<std::uint8_t>(i + 1);
  }
  return kNoStep;
}

// By any step of the queue's plan, on top of its own skills. REQUIRES: they work in it.
bool Matching::could_in(const Abilities& abilities, QueueId queue,
                        std::span<const SkillNeed> needs) const {
  const Queue& facts = plan_.queues[queue];
  const SkillNeeds all = merge(needs, facts.skills);
  const auto& open_at_first = facts.plan.open_at_first;
  if ((open_at_first[0] || open_at_first[1]) && meets(abilities.skills, all)) return true;
  return std::any_of(facts.plan.steps.begin(), facts.plan.steps.end(),
                     [&](const PlanStep& step) { return admits(step, abilities, all); });
}

bool Matching::eligible_ever(const Abilities& abilities, const ClassKey& key) const {
  if (!fits(abilities, key)) return false;
  if (abilities.works_in(key.queue) &&
      could_in(abilities, key.queue, requirements_.needs(key.requirement))) {
    return true;
  }
  if (key.own == kNone) return false;
  const auto& leads_to = plan_.queues[key.queue].plan.leads_to;
  return std::any_of(leads_to.begin(), leads_to.end(), [&](QueueId queue) {
    return abilities.works_in(queue) && could_in(abilities, queue, requirements_.needs(key.own));
  });
}

// Not now, but ever. Without a plan there is no later.
bool Matching::takes_later(const Abilities& abilities, const ClassKey& key) const {
  return plan_.queues[key.queue].planned && !eligible(abilities, key) &&
         eligible_ever(abilities, key);
}

// A group with these is no more.
void Matching::drop_later(const Abilities& abilities) {
  for (ClassId cls = 0; cls < classes_.size(); ++cls) {
    WaitClass& wait_class = classes_[cls];
    if (!wait_class.used || wait_class.later == 0) continue;
    if (!takes_later(abilities, wait_class.key)) continue;
    if (--wait_class.later == 0 && wait_class.groups.empty()) note_routable_change(cls);
  }
}

bool Matching::somebody_present(ClassId id, std::uint8_t step) const {
  const WaitClass& wait_class = classes_[id];
  const PlanStep& asked = plan_.queues[wait_class.key.queue].plan.steps[step - 1U];
  const auto& needs = requirements_.needs(wait_class.key.requirement);
  const auto& groups = wait_class.groups.others;
  return std::any_of(groups.begin(), groups.end(), [&](GroupId group) {
    return groups_[group].present > 0 && admits(asked, groups_[group].abilities, needs);
  });
}

bool Matching::somebody_online(ClassId id) const {
  const auto& groups = classes_[id].groups.others;
  return std::any_of(groups.begin(), groups.end(),
                     [this](GroupId group) { return groups_[group].online > 0; });
}

std::uint64_t Matching::units_online(ClassId id) const {
  std::uint64_t units = 0;
  for (const GroupId group : classes_[id].groups.others) {
    units += std::uint64_t{groups_[group].online} * groups_[group].capacity;
  }
  return units;
}

void Matching::forget_plans() {
  for (ClassId id = 0; id < classes_.size(); ++id) {
    const WaitClass& wait_class = classes_[id];
    if (!wait_class.used) continue;
    const ClassKey& key = wait_class.key;
    const bool by_plan = plan_.queues[key.queue].planned || key.step > 0 || key.shut ||
                         key.own != kNone || wait_class.later > 0;
    if (by_plan) drop_class(id);
  }
}

}  // namespace stellwerk::engine
