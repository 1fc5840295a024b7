// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/sim/laboratory/experiment.h"
#include "core/sim/workload/drawn_days.h"
#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/shipped.h"

// What the routing policies are known to reach, in short: 40 independent days, or 40 in blocks of
// ten, at each load. docs/laboratory.md has the command for more.
namespace stellwerk::lab {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::uint32_t kDays = 40;

// Percent on time, of all and of the worst class; no worst: not known.
struct Cell {
  std::string_view policy;
  double all = 0;
  double worst = -1;
};

struct Row {
  std::string_view scenario;
  double load;
  std::vector<Cell> cells;
  double bound;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"N", 0.95, {{"sla-first", 83, 74}, {"fifo", 43, 35}, {"edf", 43, 35}}, 93},
      {"N", 1.05, {{"sla-first", 75, 64}, {"fifo", 10, 8}, {"edf", 10, 8}}, 88.5},
      {"N", 1.2, {{"sla-first", 68, 56}, {"fifo", 3.5, 3}, {"edf", 3.5, 3}}, 80.6},
      {"W", 0.95, {{"sla-first", 88, 67}, {"fifo", 61, 33}, {"edf", 64, 47}}, 96},
      {"W", 1.2, {{"sla-first", 73, 51}, {"fifo", 6, 2}, {"edf", 5, 4}}, 83.5},
      {"wallace-whitt", 0.95, {{"sla-first", 90, 89}, {"fifo", 67, 67}, {"edf", 67, 67}}, 97.7},
      {"messaging", 0.95, {{"sla-first", 99.9, 98.5}, {"fifo", 94, 25}, {"edf", 99, 90}}, 99.9},
      {"messaging", 1.05, {{"sla-first", 95.7, 88}, {"fifo", 78, 2}, {"edf", 78, 73}}, 99.2},
      {"messaging", 1.2, {{"sla-first", 86, 78}, {"fifo", 40, 1}, {"edf", 36, 34}}, 90.5},
  };
  return kRows;
}

class PolicyTable : public testing::TestWithParam<std::size_t> {
 protected:
  // Under the policies of the row, or of `names`, then the pooled ones.
  static std::vector<PolicyFigures> figures(const Row& row, const std::vector<std::string>& names) {
    const ReadScenario read = read_scenario(shipped_scenario(row.scenario));
    const Scenario& scenario = read.scenario;
    const std::uint32_t runs = kDays / scenario.days_in_a_row;
    std::vector<Contender> contenders;
    for (const std::string& name : names) {
      ReadContender contender = read_contender(name, scenario);
      EXPECT_EQ(contender.error, "");
      contenders.push_back(std::move(contender.contender));
    }
    for (Contender& pooled : pooled_contenders(scenario)) contenders.push_back(std::move(pooled));
    const DrawnDays days(scenario, row.load, kSeed);
    Experiment experiment(scenario, days, contenders, runs, 1);
    for (std::uint32_t i = 0; i < runs; ++i) experiment.run(i, 0);
    std::vector<PolicyFigures> figures;
    for (const Runs& one : experiment.results()) figures.push_back(figures_of(scenario, one));
    for (const PolicyFigures& one : figures) {
      std::cout << row.scenario << ' ' << row.load << ' ' << one.name << ": on time "
                << 100 * one.all.on_time.value << " +- " << 100 * one.all.on_time.error
                << ", worst class " << 100 * one.worst_class().on_time.value << '\n';
    }
    return figures;
  }
};

// Both the known value and ours come from so many days, so three of their common standard errors
// part them at most; known values are rounded to half a point.
double tolerance(const Estimate& estimate) {
  return 3 * std::sqrt(2.0) * 100 * estimate.error + 0.5;
}

TEST_P(PolicyTable, IsReached) {
  const Row& row = rows()[GetParam()];
  SCOPED_TRACE(testing::Message() << row.scenario << " load " << row.load << " seed " << kSeed);
  std::vector<std::string> names;
  for (const Cell& cell : row.cells) names.emplace_back(cell.policy);
  const std::vector<PolicyFigures> measured = figures(row, names);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const Cell& cell = row.cells[i];
    const Estimate& all = measured[i].all.on_time;
    const Estimate& worst = measured[i].worst_class().on_time;
    // SLA-First is held to two points, and to what chance allows where that is more.
    const bool first = cell.policy == "sla-first";
    const double least = first ? 2.0 : 0.0;
    const auto reach = [&](const Estimate& estimate) {
      return std::max(least, first ? 3 * 100 * estimate.error : tolerance(estimate));
    };
    EXPECT_NEAR(100 * all.value, cell.all, reach(all)) << cell.policy;
    EXPECT_NEAR(100 * worst.value, cell.worst, reach(worst)) << cell.policy;
  }
  const Estimate& edf = measured[row.cells.size()].all.on_time;
  const Estimate& reserve = measured[row.cells.size() + 1].all.on_time;
  const Estimate& bound = edf.value > reserve.value ? edf : reserve;
  EXPECT_NEAR(100 * bound.value, row.bound, tolerance(bound)) << "pooled bound";
  EXPECT_GT(bound.value, measured[0].all.on_time.value - 1e-4) << "a bound that is passed is none";
}

INSTANTIATE_TEST_SUITE_P(Loads, PolicyTable, testing::Range<std::size_t>(0, rows().size()));

// The engine decides, and nothing else: with its first rule broken, so that what is late already
// goes ahead of what can still be on time, what the table says is lost.
TEST_F(PolicyTable, IsLostWithABrokenRule) {
  const Row& row = rows()[1];
  const std::vector<PolicyFigures> measured = figures(row, {"sla-first", "sla-first+catch_up=1"});
  EXPECT_GT(measured[0].all.on_time.value, 0.70) << "seed " << kSeed;
  EXPECT_LT(measured[1].all.on_time.value, 0.30) << "seed " << kSeed;
}

}  // namespace
}  // namespace stellwerk::lab
