// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/planning/history.h"

namespace stellwerk::cli {

struct ReadHistory {
  std::string problem;  // empty: none
  planning::History history;
  std::int64_t interval_min = 0;
};

// Reads arrivals by interval of local time, in either of two forms:
//
//   start,count                  a row for each interval: "1999-01-03T07:00,12"
//   date,A,B,C,...               a row for each day, its intervals from midnight on
//
// In the first the intervals of a day that are not there had nothing, a day without any is not
// known, and rows of different queues (column "queue") are added up, or those of `queue` alone
// read. A day with an empty count is left out. `interval_min` adds finer intervals up; without it
// they become half hours if they are finer and fit.
[[nodiscard]] ReadHistory read_history(const std::string& path,
                                       std::optional<std::int64_t> interval_min,
                                       const std::string& queue);

struct ReadHolidays {
  std::string problem;
  planning::Holidays holidays;
};

// Reads "date,kind" and, where the heading has them, "like" (mon to sun) and "share" (0 to 10).
[[nodiscard]] ReadHolidays read_holidays(const std::string& path);

// "1999-01-05" as a day that there is.
[[nodiscard]] std::optional<absl::CivilDay> parse_day(std::string_view text);

}  // namespace stellwerk::cli
