// SPDX-License-Identifier: Apache-2.0
#include "bench/population.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "core/base/check.h"
#include "core/base/prng.h"

namespace stellwerk::bench {
namespace {

using sim::LoadAgent;
using sim::LoadDemand;
using sim::LoadSkill;

constexpr std::uint32_t kDemands = 4'096;
constexpr std::size_t kSkills = 64;
constexpr std::uint32_t kLevelMax = 10;
constexpr std::int64_t kSetSizeMin = 3;
constexpr std::int64_t kSetSizeMax = 8;
constexpr std::size_t kNeedSize = 3;
constexpr std::size_t kSharedByExpert = 8;
constexpr std::uint64_t kStandingMax = 200'000;
// Deadlines that run out would be measured, too.
constexpr base::Duration kStandingDue = base::hours(24 * 30);
constexpr const char* kRareSkill = "rare";
constexpr const char* kPlainSkill = "plain";

std::string skill_name(std::size_t number) {
  return (number < 10 ? "s0" : "s") + std::to_string(number);
}

// Moves `count` random elements of `items` to its front.
template <typename Item>
void draw_front(std::vector<Item>& items, std::size_t count, base::Prng& prng) {
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(items[i], items[i + prng.below(items.size() - i)]);
  }
}

std::uint32_t draw_level(base::Prng& prng) {
  return static_cast<std::uint32_t>(prng.between(1, kLevelMax));
}

base::Duration draw_due(base::Prng& prng) {
  return base::Duration{prng.between(base::minutes(1).ms, base::minutes(10).ms)};
}

// `count` sets of skills, no two with the same names, with levels.
std::vector<std::vector<LoadSkill>> draw_sets(std::uint32_t count, base::Prng& prng) {
  std::vector<std::size_t> numbers(kSkills);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::set<std::vector<std::size_t>> seen;
  std::vector<std::vector<LoadSkill>> sets;
  while (sets.size() < count) {
    const auto size = static_cast<std::size_t>(prng.between(kSetSizeMin, kSetSizeMax));
    draw_front(numbers, size, prng);
    std::vector<std::size_t> drawn(numbers.begin(),
                                   numbers.begin() + static_cast<std::ptrdiff_t>(size));
    std::sort(drawn.begin(), drawn.end());
    if (!seen.insert(drawn).second) continue;
    std::vector<LoadSkill>& set = sets.emplace_back();
    for (const std::size_t number : drawn) set.push_back({skill_name(number), draw_level(prng)});
  }
  return sets;
}

void add_agent(Population& population, std::vector<LoadSkill> skills, base::Prng& prng) {
  LoadAgent& agent = population.agents.emplace_back();
  agent.name = "bench-agent-" + std::to_string(population.agents.size());
  agent.skills = std::move(skills);
  agent.capacity = static_cast<std::uint32_t>(prng.between(1, 5));
  population.capacity += agent.capacity;
}

// Some of an agent's skills, at levels that he has.
LoadDemand draw_need(const std::vector<LoadSkill>& skills, std::size_t size, base::Prng& prng) {
  LoadDemand need;
  need.skills = skills;
  draw_front(need.skills, size, prng);
  need.skills.resize(size);
  std::sort(need.skills.begin(), need.skills.end(),
            [](const LoadSkill& a, const LoadSkill& b) { return a.name < b.name; });
  for (LoadSkill& skill : need.skills) {
    skill.level = static_cast<std::uint32_t>(prng.between(1, skill.level));
  }
  need.due = draw_due(prng);
  return need;
}

}  // namespace

Population load_population(std::uint32_t agents, std::uint64_t seed) {
  const sim::LoadJob job(agents, kDemands, seed);
  return {.agents = job.agents(),
          .demands = job.demands(),
          .standing = {},
          .capacity = job.capacity(),
          .in_turn = false};
}

Population sets_population(std::uint32_t agents, std::uint32_t sets, std::uint64_t seed) {
  SW_CHECK(sets > 0 && sets <= agents);
  base::Prng prng(seed);
  Population population;
  const std::vector<std::vector<LoadSkill>> drawn = draw_sets(sets, prng);
  for (std::uint32_t i = 0; i < agents; ++i) add_agent(population, drawn[i % sets], prng);
  while (population.demands.size() < kDemands) {
    // Every unit of capacity is asked for equally often, as in the job.
    for (const LoadAgent& agent : population.agents) {
      for (std::uint32_t unit = 0; unit < agent.capacity; ++unit) {
        const auto size = static_cast<std::size_t>(prng.between(1, kNeedSize));
        population.demands.push_back(draw_need(agent.skills, size, prng));
      }
    }
  }
  return population;
}

Population needs_population(std::uint32_t agents, std::uint32_t needs, std::uint64_t seed) {
  Population population = sets_population(agents, agents, seed);
  base::Prng prng(seed + 1);
  population.demands.clear();
  population.in_turn = true;
  std::set<std::string> seen;
  while (population.demands.size() < needs) {
    for (const LoadAgent& agent : population.agents) {
      for (std::uint32_t unit = 0; unit < agent.capacity; ++unit) {
        LoadDemand need = draw_need(agent.skills, kNeedSize, prng);
        if (seen.insert(need.skills_text()).second) population.demands.push_back(std::move(need));
      }
    }
  }
  draw_front(population.demands, population.demands.size(), prng);
  return population;
}

Population misfit_population(std::uint32_t agents, std::uint32_t waiting, std::uint64_t seed) {
  base::Prng prng(seed);
  Population population;
  for (std::vector<LoadSkill>& skills : draw_sets(agents, prng)) {
    skills.push_back({kPlainSkill, 1});
    add_agent(population, std::move(skills), prng);
  }
  // The experts: each has the rare skill and an eighth of the others, all as well as can be.
  const std::uint64_t capacity = population.capacity;
  std::vector<std::vector<LoadSkill>> expert_skills;
  for (std::size_t first = 0; first < kSkills; first += kSharedByExpert) {
    std::vector<LoadSkill>& skills = expert_skills.emplace_back();
    for (std::size_t i = 0; i < kSharedByExpert; ++i) {
      skills.push_back({skill_name(first + i), kLevelMax});
    }
    add_agent(population, skills, prng);
    population.agents.back().skills.push_back({kRareSkill, kLevelMax});
  }
  const std::uint64_t busy_for_good = population.capacity - capacity;
  population.capacity = capacity;
  const auto wanted = std::min<std::uint64_t>(waiting, kStandingMax);
  std::set<std::string> seen;
  while (population.standing.size() < waiting + busy_for_good) {
    LoadDemand need = draw_need(expert_skills[prng.below(expert_skills.size())], 2, prng);
    need.skills.push_back({kRareSkill, draw_level(prng)});
    need.due = kStandingDue;
    const bool is_new = seen.insert(need.skills_text()).second;
    if (is_new || seen.size() >= wanted) population.standing.push_back(std::move(need));
  }
  population.demands.push_back({.skills = {{kPlainSkill, 1}}, .due = base::minutes(5)});
  return population;
}

}  // namespace stellwerk::bench
