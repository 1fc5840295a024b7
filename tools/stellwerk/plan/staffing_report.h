// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sim/laboratory/staffing_search.h"
#include "tools/stellwerk/plan/staffing_need.h"
#include "tools/stellwerk/plan/staffing_trial.h"

namespace stellwerk::cli {

// A plan that was found, with what it was found for and what it came to on other days.
struct StaffingResult {
  lab::Scenario scenario;
  StaffingNeed need;
  std::vector<std::size_t> profiles;  // numbers of the scenario's groups
  std::vector<double> goals;          // by class
  std::string policy;
  double shrinkage = 0;
  std::uint32_t days = 0;
  std::uint64_t seed = 0;
  std::vector<std::uint32_t> pooled;  // what a formula says, by interval
  lab::StaffingPlan plan;
  StaffingOutcome checked;  // on days that the search did not see
  // As `checked`, with more or fewer customers, longer services, or one agent less of each profile.
  StaffingOutcome fewer_customers, more_customers, longer_service, agents_absent;

  // Of the interval, of all profiles.
  [[nodiscard]] std::uint32_t agents(std::size_t interval) const;
  // Paid for so that `there` are there.
  [[nodiscard]] std::uint32_t scheduled(std::uint32_t there) const;
  // Of the day: agents' hours, and what they cost; those that are paid for.
  [[nodiscard]] double hours() const;
  [[nodiscard]] double cost() const;
};

// The share that the sensitivities have more or less.
inline constexpr double kSensitivityStep = 0.1;

// A table for people.
[[nodiscard]] std::string staffing_text(const StaffingResult& result);
// start,profile,agents,scheduled,cost: for workforce tools.
[[nodiscard]] std::string staffing_csv(const StaffingResult& result);
[[nodiscard]] std::string staffing_json(const StaffingResult& result);

}  // namespace stellwerk::cli
