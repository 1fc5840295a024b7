// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/staffing_trial.h"

#include <algorithm>
#include <utility>

#include "core/runtime/crew.h"
#include "core/sim/laboratory/experiment.h"
#include "core/sim/workload/drawn_days.h"

namespace stellwerk::cli {

StaffingTrial::StaffingTrial(const lab::Scenario& scenario, const StaffingNeed& need,
                             std::vector<std::size_t> profiles, lab::Contender contender,
                             std::uint32_t days, unsigned hands)
    : profiles_(std::move(profiles)),
      contender_(std::move(contender)),
      hands_(hands),
      scenario_(scenario),
      classes_(scenario.classes.size()),
      intervals_(need.starts.size()) {
  const bool whole = intervals_ == 1;
  if (!whole) {
    scenario_.day = need.interval * static_cast<std::int64_t>(intervals_);
    scenario_.days_in_a_row = 1;
    scenario_.week.clear();
  }
  runs_ = (days + scenario_.days_in_a_row - 1) / scenario_.days_in_a_row;
  scenario_.classes.clear();
  for (std::size_t i = 0; i < classes_; ++i) {
    for (std::size_t interval = 0; interval < intervals_; ++interval) {
      if (need.expected[i][interval] <= 0) continue;
      lab::CustomerClass part = scenario.classes[i];
      part.rate_per_ms = need.expected[i][interval] / static_cast<double>(scenario_.day.ms);
      if (!whole) {
        part.profile.assign(intervals_, 0);
        part.profile[interval] = static_cast<double>(intervals_);
      }
      scenario_.classes.push_back(std::move(part));
      parts_.push_back({i, interval});
    }
  }
  for (lab::AgentGroup& group : scenario_.groups) {
    if (group.slowness.empty()) continue;
    const std::vector<double> by_class = std::exchange(group.slowness, {});
    for (const Part& part : parts_) group.slowness.push_back(by_class[part.customer_class]);
  }
}

StaffingOutcome StaffingTrial::play(const lab::StaffingPlan& plan, std::uint64_t seed,
                                    double volume, double service) const {
  lab::Scenario scenario = scenario_;
  for (lab::CustomerClass& customers : scenario.classes) {
    customers.service.mean_ms *= service;
    for (double& quantile : customers.service.quantiles_ms) quantile *= service;
  }
  for (std::size_t i = 0; i < profiles_.size(); ++i) {
    lab::AgentGroup& group = scenario.groups[profiles_[i]];
    group.shift.clear();
    group.stagger = base::Duration{0};
    group.staffing = plan[i];
    group.count = *std::ranges::max_element(plan[i]);
  }
  const lab::DrawnDays days(scenario, volume, seed);
  lab::Experiment experiment(scenario, days, {contender_}, runs_, hands_);
  runtime::work_off(runs_, hands_, [&](std::size_t job, unsigned hand) {
    experiment.run(static_cast<std::uint32_t>(job), hand);
  });
  const lab::Runs runs = experiment.results().front();
  const lab::PolicyFigures figures = lab::figures_of(scenario, runs);
  StaffingOutcome outcome;
  outcome.day = figures.all.on_time;
  outcome.on_time.assign(classes_, std::vector<lab::Estimate>(intervals_));
  std::vector<double> on_time(intervals_);
  std::vector<double> decided(intervals_);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    outcome.on_time[part.customer_class][part.interval] = figures.classes[i].on_time;
    for (const lab::RunOutcome& run : runs.outcomes) {
      on_time[part.interval] += static_cast<double>(run.classes[i].on_time);
      decided[part.interval] += static_cast<double>(run.classes[i].decided);
    }
  }
  for (std::size_t i = 0; i < intervals_; ++i) outcome.all.push_back(on_time[i] / decided[i]);
  return outcome;
}

lab::Shortfalls StaffingTrial::shortfalls(const StaffingOutcome& outcome,
                                          const std::vector<double>& goals) const {
  lab::Shortfalls shortfalls(intervals_);
  for (std::size_t i = 0; i < classes_; ++i) {
    for (std::size_t interval = 0; interval < intervals_; ++interval) {
      const double low = outcome.on_time[i][interval].low;
      if (low < goals[i]) shortfalls[interval] += goals[i] - low;
    }
  }
  return shortfalls;
}

}  // namespace stellwerk::cli
