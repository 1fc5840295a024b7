// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/compare.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/runtime/crew.h"
#include "core/sim/laboratory/contender.h"
#include "core/sim/laboratory/experiment.h"
#include "core/sim/workload/drawn_days.h"
#include "tools/stellwerk/output_file.h"
#include "tools/stellwerk/progress_bar.h"
#include "tools/stellwerk/sim/comparison_html.h"
#include "tools/stellwerk/sim/comparison_text.h"
#include "tools/stellwerk/sim/recorded_days.h"
#include "tools/stellwerk/sim/scenario_file.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr std::uint32_t kDaysDefault = 20;

// Nothing, said on standard error, when one cannot be.
std::optional<std::vector<lab::Contender>> contenders_of(const CompareOptions& options,
                                                         const lab::Scenario& scenario) {
  std::vector<lab::Contender> contenders;
  for (const std::string& policy : options.policies) {
    lab::ReadContender read = lab::read_contender(policy, scenario);
    if (!read.error.empty()) {
      fmt::print(stderr, "stellwerk: --policy: {}\n", read.error);
      return std::nullopt;
    }
    contenders.push_back(std::move(read.contender));
  }
  return contenders;
}

// The better of the pooled ones, which stand behind the policies.
lab::PolicyFigures bound_of(const lab::Scenario& scenario, std::span<const lab::Runs> pooled) {
  std::optional<lab::PolicyFigures> best;
  for (const lab::Runs& runs : pooled) {
    lab::PolicyFigures figures = lab::figures_of(scenario, runs);
    const bool better = !best || figures.all.on_time.value > best->all.on_time.value;
    if (better) best = std::move(figures);
  }
  best->name = "pooled bound";
  return std::move(*best);
}

// All runs under all contenders, on all threads.
std::vector<lab::Runs> play(const lab::Scenario& scenario, const lab::DaySource& days,
                            std::vector<lab::Contender> contenders, std::uint32_t runs,
                            const CompareOptions& options, std::string what) {
  const unsigned hands = options.jobs > 0 ? options.jobs : runtime::hands_available();
  lab::Experiment experiment(scenario, days, std::move(contenders), runs, hands);
  ProgressBar bar(std::move(what), runs);
  runtime::work_off(
      runs, hands,
      [&](std::size_t job, unsigned hand) {
        experiment.run(static_cast<std::uint32_t>(job), hand);
      },
      [&](std::size_t done) { bar.show(done); });
  return experiment.results();
}

LoadResult compare_on(const lab::Scenario& scenario, const lab::DaySource& days, double load,
                      std::vector<lab::Contender> contenders, std::uint32_t runs,
                      const CompareOptions& options) {
  const std::size_t policies = contenders.size();
  if (options.bound) {
    for (lab::Contender& pooled : lab::pooled_contenders(scenario)) {
      contenders.push_back(std::move(pooled));
    }
  }
  const std::vector<lab::Runs> results =
      play(scenario, days, std::move(contenders), runs, options, fmt::format("load {}", load));
  LoadResult result;
  result.load = load;
  for (std::size_t i = 0; i < policies; ++i) {
    result.policies.push_back(lab::figures_of(scenario, results[i]));
  }
  if (options.bound) result.bound = bound_of(scenario, std::span(results).subspan(policies));
  for (std::size_t i = 1; i < policies; ++i) {
    result.differences.push_back(lab::difference_of(scenario, results[i], results.front()));
  }
  return result;
}

int report(const CompareOptions& options, const ComparisonResult& result) {
  const bool to_output = options.json == "-" || options.csv == "-" || options.html == "-";
  if (!to_output) fmt::print("{}", comparison_text(result));
  if (!options.json.empty() && !write_to(options.json, comparison_json(result).dump(2) + "\n")) {
    return kFailed;
  }
  if (!options.csv.empty() && !write_to(options.csv, comparison_csv(result))) return kFailed;
  if (!options.html.empty() && !write_to(options.html, comparison_html(result))) return kFailed;
  return 0;
}

ComparisonResult result_for(const lab::Scenario& scenario, std::uint32_t runs,
                            const CompareOptions& options) {
  ComparisonResult result;
  result.scenario = scenario.name;
  result.title = scenario.title.empty() ? scenario.name : scenario.title;
  for (const lab::AgentGroup& group : scenario.groups) result.groups.push_back(group.name);
  result.seed = options.seed;
  result.runs = runs;
  result.days = runs * scenario.days_in_a_row;
  return result;
}

int compare_drawn(const CompareOptions& options) {
  const auto scenario = load_scenario(options.scenario, kRecordedScenario);
  if (!scenario) return kUsage;
  const auto contenders = contenders_of(options, *scenario);
  if (!contenders) return kUsage;
  const std::uint32_t in_a_row = scenario->days_in_a_row;
  const std::uint32_t runs = (options.days.value_or(kDaysDefault) + in_a_row - 1) / in_a_row;
  ComparisonResult result = result_for(*scenario, runs, options);
  std::vector<double> loads = options.loads;
  if (loads.empty()) loads.push_back(scenario->load);
  for (const double load : loads) {
    const lab::DrawnDays days(*scenario, load, options.seed);
    result.loads.push_back(compare_on(*scenario, days, load, *contenders, runs, options));
  }
  return report(options, result);
}

// Before anything is compared on it, a record has to be met by the rules that were in force then.
Gate gate_of(const RecordedDays& month, const CompareOptions& options) {
  std::vector<lab::Contender> contenders;
  contenders.push_back(lab::read_contender(kAsRecorded, month.scenario()).contender);
  const std::vector<lab::Runs> runs =
      play(month.scenario(), month, std::move(contenders), month.count(), options, "as recorded");
  return {month.recorded(), service_figures(runs.front().outcomes, runs.front().tally)};
}

int compare_recorded(const CompareOptions& options) {
  const std::string trace = options.trace.empty() ? kTraceDefault : options.trace;
  if (!options.loads.empty()) {
    fmt::print(stderr, "stellwerk: --load: recorded days have the load they had; leave it out\n");
    return kUsage;
  }
  if (!std::filesystem::is_regular_file(trace)) {
    fmt::print(stderr,
               "stellwerk: {}: not there; recorded calls are no part of the program, so say by "
               "--trace .../calls_MONTH.csv where they are\n",
               trace);
    return kUsage;
  }
  std::string error;
  const auto month = RecordedDays::read(trace, options.directory, options.seed, error);
  if (!month) {
    fmt::print(stderr, "stellwerk: {}\n", error);
    return kUsage;
  }
  const auto contenders = contenders_of(options, month->scenario());
  if (!contenders) return kUsage;
  const std::uint32_t runs = std::min(options.days.value_or(month->count()), month->count());
  ComparisonResult result = result_for(month->scenario(), runs, options);
  result.gate = gate_of(*month, options);
  if (!result.gate->passed()) {
    fmt::print(stderr,
               "stellwerk: {}: the engine does not come to what is recorded, so nothing can be "
               "compared on it\n{}",
               trace, gate_text(*result.gate));
    return kFailed;
  }
  result.loads.push_back(compare_on(month->scenario(), *month,
                                    std::numeric_limits<double>::quiet_NaN(), *contenders, runs,
                                    options));
  return report(options, result);
}

}  // namespace

int run_compare(const CompareOptions& options) {
  if (options.scenario == kRecordedScenario) return compare_recorded(options);
  if (!options.trace.empty() || !options.directory.empty()) {
    fmt::print(stderr, "stellwerk: --trace and --data are of --scenario {}\n", kRecordedScenario);
    return kUsage;
  }
  return compare_drawn(options);
}

}  // namespace stellwerk::cli
