// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"

// The job that speed is measured with: agents with 3 to 8 of 64 skills at levels 1 to 10 and a
// capacity of 1 to 5; conversations that ask for 1 to 3 skills out of the set of an agent, one
// skill in four at level 5 where he has that, and want an answer within some minutes. Every unit of
// every agent's capacity is asked for equally often: an agent who is alone in having some skills
// would otherwise be asked for more than he can do, and all would wait for him in the end. The same
// for the benchmark inside the process and for the load generator outside, and for every run with
// the same seed.
namespace stellwerk::sim {

inline constexpr std::size_t kLoadSkills = 64;

// "s07" for 7. REQUIRES: number < kLoadSkills.
[[nodiscard]] std::string load_skill_name(std::size_t number);

struct LoadSkill {
  std::string name;
  std::uint32_t level = 1;
};

struct LoadAgent {
  std::string name;
  std::vector<LoadSkill> skills;
  std::uint32_t capacity = 1;

  // "s07=3,s21=9", as AGENT.SET takes it.
  [[nodiscard]] std::string skills_text() const;
};

// What one conversation asks for.
struct LoadDemand {
  std::vector<LoadSkill> skills;
  base::Duration due;

  // "s07>=5,s21", as CONV.OPEN takes it.
  [[nodiscard]] std::string skills_text() const;
};

class LoadJob {
 public:
  // Draws `agents` agents and `demands` demands or somewhat more, the same number for each unit of
  // capacity; conversations then take one each. REQUIRES: both > 0.
  LoadJob(std::uint32_t agents, std::uint32_t demands, std::uint64_t seed);

  [[nodiscard]] const std::vector<LoadAgent>& agents() const { return agents_; }
  [[nodiscard]] const std::vector<LoadDemand>& demands() const { return demands_; }
  // Sum over all agents.
  [[nodiscard]] std::uint64_t capacity() const { return capacity_; }

  // The policy of the job as TOML: one queue "load", assigned without asking, no wrap-up.
  // `rule`: sla-first, fifo, priority or edf.
  [[nodiscard]] static std::string policy(std::string_view rule);

 private:
  LoadAgent draw_agent(std::uint32_t number);
  LoadDemand draw_demand(const LoadAgent& agent);

  base::Prng prng_;
  std::vector<LoadAgent> agents_;
  std::vector<LoadDemand> demands_;
  std::uint64_t capacity_ = 0;
};

}  // namespace stellwerk::sim
