// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/shift_forecast.h"

#include <iostream>

#include <fmt/format.h>

#include "tools/stellwerk/output_file.h"
#include "tools/stellwerk/plan/forecast_report.h"
#include "tools/stellwerk/plan/history_file.h"

namespace stellwerk::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kUnreadable = 2;

int trouble(int code, const std::string& what) {
  std::cerr << "stellwerk plan shift-forecast: " << what << '\n';
  return code;
}

// `text` unless the JSON is to be alone on standard output.
int print(const ShiftForecastOptions& options, const std::string& text, const std::string& json) {
  if (options.json != "-") std::cout << text;
  return options.json.empty() || write_to(options.json, json) ? 0 : kFailed;
}

int report_hold_back(const ShiftForecastOptions& options, const ReadHistory& read,
                     const planning::Holidays& holidays) {
  const auto months = planning::hold_back(read.history, holidays, options.hold_back, options.band);
  if (months.empty()) {
    return trouble(kFailed, fmt::format("{}: {} days must precede a month that is held back",
                                        options.history, planning::kHistoryDaysMin));
  }
  if (months.size() < options.hold_back) {
    std::cerr << fmt::format(
        "stellwerk plan shift-forecast: {} months instead of {}: {} days must precede each\n",
        months.size(), options.hold_back, planning::kHistoryDaysMin);
  }
  return print(options, hold_back_text(months, options.band),
               hold_back_json(months, options.band, read.interval_min));
}

}  // namespace

int run_shift_forecast(const ShiftForecastOptions& options) {
  const ReadHistory read = read_history(options.history, options.interval_min, options.queue);
  if (!read.problem.empty()) return trouble(kUnreadable, read.problem);
  ReadHolidays holidays;
  if (!options.holidays.empty()) holidays = read_holidays(options.holidays);
  if (!holidays.problem.empty()) return trouble(kUnreadable, holidays.problem);
  if (options.hold_back > 0) return report_hold_back(options, read, holidays.holidays);
  if (read.history.days.size() < planning::kHistoryDaysMin) {
    return trouble(kFailed,
                   fmt::format("{}: has {} days with counts; a forecast needs {}", options.history,
                               read.history.days.size(), planning::kHistoryDaysMin));
  }
  const absl::CivilDay first = read.history.days.back().day + 1;
  const ForecastDays days{options.from.value_or(first), options.days, read.interval_min};
  if (days.from < first) {
    return trouble(kUnreadable,
                   fmt::format("--from lies in the history, which goes on until {:04}-{:02}-{:02}; "
                               "--hold-back compares with it",
                               (first - 1).year(), (first - 1).month(), (first - 1).day()));
  }
  const planning::Forecast forecast(read.history, holidays.holidays, options.band);
  return print(options, forecast_csv(forecast, days), forecast_json(forecast, days));
}

}  // namespace stellwerk::cli
