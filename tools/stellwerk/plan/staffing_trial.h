// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/laboratory/contender.h"
#include "core/sim/laboratory/estimate.h"
#include "core/sim/laboratory/staffing_search.h"
#include "core/sim/workload/scenario.h"
#include "tools/stellwerk/plan/staffing_need.h"

namespace stellwerk::cli {

// What days under a plan came to.
struct StaffingOutcome {
  // Share on time by class and by interval of arrival; not a number where nobody came.
  std::vector<std::vector<lab::Estimate>> on_time;
  std::vector<double> all;  // of all classes, by interval
  lab::Estimate day;        // of all classes and intervals
};

// Plays plans on the same days with the engine.
class StaffingTrial {
 public:
  // `profiles` are the numbers of the scenario's groups of people. Days are rounded up to whole
  // blocks where the scenario has them in a row.
  StaffingTrial(const lab::Scenario& scenario, const StaffingNeed& need,
                std::vector<std::size_t> profiles, lab::Contender contender, std::uint32_t days,
                unsigned hands);

  // With `volume` times as many customers, whose service takes `service` times as long.
  [[nodiscard]] StaffingOutcome play(const lab::StaffingPlan& plan, std::uint64_t seed,
                                     double volume = 1, double service = 1) const;

  // How far below its goal the lower end of each interval's shares is, all classes added up.
  [[nodiscard]] lab::Shortfalls shortfalls(const StaffingOutcome& outcome,
                                           const std::vector<double>& goals) const;

  [[nodiscard]] std::uint32_t days() const { return runs_ * scenario_.days_in_a_row; }

 private:
  // What class and interval a class of the played scenario stands for.
  struct Part {
    std::size_t customer_class, interval;
  };

  const std::vector<std::size_t> profiles_;
  const lab::Contender contender_;
  const unsigned hands_;
  lab::Scenario scenario_;  // with a class of its own for each class and interval
  std::vector<Part> parts_;
  std::size_t classes_, intervals_;
  std::uint32_t runs_;
};

}  // namespace stellwerk::cli
