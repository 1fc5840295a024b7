// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/policy/calendar.h"

// Expanded calendars against a slow reading of the same words: what does the local clock show in
// each minute?
namespace stellwerk::policy {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kDayMs = 86'400'000;

// Zones that jump by an hour, by half of one, by two, at midnight, over a whole day, and never.
struct Place {
  const char* zone;
  const char* around;
};
constexpr Place kPlaces[] = {
    {"Europe/Berlin", "2026-06-01"},       {"America/New_York", "2025-01-01"},
    {"Australia/Lord_Howe", "2026-01-01"}, {"Antarctica/Troll", "2024-06-01"},
    {"America/Havana", "2023-06-01"},      {"Africa/Cairo", "2025-01-01"},
    {"Asia/Beirut", "2022-01-01"},         {"America/Santiago", "2026-01-01"},
    {"Pacific/Apia", "2011-06-01"},        {"Asia/Kathmandu", "2026-01-01"},
    {"Africa/Casablanca", "2025-01-01"},   {"UTC", "2026-01-01"},
};

DayHours draw_hours(base::Prng& prng) {
  // Most boundaries where clocks jump.
  const auto draw_minute = [&prng] {
    return static_cast<std::int32_t>(prng.chance(1, 2) ? prng.below(4 * 12) * 5
                                                       : prng.below(kMinutesOfADay));
  };
  DayHours hours;
  std::int32_t from = 0;
  for (std::uint64_t n = prng.below(4); n > 0 && from < kMinutesOfADay - 1; --n) {
    const std::int32_t open = std::max(from, draw_minute());
    std::int32_t shut = open + 1 + draw_minute();
    if (shut > kMinutesOfADay) shut = prng.chance(1, 2) ? kMinutesOfADay : shut;
    shut = std::min(shut, open + kMinutesOfADay - 1);
    hours.push_back({open, shut});
    from = shut;
  }
  return hours;
}

CalendarSection draw_section(base::Prng& prng, const char* zone, absl::CivilDay around) {
  CalendarSection section;
  section.name = "drawn";
  section.zone_name = zone;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &section.zone)) << zone;
  for (DayHours& hours : section.week) hours = draw_hours(prng);
  for (int i = 0; i < 40; ++i) {
    const absl::CivilDay day = around + prng.between(-450, 850);
    section.holidays[day] = prng.chance(1, 2) ? DayHours{} : draw_hours(prng);
  }
  return section;
}

const DayHours& hours_on(const CalendarSection& section, absl::CivilDay day) {
  const auto holiday = section.holidays.find(day);
  if (holiday != section.holidays.end()) return holiday->second;
  return section.week[static_cast<std::size_t>(absl::GetWeekday(day))];
}

// Each time of each day is open from the first to the last minute in which the clock shows it.
std::vector<model::OpenInterval> open_by_the_minute(const CalendarSection& section,
                                                    std::int64_t from_ms, std::int64_t until_ms) {
  constexpr std::int64_t kMargin = 3 * kDayMs;
  std::map<std::pair<absl::CivilDay, std::int32_t>, std::pair<std::int64_t, std::int64_t>> shown;
  for (std::int64_t ms = from_ms - kMargin; ms < until_ms + kMargin; ms += kMinuteMs) {
    const absl::CivilMinute clock = absl::ToCivilMinute(absl::FromUnixMillis(ms), section.zone);
    const absl::CivilDay today(clock);
    for (const absl::CivilDay day : {today, today - 1}) {
      const auto minute = static_cast<std::int32_t>(clock - absl::CivilMinute(day));
      for (const ClockSpan& span : hours_on(section, day)) {
        if (minute < span.open || minute >= span.shut) continue;
        const auto [entry, is_new] = shown.try_emplace({day, span.open}, ms, ms);
        entry->second.second = ms + kMinuteMs;
      }
    }
  }
  std::vector<bool> open(static_cast<std::size_t>((until_ms - from_ms) / kMinuteMs));
  for (const auto& [time, extent] : shown) {
    for (std::int64_t ms = extent.first; ms < extent.second; ms += kMinuteMs) {
      if (ms < from_ms || ms >= until_ms) continue;
      open[static_cast<std::size_t>((ms - from_ms) / kMinuteMs)] = true;
    }
  }
  std::vector<model::OpenInterval> intervals;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const base::Instant at{from_ms + static_cast<std::int64_t>(i) * kMinuteMs};
    if (!open[i]) continue;
    if (i == 0 || !open[i - 1]) intervals.push_back({at, at});
    intervals.back().shut = at + base::minutes(1);
  }
  return intervals;
}

TEST(CalendarExpansion, IsWhatTheLocalClockShowsMinuteByMinute) {
  constexpr std::uint64_t kSeed = 31;
  base::Prng prng(kSeed);
  std::size_t intervals = 0;
  for (const Place& place : kPlaces) {
    SCOPED_TRACE(std::string(place.zone) + ", seed " + std::to_string(kSeed));
    absl::CivilDay around;
    ASSERT_TRUE(absl::ParseCivilTime(place.around, &around));
    const CalendarSection section = draw_section(prng, place.zone, around);
    const std::int64_t midnight = absl::ToUnixMillis(absl::FromCivil(around, absl::UTCTimeZone()));
    const base::Instant now{midnight + prng.between(0, kDayMs - 1)};
    const model::CalendarPolicy policy = expand(section, now);
    const auto expected = open_by_the_minute(section, midnight - kDaysBefore * kDayMs,
                                             midnight + kDaysAfter * kDayMs);
    intervals += expected.size();
    EXPECT_EQ(policy.known_until.ms, midnight + kDaysAfter * kDayMs);
    ASSERT_EQ(policy.intervals.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(policy.intervals[i].open.ms, expected[i].open.ms)
          << absl::FormatTime(absl::FromUnixMillis(expected[i].open.ms), section.zone);
      ASSERT_EQ(policy.intervals[i].shut.ms, expected[i].shut.ms)
          << absl::FormatTime(absl::FromUnixMillis(expected[i].shut.ms), section.zone);
    }
  }
  EXPECT_GT(intervals, 5'000U);
}

}  // namespace
}  // namespace stellwerk::policy
