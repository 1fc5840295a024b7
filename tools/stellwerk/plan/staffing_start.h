// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sim/laboratory/staffing_search.h"
#include "tools/stellwerk/plan/staffing_need.h"

namespace stellwerk::cli {

// What formulas say before anything is simulated, and where a search begins.
struct StaffingStart {
  std::string problem;  // empty, or which class nobody can serve
  // By interval: Erlang A where customers lose patience, else Erlang C, for equal agents who can do
  // everything.
  std::vector<std::uint32_t> pooled;
  // Split by class with the square root of each one's load, and, where somebody can do everything,
  // nobody but the cheapest of those.
  std::vector<lab::StaffingPlan> plans;
};

// `profiles` are the numbers of the scenario's groups of people, `goals` the shares to be on time
// by class.
[[nodiscard]] StaffingStart staffing_start(const lab::Scenario& scenario, const StaffingNeed& need,
                                           const std::vector<std::size_t>& profiles,
                                           const std::vector<double>& goals);

}  // namespace stellwerk::cli
