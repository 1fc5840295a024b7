// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/queueing/station.h"

// The formulas the other way round: how many agents it takes.
namespace stellwerk::queueing {

// What is to be reached; those not given are not asked for.
struct Goals {
  std::optional<double> service_level = {};  // at least, 0 to 1
  std::optional<double> answer_wait = {};    // mean wait of those served, at most
  std::optional<double> p_wait = {};         // at most, 0 to 1
  std::optional<double> p_abandon = {};      // at most, 0 to 1
  std::optional<double> blocking = {};       // at most, 0 to 1

  [[nodiscard]] bool any() const {
    return service_level || answer_wait || p_wait || p_abandon || blocking;
  }
  [[nodiscard]] bool met(const Measures& measures) const;
};

inline constexpr std::uint32_t kAgentsMax = 1'000'000;

// The least number of agents, from 1 to kAgentsMax, with which `measure` meets all goals; empty
// when even kAgentsMax do not. `load` in Erlang is only where the search begins. REQUIRES: more
// agents never make a measure worse, which holds for Erlang B, C and A.
[[nodiscard]] std::optional<std::uint32_t> least_agents(
    double load, const Goals& goals, const std::function<Measures(std::uint32_t agents)>& measure);

// The same of each formula; the station's own number of agents does not matter.
[[nodiscard]] std::optional<std::uint32_t> least_agents_b(Station station, const Goals& goals);
[[nodiscard]] std::optional<std::uint32_t> least_agents_c(Station station, double target,
                                                          const Goals& goals);
[[nodiscard]] std::optional<std::uint32_t> least_agents_a(Station station, double patience,
                                                          double target, const Goals& goals);

}  // namespace stellwerk::queueing
