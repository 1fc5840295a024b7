// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/staffing.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/queueing/erlang_a.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"

namespace stellwerk::queueing {

bool Goals::met(const Measures& measures) const {
  if (service_level && measures.service_level < *service_level) return false;
  if (answer_wait && measures.mean_answer_wait > *answer_wait) return false;
  if (p_wait && measures.p_wait > *p_wait) return false;
  if (p_abandon && measures.p_abandon > *p_abandon) return false;
  return !blocking || measures.blocking <= *blocking;
}

std::optional<std::uint32_t> least_agents(
    double load, const Goals& goals, const std::function<Measures(std::uint32_t agents)>& measure) {
  SW_CHECK(load >= 0);
  const auto enough = [&](std::uint32_t agents) { return goals.met(measure(agents)); };
  const double begin = std::clamp(load, 1.0, static_cast<double>(kAgentsMax));
  std::uint32_t few = 0;
  auto many = static_cast<std::uint32_t>(begin);
  for (std::uint32_t step = 1; !enough(many); step *= 2) {
    if (many == kAgentsMax) return std::nullopt;
    few = many;
    many = std::min(many + step, kAgentsMax);
  }
  while (many - few > 1) {
    const std::uint32_t middle = few + (many - few) / 2;
    (enough(middle) ? many : few) = middle;
  }
  return many;
}

std::optional<std::uint32_t> least_agents_b(Station station, const Goals& goals) {
  return least_agents(station.load(), goals, [&](std::uint32_t agents) {
    station.agents = agents;
    return erlang_b(station);
  });
}

std::optional<std::uint32_t> least_agents_c(Station station, double target, const Goals& goals) {
  return least_agents(station.load(), goals, [&](std::uint32_t agents) {
    station.agents = agents;
    return erlang_c(station, target);
  });
}

std::optional<std::uint32_t> least_agents_a(Station station, double patience, double target,
                                            const Goals& goals) {
  return least_agents(station.load(), goals, [&](std::uint32_t agents) {
    station.agents = agents;
    return erlang_a(station, patience, target);
  });
}

}  // namespace stellwerk::queueing
