// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/forecast_report.h"

#include <array>
#include <cmath>

#include <absl/time/civil_time.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellwerk::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  std::string start;
  double expected;
  planning::Band band;
};

std::vector<Row> rows_of(const planning::Forecast& forecast, const ForecastDays& days) {
  std::vector<Row> rows;
  for (std::uint32_t d = 0; d < days.days; ++d) {
    const absl::CivilDay day = days.from + d;
    std::int64_t minute = 0;
    for (const double expected : forecast.model().expected(day)) {
      rows.push_back({fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", day.year(), day.month(),
                                  day.day(), minute / 60, minute % 60),
                      expected, forecast.band(expected)});
      minute += days.interval_min;
    }
  }
  return rows;
}

std::string month_text(absl::CivilMonth month) {
  return fmt::format("{:04}-{:02}", month.year(), month.month());
}

planning::ForecastError all_of(std::span<const planning::MonthError> months) {
  planning::ForecastError all;
  for (const planning::MonthError& each : months) all.add(each.error);
  return all;
}

Json error_json(const planning::ForecastError& error) {
  return {{"days", error.days},
          {"actual", error.actual},
          {"expected", error.expected},
          {"bias", error.bias()},
          {"wape_interval", error.wape_interval()},
          {"wape_day", error.wape_day()},
          {"wape_naive", error.wape_naive()},
          {"coverage", error.coverage()}};
}

std::string error_row(const std::string& name, const planning::ForecastError& error) {
  const auto share = [](double value) { return fmt::format("{:.1f} %", 100 * value); };
  return fmt::format(
      "{:<8}{:>6}{:>10.0f}{:>10.0f}{:>9}{:>10}{:>10}{:>10}{:>10}\n", name, error.days, error.actual,
      error.expected, fmt::format("{:+.1f} %", 100 * error.bias()), share(error.wape_day()),
      share(error.wape_interval()), share(error.wape_naive()), share(error.coverage()));
}

}  // namespace

std::string forecast_csv(const planning::Forecast& forecast, const ForecastDays& days) {
  std::string text = "start,expected,low,high\n";
  for (const Row& row : rows_of(forecast, days)) {
    text += fmt::format("{},{:.3f},{},{}\n", row.start, row.expected, row.band.low, row.band.high);
  }
  return text;
}

std::string forecast_json(const planning::Forecast& forecast, const ForecastDays& days) {
  const planning::VolumeModel& model = forecast.model();
  constexpr std::array kNames = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  Json weekdays = Json::object();
  for (std::size_t k = 0; k < kNames.size(); ++k) weekdays[kNames[k]] = model.weekdays()[k];
  Json holidays = Json::object();
  for (const auto& [kind, factor] : model.holiday_factors()) holidays[kind] = factor;
  Json rows = Json::array();
  for (const Row& row : rows_of(forecast, days)) {
    rows.push_back({{"start", row.start},
                    {"expected", row.expected},
                    {"low", row.band.low},
                    {"high", row.band.high}});
  }
  const Json json = {{"interval_min", days.interval_min},
                     {"band", forecast.share()},
                     {"spread", forecast.spread()},
                     {"level_per_day", model.level()},
                     {"growth_per_week", std::expm1(model.trend())},
                     {"weekdays", weekdays},
                     {"weeks_of_month", model.month_weeks()},
                     {"holidays", holidays},
                     {"forecast", rows}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string hold_back_text(std::span<const planning::MonthError> months, double band) {
  std::string text = fmt::format("{:<8}{:>6}{:>10}{:>10}{:>9}{:>10}{:>10}{:>10}{:>10}\n", "month",
                                 "days", "came", "expected", "bias", "day", "interval", "naive",
                                 fmt::format("in {:g} %", 100 * band));
  for (const planning::MonthError& each : months) {
    text += error_row(month_text(each.month), each.error);
  }
  return text + error_row("all", all_of(months));
}

std::string hold_back_json(std::span<const planning::MonthError> months, double band,
                           std::int64_t interval_min) {
  Json rows = Json::array();
  for (const planning::MonthError& each : months) {
    Json row = {{"month", month_text(each.month)}};
    row.update(error_json(each.error));
    rows.push_back(std::move(row));
  }
  const Json json = {{"interval_min", interval_min},
                     {"band", band},
                     {"months", rows},
                     {"all", error_json(all_of(months))}};
  return json.dump() + '\n';
}

}  // namespace stellwerk::cli
