// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::cli {

// For whom agents are planned: one day in equal intervals.
struct StaffingNeed {
  std::string problem;              // empty: none
  std::vector<std::string> starts;  // of the intervals: "1999-03-01T08:00", or "00:00"
  base::Duration interval{0};
  // Customers to be expected by class of the scenario and by interval, those included that bots
  // answer.
  std::vector<std::vector<double>> expected;

  // Work that comes in an interval over its length, wrap-up included.
  [[nodiscard]] double erlangs(const lab::Scenario& scenario, std::size_t interval_number) const;
};

// One interval, all day: the scenario's own load, or another one in Erlang, without wrap-up.
[[nodiscard]] StaffingNeed constant_need(const lab::Scenario& scenario,
                                         std::optional<double> erlangs);

// From CSV as `plan shift-forecast` prints it, "start,expected", and perhaps a column "class";
// without it what is expected is split as the scenario's classes are. `date` is the day to plan, or
// empty for the first.
[[nodiscard]] StaffingNeed forecast_need(const lab::Scenario& scenario, const std::string& path,
                                         const std::string& date);

// Mean time that a customer of the class takes an agent for, wrap-up included, in seconds; bots'
// share taken off.
[[nodiscard]] double handling_s(const lab::Scenario& scenario, const lab::CustomerClass& customers);

}  // namespace stellwerk::cli
