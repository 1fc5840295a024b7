// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sim/laboratory/estimate.h"
#include "core/sim/laboratory/outcome.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// The runs of one policy.
struct Runs {
  std::string name;
  std::vector<RunOutcome> outcomes;  // by number of the run
  Tally tally;
};

struct ClassFigures {
  std::string name;
  std::int64_t arrivals = 0;  // those that bots answered not included
  std::int64_t bot_answered = 0;
  Estimate on_time;    // share of those that are decided
  Estimate mean_wait;  // seconds, of those that people began with
  double p50_wait_s = 0, p95_wait_s = 0;
  Histogram waits;                                         // of those that people began with
  Estimate abandoned;                                      // share of arrivals
  double late_p50_s = 0, late_p95_s = 0, late_most_s = 0;  // beyond the deadline, of the late
};

struct PolicyFigures {
  std::string name;
  ClassFigures all;
  std::vector<ClassFigures> classes;
  std::size_t worst = 0;  // the class with the smallest share on time
  Estimate occupancy;     // share of the agents' time, wrap-up included
  // Among agents that were on duty: the most occupied one's occupancy less the least one's, and the
  // Gini coefficient of their occupancies; 0 when all have the same.
  double occupancy_spread = 0;
  double occupancy_gini = 0;
  double catch_up = 0;  // share of assignments to people
  // By group and hour of the day; not a number where nobody is there.
  std::vector<std::vector<double>> occupancy_by_hour;

  [[nodiscard]] const ClassFigures& worst_class() const { return classes[worst]; }
};

// How far one policy is above another on the same runs.
struct Difference {
  std::string policy, against;
  Estimate on_time;      // share
  Estimate worst_class;  // share; of the class that is worst under each
  Estimate mean_wait;    // seconds
};

[[nodiscard]] PolicyFigures figures_of(const Scenario& scenario, const Runs& runs);
// REQUIRES: the same runs in both.
[[nodiscard]] Difference difference_of(const Scenario& scenario, const Runs& policy,
                                       const Runs& against);

}  // namespace stellwerk::lab
