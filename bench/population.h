// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/load_job.h"

// Who works and what is asked for, in the cases that are measured. The same for the same seed.
namespace stellwerk::bench {

struct Population {
  std::vector<sim::LoadAgent> agents;
  std::vector<sim::LoadDemand> demands;   // a conversation takes one of these
  std::vector<sim::LoadDemand> standing;  // opened before all others, and never closed
  std::uint64_t capacity = 0;             // of those agents who serve `demands`
  bool in_turn = false;                   // demands one after the other, instead of at random
};

// The job of core/sim/load_job.h: hardly two of many agents have the same skills.
[[nodiscard]] Population load_population(std::uint32_t agents, std::uint64_t seed);

// As that job, but the agents share `sets` distinct sets of skills, the same number of agents each;
// as many as there are agents: every agent has a set of its own.
// REQUIRES: 0 < sets <= agents.
[[nodiscard]] Population sets_population(std::uint32_t agents, std::uint32_t sets,
                                         std::uint64_t seed);

// Every agent has a set of its own, and `needs` conversations in a row ask for something else each:
// no two that are open at a time ask for the same.
[[nodiscard]] Population needs_population(std::uint32_t agents, std::uint32_t needs,
                                          std::uint64_t seed);

// Whoever becomes free can take none of `waiting` conversations, although each asks for skills that
// many of those have: it also asks for one that only a few others have, who are busy for good. Each
// of the waiting asks for something else, up to 200,000. What is opened and closed beside them,
// every other agent can serve.
[[nodiscard]] Population misfit_population(std::uint32_t agents, std::uint32_t waiting,
                                           std::uint64_t seed);

}  // namespace stellwerk::bench
