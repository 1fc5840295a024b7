// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/planning/history.h"
#include "core/planning/robust.h"

namespace stellwerk::planning {

inline constexpr std::size_t kWeekdays = 7;
// Days 1 to 7 of a month, 8 to 14, 15 to 21, and the rest: many have bills or wages to talk about.
inline constexpr std::size_t kMonthWeeks = 4;

// How many conversations a day and its intervals bring:
//
//   level x trend x weekday x week of the month x share of the interval, and x holiday
//
// each learned from a history, by medians and clipped means: days that broke down or boiled over do
// not carry the rest away, and days not known are not missed. What is long ago counts less. A
// deterministic function of the history.
class VolumeModel {
 public:
  // REQUIRES: the history has a day.
  VolumeModel(const History& history, const Holidays& holidays);

  // By interval. A weekday that the history does not have brings nothing.
  [[nodiscard]] std::vector<double> expected(absl::CivilDay day) const;

  // A mean day at the end of the history.
  [[nodiscard]] double level() const { return level_; }
  // Growth of the level each week, as a logarithm; 0 without a trend that is beyond doubt.
  [[nodiscard]] double trend() const { return trend_; }
  // Factors around a mean of 1, from Monday on.
  [[nodiscard]] const std::array<double, kWeekdays>& weekdays() const { return weekdays_; }
  [[nodiscard]] const std::array<double, kMonthWeeks>& month_weeks() const { return month_weeks_; }
  // Of the kinds that the history has.
  [[nodiscard]] const std::map<std::string, double>& holiday_factors() const {
    return holiday_factors_;
  }

 private:
  struct Day {
    absl::CivilDay day;
    std::size_t weekday = 0;
    std::size_t month_week = 0;
    double total = 0;
    double recent = 1;  // weight: halves with age
    double local = 1;   // the level around it
    const std::vector<double>* counts = nullptr;
  };

  void learn_factors();
  void learn_weekdays();
  void learn_month_weeks();
  void learn_trend();
  void learn_level();
  void learn_shapes();
  void learn_holidays(const History& history);
  [[nodiscard]] double factor(const Day& day) const {
    return weekdays_[day.weekday] * month_weeks_[day.month_week];
  }
  [[nodiscard]] double local_level(absl::CivilDay day) const;
  [[nodiscard]] double regular_total(absl::CivilDay day, std::size_t weekday, double level) const;
  [[nodiscard]] double holiday_factor(const Holiday& holiday) const;

  const std::size_t intervals_;
  const Holidays holidays_;
  absl::CivilDay end_;
  std::vector<Day> days_;  // of the history, without holidays
  double level_ = 0;
  double trend_ = 0;
  std::array<double, kWeekdays> weekdays_{};
  std::array<double, kMonthWeeks> month_weeks_{};
  std::array<std::vector<double>, kWeekdays> shapes_;  // shares, of each weekday
  std::map<std::string, double> holiday_factors_;
  std::map<int, double> factors_like_;  // by the weekday that they are like; kNoWeekday: their own
};

}  // namespace stellwerk::planning
