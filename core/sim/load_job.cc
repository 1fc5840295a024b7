// SPDX-License-Identifier: Apache-2.0
#include "core/sim/load_job.h"

#include <algorithm>
#include <numeric>

#include "core/base/check.h"
#include "core/base/draw_front.h"

namespace stellwerk::sim {
namespace {

constexpr std::int64_t kAgentSkillsMin = 3;
constexpr std::int64_t kAgentSkillsMax = 8;
constexpr std::int64_t kDemandSkillsMax = 3;
constexpr std::int64_t kCapacityMax = 5;
constexpr std::int64_t kLevelMax = 10;
constexpr std::uint32_t kParticularLevel = 5;
constexpr std::uint64_t kParticularOneIn = 4;
constexpr base::Duration kDueMin = base::minutes(1);
constexpr base::Duration kDueMax = base::minutes(10);

}  // namespace

std::string load_skill_name(std::size_t number) {
  std::string text(number < 10 ? "s0" : "s");
  text += std::to_string(number);
  return text;
}

std::string LoadAgent::skills_text() const {
  std::string text;
  for (const LoadSkill& skill : skills) {
    if (!text.empty()) text += ',';
    text += skill.name;
    text += '=';
    text += std::to_string(skill.level);
  }
  return text;
}

std::string LoadDemand::skills_text() const {
  std::string text;
  for (const LoadSkill& skill : skills) {
    if (!text.empty()) text += ',';
    text += skill.name;
    if (skill.level == 1) continue;
    text += ">=";
    text += std::to_string(skill.level);
  }
  return text;
}

LoadJob::LoadJob(std::uint32_t agents, std::uint32_t demands, std::uint64_t seed) : prng_(seed) {
  SW_CHECK(agents > 0);
  SW_CHECK(demands > 0);
  for (std::uint32_t i = 0; i < agents; ++i) agents_.push_back(draw_agent(i));
  while (demands_.size() < demands) {
    for (const LoadAgent& agent : agents_) {
      for (std::uint32_t unit = 0; unit < agent.capacity; ++unit) {
        demands_.push_back(draw_demand(agent));
      }
    }
  }
}

LoadAgent LoadJob::draw_agent(std::uint32_t number) {
  LoadAgent agent;
  agent.name = "load-agent-";
  agent.name += std::to_string(number);
  const auto count = static_cast<std::size_t>(prng_.between(kAgentSkillsMin, kAgentSkillsMax));
  std::vector<std::size_t> skills(kLoadSkills);
  std::iota(skills.begin(), skills.end(), std::size_t{0});
  base::draw_front(skills, count, prng_);
  for (std::size_t i = 0; i < count; ++i) {
    const auto level = static_cast<std::uint32_t>(prng_.between(1, kLevelMax));
    agent.skills.push_back({load_skill_name(skills[i]), level});
  }
  agent.capacity = static_cast<std::uint32_t>(prng_.between(1, kCapacityMax));
  capacity_ += agent.capacity;
  return agent;
}

LoadDemand LoadJob::draw_demand(const LoadAgent& agent) {
  LoadDemand demand;
  demand.skills = agent.skills;
  const auto count = static_cast<std::size_t>(prng_.between(1, kDemandSkillsMax));
  base::draw_front(demand.skills, count, prng_);
  demand.skills.resize(count);
  for (LoadSkill& skill : demand.skills) {
    const bool particular = prng_.chance(1, kParticularOneIn);
    skill.level = particular && skill.level >= kParticularLevel ? kParticularLevel : 1;
  }
  demand.due = base::Duration{prng_.between(kDueMin.ms, kDueMax.ms)};
  return demand;
}

std::string LoadJob::policy(std::string_view rule) {
  std::string text = "# The job of the load generator.\n[routing]\npolicy = \"";
  text += rule;
  text += R"("

[[channel]]
name = "load"

[[sla]]
name = "load"
first_response = "5m"

[[queue]]
name = "load"
sla = "load"
offer = { mode = "auto" }
wrap_up = "0s"
)";
  return text;
}

}  // namespace stellwerk::sim
