// SPDX-License-Identifier: Apache-2.0
#include "core/planning/hold_back.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/planning/forecast.h"

namespace stellwerk::planning {
namespace {

// The last day with the weekday of `day`; the last of all when there is none.
const DayCounts& last_alike(const History& before, absl::CivilDay day) {
  const auto found = std::find_if(
      before.days.rbegin(), before.days.rend(),
      [day](const DayCounts& each) { return absl::GetWeekday(each.day) == absl::GetWeekday(day); });
  return found == before.days.rend() ? before.days.back() : *found;
}

ForecastError error_of(const DayCounts& day, const Forecast& forecast, const DayCounts& naive) {
  ForecastError error;
  error.days = 1;
  const std::vector<double> expected = forecast.model().expected(day.day);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    error.actual += day.counts[i];
    error.expected += expected[i];
    error.off_by_interval += std::abs(day.counts[i] - expected[i]);
    error.naive_off_by_interval += std::abs(day.counts[i] - naive.counts[i]);
    if (expected[i] < kExpectedMin) continue;
    ++error.banded;
    const bool in = in_band(day.counts[i], expected[i], forecast.spread(), forecast.share());
    error.in_band += in ? 1U : 0U;
  }
  error.off_by_day = std::abs(error.actual - error.expected);
  return error;
}

}  // namespace

void ForecastError::add(const ForecastError& other) {
  days += other.days;
  actual += other.actual;
  expected += other.expected;
  off_by_interval += other.off_by_interval;
  off_by_day += other.off_by_day;
  naive_off_by_interval += other.naive_off_by_interval;
  banded += other.banded;
  in_band += other.in_band;
}

std::vector<MonthError> hold_back(const History& history, const Holidays& holidays,
                                  std::size_t months, double share) {
  std::set<absl::CivilMonth> all;
  for (const DayCounts& each : history.days) all.insert(absl::CivilMonth(each.day));
  while (all.size() > months) all.erase(all.begin());
  std::vector<MonthError> errors;
  for (const absl::CivilMonth month : all) {
    const History before = history.before(absl::CivilDay(month));
    if (before.days.size() < kHistoryDaysMin) continue;
    const Forecast forecast(before, holidays, share);
    const History within = history.before(absl::CivilDay(month + 1));
    MonthError& error = errors.emplace_back();
    error.month = month;
    for (std::size_t d = before.days.size(); d < within.days.size(); ++d) {
      const DayCounts& day = within.days[d];
      error.error.add(error_of(day, forecast, last_alike(before, day.day)));
    }
  }
  return errors;
}

}  // namespace stellwerk::planning
