// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "core/base/time.h"
#include "core/policy/day_hours.h"
#include "core/policy/document.h"

namespace stellwerk::policy {

// A [[calendar]] as it is written.
struct CalendarSection {
  std::string name;
  std::string zone_name;
  absl::TimeZone zone;
  std::array<DayHours, 7> week;  // from monday on
  // Days on which other hours begin than the week says, on most of them none.
  std::map<absl::CivilDay, DayHours> holidays;
};

void read_calendar(const toml::table& table, Problems& problems, CalendarSection& calendar);

// What is known of a calendar at a time: so many days before and after it.
inline constexpr std::int64_t kDaysBefore = 400;
inline constexpr std::int64_t kDaysAfter = 800;

// How many times of days expand() looks at, roughly; it makes at most as many intervals.
[[nodiscard]] std::size_t times_to_expand(const CalendarSection& calendar);

// The section's hours as intervals. A time of a day is open from the first to the last moment at
// which the local clock shows a time within it: what begins or ends in an hour that is left out
// begins or ends with the jump, and one that is repeated is open the first time and the second.
// The same for every `now` of one day of UTC.
[[nodiscard]] model::CalendarPolicy expand(const CalendarSection& calendar, base::Instant now);

}  // namespace stellwerk::policy
