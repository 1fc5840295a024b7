// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/sim/forecast_text.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellwerk::cli {
namespace {

constexpr double kCoverageLeast = 0.87;
constexpr double kCoverageMost = 0.93;
// Cells with fewer say little: a share of .9 of so many is off by .03 as often as not.
constexpr std::int64_t kCellMin = 100;

struct Way {
  std::string_view name;
  const lab::ForecastLoss& loss;
};

std::array<Way, 3> ways_of(const lab::ForecastVerdict& verdict) {
  return {{{"engine", verdict.engine},
           {"last who started", verdict.last},
           {"best constants", verdict.constant}}};
}

double coverage(const lab::ForecastVerdict& verdict) {
  return verdict.cases == 0
             ? 0
             : static_cast<double>(verdict.covered) / static_cast<double>(verdict.cases);
}

bool is_met(const lab::CoverageCell& cell) {
  return cell.share() >= kCoverageLeast && cell.share() <= kCoverageMost;
}

std::string cells_text(const ForecastReport& report, const lab::ForecastVerdict& verdict) {
  std::string text = "  class and hour: waited no longer than the 90th percentile forecast\n";
  std::int64_t judged = 0;
  std::int64_t met = 0;
  for (const lab::CoverageCell& cell : verdict.cells) {
    if (cell.count < kCellMin) continue;
    ++judged;
    met += is_met(cell) ? 1 : 0;
    text += fmt::format("    {:<24} {:>2}  {:>7}  {:.3f}{}\n", report.classes[cell.customer_class],
                        cell.hour, cell.count, cell.share(), is_met(cell) ? "" : "  *");
  }
  return text + fmt::format("  {} of {} with {} or more from {} to {}\n", met, judged, kCellMin,
                            kCoverageLeast, kCoverageMost);
}

}  // namespace

std::string forecast_text(const ForecastReport& report) {
  std::string text = fmt::format("{}, {}, {} days, seed {}\n", report.scenario, report.policy,
                                 report.days, report.seed);
  for (const auto& [load, verdict] : report.loads) {
    text += fmt::format("\nload {}: {} who waited, .9 forecast held for {:.3f}\n", load,
                        verdict.cases, coverage(verdict));
    if (verdict.cases == 0) continue;
    text +=
        fmt::format("  {:<18} {:>14} {:>14} {:>8}\n", "mean loss", "median, s", ".9, s", "Brier");
    for (const Way& way : ways_of(verdict)) {
      text += fmt::format("  {:<18} {:>14.1f} {:>14.1f} {:>8.4f}\n", way.name, way.loss.median_s,
                          way.loss.p90_s, way.loss.brier);
    }
    text += cells_text(report, verdict);
  }
  return text;
}

nlohmann::json forecast_json(const ForecastReport& report) {
  nlohmann::json json = {{"scenario", report.scenario},
                         {"policy", report.policy},
                         {"days", report.days},
                         {"seed", report.seed},
                         {"loads", nlohmann::json::array()}};
  for (const auto& [load, verdict] : report.loads) {
    nlohmann::json entry = {{"load", load},
                            {"cases", verdict.cases},
                            {"p90_coverage", coverage(verdict)},
                            {"cells", nlohmann::json::array()},
                            {"losses", nlohmann::json::array()}};
    for (const lab::CoverageCell& cell : verdict.cells) {
      entry["cells"].push_back({{"class", report.classes[cell.customer_class]},
                                {"hour", cell.hour},
                                {"cases", cell.count},
                                {"p90_coverage", cell.share()}});
    }
    for (const Way& way : ways_of(verdict)) {
      entry["losses"].push_back({{"forecast", way.name},
                                 {"pinball_median_s", way.loss.median_s},
                                 {"pinball_p90_s", way.loss.p90_s},
                                 {"brier", way.loss.brier}});
    }
    json["loads"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace stellwerk::cli
