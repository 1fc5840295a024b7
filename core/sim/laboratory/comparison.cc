// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/comparison.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace stellwerk::lab {
namespace {

constexpr double kMsPerSecond = 1'000;

// A figure of each run, of one class or, with the number of classes, of all.
template <typename Figure>
std::vector<double> by_run(const Runs& runs, std::size_t index, Figure figure) {
  std::vector<double> values;
  for (const RunOutcome& outcome : runs.outcomes) {
    double value = 0;
    for (std::size_t i = 0; i < outcome.classes.size(); ++i) {
      if (i == index || index == outcome.classes.size()) {
        value += static_cast<double>(figure(outcome.classes[i]));
      }
    }
    values.push_back(value);
  }
  return values;
}

// The figures that ratios are made of, of one class or all.
struct Columns {
  Columns(const Runs& runs, std::size_t index)
      : arrivals(by_run(runs, index, [](const ClassOutcome& c) { return c.arrivals; })),
        on_time(by_run(runs, index, [](const ClassOutcome& c) { return c.on_time; })),
        decided(by_run(runs, index, [](const ClassOutcome& c) { return c.decided; })),
        started(by_run(runs, index, [](const ClassOutcome& c) { return c.started; })),
        abandoned(by_run(runs, index, [](const ClassOutcome& c) { return c.abandoned; })),
        wait_s(by_run(runs, index, [](const ClassOutcome& c) {
          return static_cast<double>(c.wait_ms) / kMsPerSecond;
        })) {}

  [[nodiscard]] Ratio punctuality() const { return {on_time, decided}; }
  [[nodiscard]] Ratio mean_wait() const { return {wait_s, started}; }

  std::vector<double> arrivals, on_time, decided, started, abandoned, wait_s;
};

ClassFigures class_figures(const Runs& runs, std::size_t index, std::string name) {
  const Columns columns(runs, index);
  ClassFigures figures;
  figures.name = std::move(name);
  for (const RunOutcome& outcome : runs.outcomes) {
    for (std::size_t i = 0; i < outcome.classes.size(); ++i) {
      if (i != index && index != outcome.classes.size()) continue;
      figures.arrivals += outcome.classes[i].arrivals;
      figures.bot_answered += outcome.classes[i].bot_answered;
    }
  }
  figures.on_time = estimate(columns.punctuality());
  figures.mean_wait = estimate(columns.mean_wait());
  figures.abandoned = estimate({columns.abandoned, columns.arrivals});
  Histogram waits;
  Histogram lateness;
  for (std::size_t i = 0; i < runs.tally.classes.size(); ++i) {
    if (i != index && index != runs.tally.classes.size()) continue;
    waits.add(runs.tally.classes[i].waits);
    lateness.add(runs.tally.classes[i].lateness);
  }
  figures.p50_wait_s = waits.quantile_ms(0.5) / kMsPerSecond;
  figures.p95_wait_s = waits.quantile_ms(0.95) / kMsPerSecond;
  figures.waits = std::move(waits);
  figures.late_p50_s = lateness.quantile_ms(0.5) / kMsPerSecond;
  figures.late_p95_s = lateness.quantile_ms(0.95) / kMsPerSecond;
  figures.late_most_s = static_cast<double>(lateness.most_ms()) / kMsPerSecond;
  return figures;
}

void set_fairness(const Tally& tally, PolicyFigures& figures) {
  std::vector<double> occupancies;
  for (const Tally::Agent& agent : tally.agents) {
    if (agent.present_ms == 0) continue;
    occupancies.push_back(static_cast<double>(agent.busy_ms) /
                          static_cast<double>(agent.present_ms));
  }
  if (occupancies.empty()) return;
  std::sort(occupancies.begin(), occupancies.end());
  figures.occupancy_spread = occupancies.back() - occupancies.front();
  double sum = 0;
  double weighted = 0;
  const auto count = static_cast<double>(occupancies.size());
  for (std::size_t i = 0; i < occupancies.size(); ++i) {
    sum += occupancies[i];
    weighted += (2 * static_cast<double>(i + 1) - count - 1) * occupancies[i];
  }
  if (sum > 0) figures.occupancy_gini = weighted / (count * sum);
}

void set_agents(const Runs& runs, PolicyFigures& figures) {
  std::vector<double> busy;
  std::vector<double> present;
  std::int64_t catch_up = 0;
  std::int64_t assignments = 0;
  for (const RunOutcome& outcome : runs.outcomes) {
    busy.push_back(static_cast<double>(outcome.busy_ms));
    present.push_back(static_cast<double>(outcome.present_ms));
    catch_up += outcome.catch_up;
    assignments += outcome.assignments;
  }
  figures.occupancy = estimate({busy, present});
  if (assignments > 0) {
    figures.catch_up = static_cast<double>(catch_up) / static_cast<double>(assignments);
  }
  set_fairness(runs.tally, figures);
}

void set_hours(const Scenario& scenario, const Tally& tally, PolicyFigures& figures) {
  const std::size_t hours = scenario.hours_of_day();
  for (std::size_t group = 0; (group + 1) * hours <= tally.hours.size(); ++group) {
    std::vector<double>& row = figures.occupancy_by_hour.emplace_back();
    for (std::size_t i = 0; i < hours; ++i) {
      const Tally::Hour& hour = tally.hours[group * hours + i];
      // Who finishes something after his shift is still there.
      const std::int64_t present = std::max(hour.present_ms, hour.busy_ms);
      row.push_back(hour.present_ms == 0
                        ? std::numeric_limits<double>::quiet_NaN()
                        : static_cast<double>(hour.busy_ms) / static_cast<double>(present));
    }
  }
}

}  // namespace

PolicyFigures figures_of(const Scenario& scenario, const Runs& runs) {
  PolicyFigures figures;
  figures.name = runs.name;
  const std::size_t count = scenario.classes.size();
  figures.all = class_figures(runs, count, "all");
  for (std::size_t i = 0; i < count; ++i) {
    figures.classes.push_back(class_figures(runs, i, scenario.classes[i].name));
    const double here = figures.classes[i].on_time.value;
    if (here < figures.worst_class().on_time.value) figures.worst = i;
  }
  set_agents(runs, figures);
  set_hours(scenario, runs.tally, figures);
  return figures;
}

Difference difference_of(const Scenario& scenario, const Runs& policy, const Runs& against) {
  const std::size_t count = scenario.classes.size();
  const Columns all(policy, count);
  const Columns all_against(against, count);
  const Columns worst(policy, figures_of(scenario, policy).worst);
  const Columns worst_against(against, figures_of(scenario, against).worst);
  Difference difference{policy.name, against.name, {}, {}, {}};
  difference.on_time = estimate_difference(all.punctuality(), all_against.punctuality());
  difference.worst_class = estimate_difference(worst.punctuality(), worst_against.punctuality());
  difference.mean_wait = estimate_difference(all.mean_wait(), all_against.mean_wait());
  return difference;
}

}  // namespace stellwerk::lab
