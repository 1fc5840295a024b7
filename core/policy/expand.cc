// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/policy/calendar.h"

namespace stellwerk::policy {
namespace {

using model::OpenInterval;

base::Instant instant_of(absl::Time time) { return {absl::ToUnixMillis(time)}; }

// The first moment at which the local clock shows `at` or later.
absl::Time first_time(const absl::TimeZone& zone, absl::CivilSecond at) {
  const absl::TimeZone::TimeInfo info = zone.At(at);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

// The end of the last moment at which the local clock shows a time before `at`.
absl::Time last_time(const absl::TimeZone& zone, absl::CivilSecond at) {
  const absl::TimeZone::TimeInfo info = zone.At(at - 1);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return info.trans;
  return info.post + absl::Seconds(1);
}

// Days are visited in order, but a night may reach into what the next day opens, and a zone may
// jump: so they are put in order afterwards.
void join(std::vector<OpenInterval>& intervals) {
  std::ranges::sort(intervals, {}, &OpenInterval::open);
  std::vector<OpenInterval> joined;
  for (const OpenInterval& interval : intervals) {
    if (!joined.empty() && interval.open <= joined.back().shut) {
      joined.back().shut = std::max(joined.back().shut, interval.shut);
    } else {
      joined.push_back(interval);
    }
  }
  intervals = std::move(joined);
}

}  // namespace

std::size_t times_to_expand(const CalendarSection& calendar) {
  constexpr std::size_t kWeeks = (kDaysBefore + kDaysAfter) / 7 + 2;
  std::size_t times = 0;
  for (const DayHours& hours : calendar.week) times += hours.size() * kWeeks;
  for (const auto& [day, hours] : calendar.holidays) times += hours.size();
  return times;
}

model::CalendarPolicy expand(const CalendarSection& calendar, base::Instant now) {
  const absl::CivilDay today = absl::ToCivilDay(absl::FromUnixMillis(now.ms), absl::UTCTimeZone());
  const auto midnight = [](absl::CivilDay day) {
    return instant_of(absl::FromCivil(day, absl::UTCTimeZone()));
  };
  const base::Instant known_from = midnight(today - kDaysBefore);
  model::CalendarPolicy policy{calendar.name, calendar.zone_name, {}, midnight(today + kDaysAfter)};
  // Two more days on each side: nights, and zones that are ahead or behind.
  for (absl::CivilDay day = today - kDaysBefore - 2; day < today + kDaysAfter + 2; ++day) {
    const auto holiday = calendar.holidays.find(day);
    const auto weekday = static_cast<std::size_t>(absl::GetWeekday(day));
    const DayHours& hours =
        holiday != calendar.holidays.end() ? holiday->second : calendar.week[weekday];
    for (const ClockSpan& span : hours) {
      const absl::CivilSecond begin = absl::CivilMinute(day) + span.open;
      const absl::CivilSecond end = absl::CivilMinute(day) + span.shut;
      const auto open = std::max(instant_of(first_time(calendar.zone, begin)), known_from);
      const auto shut = std::min(instant_of(last_time(calendar.zone, end)), policy.known_until);
      if (open < shut) policy.intervals.push_back({open, shut});
    }
  }
  join(policy.intervals);
  return policy;
}

}  // namespace stellwerk::policy
