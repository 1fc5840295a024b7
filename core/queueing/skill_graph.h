// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// Agents of several skills under "first come, first served" and "assign to the longest idle": who
// comes goes to the agent longest idle among those who can serve it, and an agent who becomes free
// takes the one longest waiting among those he can serve. Its long run has a product form for any
// graph of classes and agents (Adan and Weiss, "A skill based parallel service system under
// FCFS-ALIS", 2014).
namespace stellwerk::queueing {

// Agents alike: they finish whatever they serve at the same rate and serve the same classes.
struct AgentGroup {
  std::uint32_t agents = 0;
  double service_rate = 1;  // of one of them, per unit of time; above 0
};

struct ContactClass {
  double arrival_rate = 0;            // per unit of time; at least 0
  std::vector<std::uint32_t> groups;  // whose agents can serve it, by index; at least one agent
};

struct ClassWait {
  double p_wait = 0;     // share that has to wait
  double mean_wait = 0;  // of all of the class, in the caller's unit of time
};

inline constexpr std::uint64_t kSkillGraphStatesMax = std::uint64_t{1} << 22;

// The product of agents + 1 over the groups; time and memory are in proportion to it.
[[nodiscard]] std::uint64_t skill_graph_states(std::span<const AgentGroup> groups);

// The waits of each class; empty when there is no long run because some classes together bring as
// much as all who can serve any of them can do. REQUIRES: at most 32 groups and
// kSkillGraphStatesMax states.
[[nodiscard]] std::optional<std::vector<ClassWait>> skill_graph_waits(
    std::span<const AgentGroup> groups, std::span<const ContactClass> classes);

}  // namespace stellwerk::queueing
