// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/scenario.h"

#include <algorithm>

#include "core/sim/workload/drawn_days.h"

namespace stellwerk::lab {
namespace {

bool has_skill(const AgentGroup& group, const std::string& name, std::uint32_t level) {
  return std::ranges::any_of(group.skills, [&](const SkillLevel& skill) {
    return skill.first == name && skill.second >= level;
  });
}

}  // namespace

double best_pace(const AgentGroup& group) {
  if (group.speed.empty()) return group.capacity;
  double best = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(group.speed.size(), group.capacity); ++i) {
    best = std::max(best, static_cast<double>(i + 1) * group.speed[i]);
  }
  return best;
}

bool can_serve(const AgentGroup& group, const CustomerClass& customers,
               const model::Policy& policy) {
  if (!group.queues.empty() &&
      std::ranges::find(group.queues, customers.queue) == group.queues.end()) {
    return false;
  }
  if (!group.channels.empty() && std::ranges::none_of(group.channels, [&](const auto& channel) {
        return channel.first == customers.channel;
      })) {
    return false;
  }
  for (const SkillLevel& skill : customers.skills) {
    if (!has_skill(group, skill.first, skill.second)) return false;
  }
  for (const model::QueuePolicy& queue : policy.queues) {
    if (queue.name != customers.queue) continue;
    for (const model::SkillNeed& need : queue.skills) {
      if (!has_skill(group, need.skill, need.level)) return false;
    }
  }
  return true;
}

double work_force(const Scenario& scenario) {
  double force = 0;
  for (const Seat& seat : seats_of(scenario)) {
    const AgentGroup& group = scenario.groups[seat.group];
    if (group.bots) continue;
    base::Duration there{0};
    for (const Duty& duty : seat.duty) {
      there = there + std::min(duty.off, scenario.length()) - std::min(duty.on, scenario.length());
    }
    force += best_pace(group) * static_cast<double>(there.ms) /
             static_cast<double>(scenario.length().ms);
  }
  return force;
}

Scenario pooled(const Scenario& scenario) {
  Scenario pool = scenario;
  std::vector<SkillLevel> skills;
  for (const AgentGroup& group : scenario.groups) {
    if (group.bots) continue;
    for (const SkillLevel& skill : group.skills) {
      const auto known = std::find_if(skills.begin(), skills.end(), [&](const SkillLevel& other) {
        return other.first == skill.first;
      });
      if (known == skills.end()) {
        skills.push_back(skill);
      } else {
        known->second = std::max(known->second, skill.second);
      }
    }
  }
  for (AgentGroup& group : pool.groups) {
    if (group.bots) continue;
    group.skills = skills;
    group.slowness.clear();
    group.channels.clear();
    group.queues.clear();
  }
  return pool;
}

}  // namespace stellwerk::lab
