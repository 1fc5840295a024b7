// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/policy/document.h"

namespace stellwerk::policy {

inline constexpr std::int32_t kMinutesOfADay = 24 * 60;

// Minutes by the local clock from the midnight at which the day begins. One that goes on into the
// next day shuts beyond kMinutesOfADay.
struct ClockSpan {
  std::int32_t open = 0;  // 0 to 23:59
  std::int32_t shut = 0;  // after `open`, less than a day later or at 24:00

  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

// What begins on one day, by `open`, without overlaps.
using DayHours = std::vector<ClockSpan>;

// ["08:00-12:00", "22:00-06:00"]
[[nodiscard]] std::optional<DayHours> day_hours_at(const Place& place);

}  // namespace stellwerk::policy
