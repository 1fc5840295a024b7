// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/forecast_judge.h"

#include <algorithm>
#include <map>
#include <utility>

namespace stellwerk::lab {
namespace {

double pinball_s(std::int64_t waited_ms, std::int64_t forecast_ms, double level) {
  const double off = static_cast<double>(waited_ms - forecast_ms) / 1'000;
  return off >= 0 ? level * off : (level - 1) * off;
}

double squared(double off) { return off * off; }

// What would have been best to say to everybody of the class.
struct Constant {
  std::int64_t median_ms = 0;
  std::int64_t p90_ms = 0;
  double in_time = 0;
};

using ByClass = std::map<std::uint32_t, std::vector<const ForecastCase*>>;

Constant constant_of(const std::vector<const ForecastCase*>& cases) {
  std::vector<std::int64_t> waits;
  double in_time = 0;
  for (const ForecastCase* each : cases) {
    waits.push_back(each->waited_ms);
    in_time += each->in_time ? 1 : 0;
  }
  std::sort(waits.begin(), waits.end());
  const auto at = [&waits](std::size_t permille) {
    return waits[std::min(waits.size() - 1, waits.size() * permille / 1'000)];
  };
  return {at(500), at(900), in_time / static_cast<double>(cases.size())};
}

void add_losses(const ForecastCase& each, const Constant& constant, ForecastVerdict& verdict) {
  const auto add = [&each](ForecastLoss& loss, std::int64_t median_ms, std::int64_t p90_ms) {
    loss.median_s += pinball_s(each.waited_ms, median_ms, 0.5);
    loss.p90_s += pinball_s(each.waited_ms, p90_ms, 0.9);
  };
  add(verdict.engine, each.median_ms, each.p90_ms);
  add(verdict.last, each.last_ms, each.last_ms);
  add(verdict.constant, constant.median_ms, constant.p90_ms);
  const double came = each.in_time ? 1 : 0;
  verdict.engine.brier += squared(each.chance_permille / 1'000.0 - came);
  verdict.last.brier += squared((each.last_ms <= each.left_ms ? 1 : 0) - came);
  verdict.constant.brier += squared(constant.in_time - came);
}

void divide(ForecastLoss& loss, std::int64_t cases) {
  const auto by = static_cast<double>(std::max<std::int64_t>(cases, 1));
  loss.median_s /= by;
  loss.p90_s /= by;
  loss.brier /= by;
}

}  // namespace

ForecastVerdict judge_forecasts(const std::vector<ForecastCase>& cases) {
  ForecastVerdict verdict;
  ByClass by_class;
  std::map<std::pair<std::uint32_t, std::uint32_t>, CoverageCell> cells;
  for (const ForecastCase& each : cases) {
    by_class[each.customer_class].push_back(&each);
    CoverageCell& cell = cells[{each.customer_class, each.hour}];
    cell.customer_class = each.customer_class;
    cell.hour = each.hour;
    ++cell.count;
    const bool covered = each.waited_ms <= each.p90_ms;
    cell.covered += covered ? 1 : 0;
    verdict.covered += covered ? 1 : 0;
    ++verdict.cases;
  }
  for (const auto& [customer_class, some] : by_class) {
    const Constant constant = constant_of(some);
    for (const ForecastCase* each : some) add_losses(*each, constant, verdict);
  }
  for (ForecastLoss* loss : {&verdict.engine, &verdict.last, &verdict.constant}) {
    divide(*loss, verdict.cases);
  }
  for (const auto& [key, cell] : cells) verdict.cells.push_back(cell);
  return verdict;
}

}  // namespace stellwerk::lab
