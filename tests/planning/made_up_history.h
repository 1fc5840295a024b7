// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/prng.h"
#include "core/planning/history.h"

namespace stellwerk::planning {

inline constexpr std::size_t kQuarters = 8;  // intervals of three hours
inline constexpr std::array<double, 7> kWeek = {1.3, 1.2, 1.1, 1.0, 0.9, 0.5, 0};
inline constexpr std::array<double, kQuarters> kCourse = {0, 0, 0.1, 0.3, 0.25, 0.2, 0.1, 0.05};

inline std::size_t weekday_index(absl::CivilDay day) {
  return static_cast<std::size_t>(absl::GetWeekday(day));
}

// The day that a history without noise would have: `level` on a day of the mean week, which is
// closed on Sundays.
inline DayCounts plain_day(absl::CivilDay day, double level) {
  DayCounts counts{day, {}};
  for (const double share : kCourse) {
    counts.counts.push_back(level * kWeek[weekday_index(day)] * share / (6.0 / 7));
  }
  return counts;
}

inline History plain_history(absl::CivilDay first, int days,
                             const std::function<double(absl::CivilDay)>& level) {
  History history{kQuarters, {}};
  for (int i = 0; i < days; ++i) history.days.push_back(plain_day(first + i, level(first + i)));
  return history;
}

// A Poisson number, for means up to some hundreds.
inline double poisson(base::Prng& prng, double mean) {
  double product = prng.unit();
  double count = 0;
  for (const double limit = std::exp(-mean); product > limit; product *= prng.unit()) ++count;
  return count;
}

}  // namespace stellwerk::planning
