// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/planning/history.h"

namespace stellwerk::planning {

// Forecasts against what came, in sums that add up over months.
struct ForecastError {
  std::uint64_t days = 0;
  double actual = 0;
  double expected = 0;
  double off_by_interval = 0;  // sum of |actual - expected| over intervals, and over days
  double off_by_day = 0;
  double naive_off_by_interval = 0;  // of the last known day of the same weekday instead
  std::uint64_t banded = 0;          // intervals with at least kExpectedMin expected
  std::uint64_t in_band = 0;

  void add(const ForecastError& other);

  // Relative to what came; 0 when nothing came.
  [[nodiscard]] double wape_interval() const { return of_actual(off_by_interval); }
  [[nodiscard]] double wape_day() const { return of_actual(off_by_day); }
  [[nodiscard]] double wape_naive() const { return of_actual(naive_off_by_interval); }
  [[nodiscard]] double bias() const { return of_actual(expected - actual); }
  [[nodiscard]] double coverage() const {
    return banded == 0 ? 0 : static_cast<double>(in_band) / static_cast<double>(banded);
  }

 private:
  [[nodiscard]] double of_actual(double sum) const { return actual == 0 ? 0 : sum / actual; }
};

struct MonthError {
  absl::CivilMonth month;
  ForecastError error;
};

// Forecasts each of the last `months` months of the history from what precedes it, bands and all.
// Those that less than kHistoryDaysMin days precede are left out.
[[nodiscard]] std::vector<MonthError> hold_back(const History& history, const Holidays& holidays,
                                                std::size_t months, double share);

}  // namespace stellwerk::planning
