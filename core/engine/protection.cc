// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/matching.h"

// Which queues agents may be kept free for, and what is missing where nobody can serve.
namespace stellwerk::engine {

// At most eight queues are protected, the tightest of the policy; each group is kept for the
// tightest of these that it can serve by the queue's own skills. Equal targets go by the order in
// the policy.
void Matching::choose_protected() {
  std::vector<QueueId> queues = plan_.queue_order;
  std::stable_sort(queues.begin(), queues.end(), [this](QueueId a, QueueId b) {
    return plan_.target(plan_.queues[a].sla) < plan_.target(plan_.queues[b].sla);
  });
  if (queues.size() > kProtectedMax) queues.resize(kProtectedMax);
  protected_.clear();
  for (const QueueId queue : queues) protected_.push_back({queue, 0, 0});
  for (auto& list : free_groups_by_tightest_) list.clear();
  for (GroupId id = 0; id < groups_.size(); ++id) {
    Group& group = groups_[id];
    if (!group.used) continue;
    index_protected(group);
    if (group.free > 0) list_free_group(id);
    for (std::size_t i = 0; i < protected_.size(); ++i) {
      if ((group.serves >> i & 1U) == 0) continue;
      protected_[i].online += group.online;
      protected_[i].free += group.free;
    }
  }
}

void Matching::index_protected(Group& group) const {
  group.serves = 0;
  group.tightest = kProtectedMax;
  for (std::size_t i = 0; i < protected_.size(); ++i) {
    const QueueId queue = protected_[i].queue;
    const auto& queues = group.abilities.queues;
    if (!queues.empty() && !std::binary_search(queues.begin(), queues.end(), queue)) continue;
    if (!meets(group.abilities.skills, plan_.queues[queue].skills)) continue;
    group.serves = static_cast<std::uint8_t>(group.serves | 1U << i);
    if (group.tightest == kProtectedMax) group.tightest = static_cast<std::uint8_t>(i);
  }
}

void Matching::list_free_group(GroupId id) {
  auto& list = free_groups_by_tightest_[groups_[id].tightest];
  groups_[id].free_position = static_cast<std::uint32_t>(list.size());
  list.push_back(id);
}

void Matching::unlist_free_group(GroupId id) {
  auto& list = free_groups_by_tightest_[groups_[id].tightest];
  const std::uint32_t position = groups_[id].free_position;
  list[position] = list.back();
  groups_[list[position]].free_position = position;
  list.pop_back();
}

void Matching::free_agents_kept_for(std::size_t position, std::vector<AgentSlot>& agents) const {
  const auto begin = static_cast<std::ptrdiff_t>(agents.size());
  for (const GroupId id : free_groups_by_tightest_[position]) {
    for_each_load(groups_[id], [&](AgentSlot slot) {
      for (; slot != kNone; slot = agents_.slots[slot].free_next) agents.push_back(slot);
    });
  }
  std::sort(agents.begin() + begin, agents.end(), [this](AgentSlot a, AgentSlot b) {
    return agents_.slots[a].idle_rank < agents_.slots[b].idle_rank;
  });
}

std::string Matching::missing(const ClassKey& key) const {
  std::string lacks;
  const auto add = [&lacks](std::string_view what) {
    if (!lacks.empty()) lacks += ',';
    lacks += what;
  };
  const auto somebody = [this](auto&& has) {
    return std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group& group) { return group.used && has(group.abilities); });
  };
  const auto& needs = requirements_.needs(key.requirement);
  for (const SkillNeed& need : needs) {
    if (somebody([&](const Abilities& a) { return meets(a.skills, {&need, 1}); })) continue;
    std::string text(plan_.skill_names.name(need.skill));
    text += ">=";
    text += std::to_string(need.level);
    add(text);
  }
  if (agents_.registered == 0) {
    add("agent");
    return lacks;
  }
  ClassKey part{.queue = key.queue, .units = 0, .exclusion = 0};
  const auto accepts = [&](const Abilities& a, const ClassKey& only) {
    ClassKey without_skills = only;
    without_skills.requirement = key.requirement;
    return eligible({a.kind, a.capacity, {needs.begin(), needs.end()}, a.channels, a.queues},
                    without_skills);
  };
  if (!somebody([&](const Abilities& a) { return accepts(a, part); }))
    add("queue " + std::string(plan_.queue_names.name(key.queue)));
  part = {.queue = kNone, .channel = key.channel, .units = 0};
  if (key.channel != kNone && !somebody([&](const Abilities& a) {
        return accepts({a.kind, a.capacity, a.skills, a.channels, {}}, part);
      })) {
    add("channel " + std::string(plan_.channel_names.name(key.channel)));
  }
  if (!somebody([&](const Abilities& a) { return a.capacity >= key.units; }))
    add("units>=" + std::to_string(key.units));
  if (key.humans_only &&
      !somebody([](const Abilities& a) { return a.kind == model::AgentKind::kHuman; })) {
    add("human");
  }
  if (!lacks.empty()) return lacks;
  return plan_.queues[key.queue].plan.steps.empty() ? "combination" : "step";
}

}  // namespace stellwerk::engine
