// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/forecast.h"

#include <cstdio>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/runtime/crew.h"
#include "core/sim/laboratory/contact_center.h"
#include "core/sim/laboratory/contender.h"
#include "core/sim/laboratory/forecast_judge.h"
#include "core/sim/laboratory/forecast_log.h"
#include "core/sim/workload/drawn_days.h"
#include "tools/stellwerk/output_file.h"
#include "tools/stellwerk/progress_bar.h"
#include "tools/stellwerk/sim/forecast_text.h"
#include "tools/stellwerk/sim/scenario_file.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

// What a thread plays its runs with.
struct Hand {
  std::unique_ptr<lab::ContactCenter> center;
  lab::Day day;
  lab::RunOutcome outcome;
  lab::Tally tally;
};

// Runs are judged in their order, whichever thread played them.
lab::ForecastVerdict judge(const lab::Scenario& scenario, const lab::Contender& contender,
                           double load, const ForecastOptions& options) {
  const lab::DrawnDays days(scenario, load, options.seed);
  const std::uint32_t runs = (options.days + scenario.days_in_a_row - 1) / scenario.days_in_a_row;
  std::vector<Hand> hands(options.jobs > 0 ? options.jobs : runtime::hands_available());
  for (Hand& hand : hands) {
    hand.center = std::make_unique<lab::ContactCenter>(scenario, contender);
  }
  std::vector<lab::ForecastLog> logs(runs);
  ProgressBar bar(fmt::format("load {}", load), runs);
  runtime::work_off(
      runs, static_cast<unsigned>(hands.size()),
      [&](std::size_t run, unsigned number) {
        Hand& hand = hands[number];
        days.make(static_cast<std::uint32_t>(run), hand.day);
        hand.center->note_forecasts(&logs[run]);
        hand.center->run(hand.day, hand.outcome, hand.tally);
      },
      [&](std::size_t done) { bar.show(done); });
  std::vector<lab::ForecastCase> cases;
  for (const lab::ForecastLog& log : logs) {
    cases.insert(cases.end(), log.cases().begin(), log.cases().end());
  }
  return lab::judge_forecasts(cases);
}

}  // namespace

int run_forecast(const ForecastOptions& options) {
  const auto scenario = load_scenario(options.scenario, {});
  if (!scenario) return kUsage;
  const lab::ReadContender read = lab::read_contender(options.policy, *scenario);
  if (!read.error.empty()) {
    fmt::print(stderr, "stellwerk: --policy: {}\n", read.error);
    return kUsage;
  }
  ForecastReport report;
  report.scenario = scenario->name;
  report.policy = options.policy;
  report.days = options.days;
  report.seed = options.seed;
  for (const lab::CustomerClass& each : scenario->classes) report.classes.push_back(each.name);
  std::vector<double> loads = options.loads;
  if (loads.empty()) loads.push_back(scenario->load);
  for (const double load : loads) {
    report.loads.emplace_back(load, judge(*scenario, read.contender, load, options));
  }
  if (options.json != "-") fmt::print("{}", forecast_text(report));
  if (options.json.empty()) return 0;
  return write_to(options.json, forecast_json(report).dump(2) + "\n") ? 0 : kFailed;
}

}  // namespace stellwerk::cli
