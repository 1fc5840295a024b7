// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/planning/forecast.h"
#include "core/planning/hold_back.h"

namespace stellwerk::cli {

// Which days to print of a forecast, and how long its intervals are.
struct ForecastDays {
  absl::CivilDay from;
  std::uint32_t days = 0;
  std::int64_t interval_min = 0;
};

// A heading and a row for each interval: start,expected,low,high.
[[nodiscard]] std::string forecast_csv(const planning::Forecast& forecast,
                                       const ForecastDays& days);

// The same as JSON, with what the model has learned.
[[nodiscard]] std::string forecast_json(const planning::Forecast& forecast,
                                        const ForecastDays& days);

// A table of months held back and of all of them.
[[nodiscard]] std::string hold_back_text(std::span<const planning::MonthError> months, double band);
[[nodiscard]] std::string hold_back_json(std::span<const planning::MonthError> months, double band,
                                         std::int64_t interval_min);

}  // namespace stellwerk::cli
