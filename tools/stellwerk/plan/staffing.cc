// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/staffing.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "core/runtime/crew.h"
#include "core/sim/laboratory/staffing_search.h"
#include "tools/stellwerk/output_file.h"
#include "tools/stellwerk/plan/staffing_report.h"
#include "tools/stellwerk/plan/staffing_start.h"
#include "tools/stellwerk/plan/staffing_trial.h"
#include "tools/stellwerk/progress_bar.h"
#include "tools/stellwerk/sim/scenario_file.h"

namespace stellwerk::cli {
namespace {

constexpr int kUnreachable = 1;
constexpr int kWrong = 2;
constexpr double kPermille = 1'000;

int refuse(int code, const std::string& what) {
  fmt::print(stderr, "stellwerk plan staffing: {}\n", what);
  return code;
}

std::vector<double> goals_of(const lab::Scenario& scenario, const StaffingOptions& options) {
  std::vector<double> goals;
  for (const lab::CustomerClass& customers : scenario.classes) {
    const auto queue =
        std::ranges::find(scenario.policy.queues, customers.queue, &model::QueuePolicy::name);
    goals.push_back(options.goal.value_or(queue->goal_permille / kPermille));
  }
  return goals;
}

// From each start in turn; the cheapest of what is found.
std::optional<lab::StaffingPlan> search(const StaffingResult& result, const StaffingTrial& trial,
                                        const StaffingStart& start) {
  ProgressBar bar("plans tried:", 0);
  std::size_t trials = 0;
  std::vector<double> costs;
  for (const std::size_t profile : result.profiles) {
    costs.push_back(result.scenario.groups[profile].cost);
  }
  lab::StaffingSearch search(costs, [&](const lab::StaffingPlan& plan) {
    bar.show(++trials);
    return trial.shortfalls(trial.play(plan, result.seed), result.goals);
  });
  const std::uint32_t most = *std::ranges::max_element(start.pooled) * 3 + 100;
  std::optional<lab::StaffingPlan> best;
  for (const lab::StaffingPlan& plan : start.plans) {
    auto found = search.from(plan, most);
    if (found && (!best || search.cost(*found) < search.cost(*best))) best = std::move(found);
  }
  return best;
}

void check_on_other_days(const StaffingTrial& trial, StaffingResult& result) {
  const std::uint64_t other = result.seed + 1;
  result.checked = trial.play(result.plan, other);
  result.fewer_customers = trial.play(result.plan, other, 1 - kSensitivityStep);
  result.more_customers = trial.play(result.plan, other, 1 + kSensitivityStep);
  result.longer_service = trial.play(result.plan, other, 1, 1 + kSensitivityStep);
  lab::StaffingPlan absent = result.plan;
  for (auto& profile : absent) {
    for (std::uint32_t& agents : profile) agents -= std::min(agents, 1U);
  }
  result.agents_absent = trial.play(absent, other);
}

int write_report(const StaffingOptions& options, const StaffingResult& result) {
  if (options.json != "-" && options.csv != "-") fmt::print("{}", staffing_text(result));
  if (!options.json.empty() && !write_to(options.json, staffing_json(result))) return kUnreachable;
  if (!options.csv.empty() && !write_to(options.csv, staffing_csv(result))) return kUnreachable;
  return 0;
}

}  // namespace

int run_staffing(const StaffingOptions& options) {
  const auto scenario = load_scenario(options.scenario);
  if (!scenario) return kWrong;
  for (const lab::CustomerClass& customers : scenario->classes) {
    if (customers.target != model::kNoTarget) continue;
    return refuse(kWrong,
                  fmt::format("class \"{}\": its queue has no sla with a first_response, so "
                              "nobody can say what is on time",
                              customers.name));
  }
  lab::ReadContender contender = lab::read_contender(options.policy, *scenario);
  if (!contender.error.empty()) return refuse(kWrong, "--policy: " + contender.error);
  StaffingResult result;
  result.scenario = *scenario;
  result.need = options.forecast.empty() ? constant_need(*scenario, options.erlangs)
                                         : forecast_need(*scenario, options.forecast, options.day);
  if (!result.need.problem.empty()) return refuse(kWrong, result.need.problem);
  for (std::size_t i = 0; i < scenario->groups.size(); ++i) {
    if (!scenario->groups[i].bots) result.profiles.push_back(i);
  }
  result.goals = goals_of(*scenario, options);
  result.policy = options.policy;
  result.shrinkage = options.shrinkage;
  result.seed = options.seed;
  const StaffingStart start = staffing_start(*scenario, result.need, result.profiles, result.goals);
  if (!start.problem.empty()) return refuse(kWrong, start.problem);
  result.pooled = start.pooled;
  const unsigned hands = options.jobs > 0 ? options.jobs : runtime::hands_available();
  const StaffingTrial trial(*scenario, result.need, result.profiles, std::move(contender.contender),
                            options.days, hands);
  result.days = trial.days();
  auto plan = search(result, trial, start);
  if (!plan) {
    return refuse(kUnreachable,
                  "no number of agents reaches the goals of all classes; are they above what "
                  "customers' patience allows?");
  }
  result.plan = std::move(*plan);
  check_on_other_days(trial, result);
  return write_report(options, result);
}

}  // namespace stellwerk::cli
