// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policy/described_all.h"

// What a [[calendar]] may say, and what it then means. kNow is 2026-11-30.
namespace stellwerk::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string calendar(std::string_view zone, std::string_view hours,
                     std::string_view holidays = "") {
  return "[[calendar]]\nname = \"c\"\nzone = \"" + std::string(zone) + "\"\nhours = { " +
         std::string(hours) + " }\nholidays = [" + std::string(holidays) + "]\n";
}

std::string utc(base::Instant at) {
  return absl::FormatTime("%m-%d %H:%M", absl::FromUnixMillis(at.ms), absl::UTCTimeZone());
}

// When it is open from the first of those days on, before the second; by UTC.
std::vector<std::string> open_times(const std::string& toml, std::string_view first,
                                    std::string_view second) {
  const Compiled compiled = compile(toml);
  EXPECT_THAT(described_all(compiled), IsEmpty()) << toml;
  std::vector<std::string> times;
  if (!compiled.ok()) return times;
  const auto midnight = [](std::string_view day) {
    absl::CivilDay civil;
    EXPECT_TRUE(absl::ParseCivilTime(std::string(day), &civil)) << day;
    return base::Instant{absl::ToUnixMillis(absl::FromCivil(civil, absl::UTCTimeZone()))};
  };
  for (const model::OpenInterval& interval : compiled.policy.calendars.at(0).intervals) {
    if (interval.shut <= midnight(first) || interval.open >= midnight(second)) continue;
    times.push_back(utc(interval.open) + " " + utc(interval.shut));
  }
  return times;
}

TEST(Calendar, KeepsHoursByTheLocalClock) {
  const std::string office = calendar(
      "Europe/Berlin", R"(mon-fri = ["08:00-12:00", "13:00-18:00"], sat = ["09:00-13:00"])");
  // From a friday to a monday, in winter and in summer.
  EXPECT_THAT(
      open_times(office, "2027-01-15", "2027-01-19"),
      ElementsAre("01-15 07:00 01-15 11:00", "01-15 12:00 01-15 17:00", "01-16 08:00 01-16 12:00",
                  "01-18 07:00 01-18 11:00", "01-18 12:00 01-18 17:00"));
  EXPECT_THAT(open_times(office, "2027-07-16", "2027-07-17"),
              ElementsAre("07-16 06:00 07-16 10:00", "07-16 11:00 07-16 16:00"));
}

TEST(Calendar, RangesOfDaysGoOverTheEndOfTheWeek) {
  EXPECT_THAT(
      open_times(calendar("UTC", R"(sun-tue = ["08:00-09:00"])"), "2026-12-04", "2026-12-11"),
      ElementsAre("12-06 08:00 12-06 09:00", "12-07 08:00 12-07 09:00", "12-08 08:00 12-08 09:00"));
  EXPECT_THAT(
      open_times(calendar("UTC", R"(thu-wed = ["00:00-24:00"])"), "2026-12-04", "2026-12-11"),
      ElementsAre("10-26 00:00 02-07 00:00"));
  EXPECT_THAT(
      open_times(calendar("UTC", R"(fri-fri = ["08:00-09:00"])"), "2026-12-04", "2026-12-11"),
      ElementsAre("12-04 08:00 12-04 09:00"));
}

TEST(Calendar, TimesThatTouchAreJoined) {
  EXPECT_THAT(open_times(calendar("UTC", R"(mon = ["12:00-18:00", "08:00-12:00"])"), "2026-12-07",
                         "2026-12-08"),
              ElementsAre("12-07 08:00 12-07 18:00"));
}

TEST(Calendar, NightsBelongToTheDayOnWhichTheyBegin) {
  EXPECT_THAT(open_times(calendar("UTC", R"(fri = ["22:00-06:00"], sat = ["05:00-07:00"])"),
                         "2026-12-03", "2026-12-09"),
              ElementsAre("12-04 22:00 12-05 07:00"));
  EXPECT_THAT(open_times(calendar("UTC", R"(sun = ["22:00-00:00"], mon = ["00:00-01:00"])"),
                         "2026-12-03", "2026-12-09"),
              ElementsAre("12-06 22:00 12-07 01:00"));
}

TEST(Calendar, NothingBeginsOnAHolidayButItsOwnHours) {
  const std::string nights = R"(mon-sun = ["22:00-06:00"])";
  // The night before goes on, the night of the holiday is left out.
  EXPECT_THAT(
      open_times(calendar("UTC", nights, R"("2026-12-25")"), "2026-12-24", "2026-12-27"),
      ElementsAre("12-23 22:00 12-24 06:00", "12-24 22:00 12-25 06:00", "12-26 22:00 12-27 06:00"));
  EXPECT_THAT(open_times(calendar("UTC", nights, "2026-12-25"), "2026-12-25", "2026-12-26"),
              ElementsAre("12-24 22:00 12-25 06:00"))
      << "a TOML date";
  const std::string_view half_day = R"({ date = 2026-12-24, hours = ["08:00-12:00"] })";
  EXPECT_THAT(
      open_times(calendar("UTC", nights, half_day), "2026-12-24", "2026-12-26"),
      ElementsAre("12-23 22:00 12-24 06:00", "12-24 08:00 12-24 12:00", "12-25 22:00 12-26 06:00"));
  EXPECT_THAT(open_times(calendar("UTC", R"(mon = ["08:00-09:00"])",
                                  R"({ date = "2026-12-06", hours = ["10:00-11:00"] })"),
                         "2026-12-06", "2026-12-07"),
              ElementsAre("12-06 10:00 12-06 11:00"))
      << "a sunday that is open once";
}

// Clocks go from 02:00 to 03:00 at 01:00 of UTC.
TEST(Calendar, WhatBeginsOrEndsInASkippedHourDoesSoWithTheJump) {
  const auto on_the_day = [](std::string_view span) {
    return open_times(calendar("Europe/Berlin", "sun = [\"" + std::string(span) + "\"]"),
                      "2027-03-28", "2027-03-29");
  };
  EXPECT_THAT(on_the_day("02:30-04:00"), ElementsAre("03-28 01:00 03-28 02:00"));
  EXPECT_THAT(on_the_day("01:00-02:30"), ElementsAre("03-28 00:00 03-28 01:00"));
  EXPECT_THAT(on_the_day("01:00-02:00"), ElementsAre("03-28 00:00 03-28 01:00"));
  EXPECT_THAT(on_the_day("03:00-04:00"), ElementsAre("03-28 01:00 03-28 02:00"));
  EXPECT_THAT(on_the_day("02:15-02:45"), IsEmpty());
}

// Clocks go from 03:00 back to 02:00 at 01:00 of UTC.
TEST(Calendar, ARepeatedHourIsOpenTheFirstTimeAndTheSecond) {
  const auto on_the_day = [](std::string_view span) {
    return open_times(calendar("Europe/Berlin", "sun = [\"" + std::string(span) + "\"]"),
                      "2026-10-24", "2026-10-26");
  };
  EXPECT_THAT(on_the_day("02:30-04:00"), ElementsAre("10-25 00:30 10-25 03:00"));
  EXPECT_THAT(on_the_day("01:00-02:30"), ElementsAre("10-24 23:00 10-25 01:30"));
  EXPECT_THAT(on_the_day("02:15-02:45"), ElementsAre("10-25 00:15 10-25 01:45"));
  EXPECT_THAT(on_the_day("02:00-03:00"), ElementsAre("10-25 00:00 10-25 02:00"));
  // These end before the hour that is repeated, or begin after it.
  EXPECT_THAT(on_the_day("01:00-02:00"), ElementsAre("10-24 23:00 10-25 00:00"));
  EXPECT_THAT(on_the_day("03:00-04:00"), ElementsAre("10-25 02:00 10-25 03:00"));
}

TEST(Calendar, KnowsFourHundredDaysBackAndEightHundredAhead) {
  const Compiled compiled = compile(calendar("UTC", R"(mon-sun = ["00:00-24:00"])"));
  ASSERT_THAT(compiled.policy.calendars, SizeIs(1));
  const model::CalendarPolicy& always = compiled.policy.calendars[0];
  ASSERT_THAT(always.intervals, SizeIs(1)) << "what touches is joined";
  const base::Instant midnight{kNow.ms / 86'400'000 * 86'400'000};
  EXPECT_EQ(always.intervals[0].open, midnight - base::hours(24) * 400);
  EXPECT_EQ(always.intervals[0].shut, midnight + base::hours(24) * 800);
  EXPECT_EQ(always.known_until, midnight + base::hours(24) * 800);
  EXPECT_EQ(always.zone, "UTC");
}

struct RefusedCalendar {
  std::string_view zone;
  std::string_view hours;
  std::string_view holidays;
  std::string_view problem;
};

TEST(Calendar, RefusesWhatItCannotMean) {
  const std::string_view day = R"(mon = ["08:00-18:00"])";
  const RefusedCalendar cases[] = {
      {"UTC", R"(monday = ["08:00-18:00"])", "",
       "line 4: calendar.hours.monday: 'monday' is no day; use mon, tue, wed, thu, fri, sat, sun, "
       "or mon-fri"},
      {"UTC", R"(mon-fry = ["08:00-18:00"])", "",
       "line 4: calendar.hours.mon-fry: 'mon-fry' is no day; use mon, tue, wed, thu, fri, sat, "
       "sun, or mon-fri"},
      {"UTC", R"(mon-fri = ["08:00-18:00"], wed = ["08:00-12:00"])", "",
       "line 4: calendar.hours.wed: wed is given by 'mon-fri', too; give each day once"},
      {"UTC", R"(mon = "08:00-18:00")", "",
       "line 4: calendar.hours.mon: expected a list as [\"08:00-12:00\", \"13:00-18:00\"]"},
      {"UTC", R"(mon = ["8-18"])", "",
       "line 4: calendar.hours.mon: '8-18' is no time of a day; write from and to as 08:00-12:00, "
       "from 00:00 to 24:00"},
      {"UTC", R"(mon = ["08:00-24:01"])", "", "line 4: calendar.hours.mon: '08:00-24:01' is no"},
      {"UTC", R"(mon = ["08:60-09:00"])", "", "line 4: calendar.hours.mon: '08:60-09:00' is no"},
      {"UTC", R"(mon = ["24:00-06:00"])", "", "line 4: calendar.hours.mon: '24:00-06:00' is no"},
      {"UTC", R"(mon = ["08:00"])", "", "line 4: calendar.hours.mon: '08:00' is no"},
      {"UTC", R"(mon = ["08:00-0\u0000:00"])", "", "line 4: calendar.hours.mon: '08:00-0?:00'"},
      {"UTC", R"(mon = ["08:00-08:00"])", "",
       "line 4: calendar.hours.mon: '08:00-08:00' is empty; for a whole day write 00:00-24:00"},
      {"UTC", R"(mon = ["08:00-12:00", "11:59-18:00"])", "",
       "line 4: calendar.hours.mon: '11:59-18:00' overlaps another time of that day; join them"},
      {"UTC", R"(mon = ["22:00-06:00", "23:00-24:00"])", "",
       "line 4: calendar.hours.mon: '23:00-24:00' overlaps another time of that day; join them"},
      {"UTC", "mon = []", "",
       "line 4: calendar.hours: never open, so that no clock would ever run; give some day its "
       "hours"},
      {"UTC", "", "", "line 4: calendar.hours: expected days as { mon-fri = [\"08:00-18:00\"] }"},
      {"UTC", day, "\"2026-02-30\"",
       "line 5: calendar.holidays: '2026-02-30' is no date; write it as 2026-12-25"},
      {"UTC", day, "\" 2026-2-03\"", "line 5: calendar.holidays: ' 2026-2-03' is no date"},
      {"UTC", day, "\"24.12.2026\"", "line 5: calendar.holidays: '24.12.2026' is no date"},
      {"UTC", day, "20261225", "line 5: calendar.holidays: expected a date as \"2026-12-25\""},
      {"UTC", day, "2026-12-25T00:00:00", "line 5: calendar.holidays: expected a date"},
      {"UTC", day, "\"2026-12-25\", 2026-12-25",
       "line 5: calendar.holidays: 2026-12-25 stands there twice; give each date once"},
      {"UTC", day, "{ hours = [] }", "line 5: calendar.holidays: without a date; write { date ="},
      {"UTC", day, "{ date = 2026-12-25, open = [] }",
       "line 5: calendar.holidays.open: unknown key; known here: date hours"},
      {"Europe/Berlim", day, "",
       "line 3: calendar.zone: 'Europe/Berlim' is no time zone of this machine; did you mean "
       "Europe/Berlin?"},
      {"berlin", day, "",
       "line 3: calendar.zone: 'berlin' is no time zone of this machine; did "
       "you mean Europe/Berlin?"},
      {"MEZ/x-not-there", day, "",
       "line 3: calendar.zone: 'MEZ/x-not-there' is no time zone of this machine; use an IANA "
       "name as Europe/Berlin, or UTC"},
  };
  for (const RefusedCalendar& item : cases) {
    const std::string toml = calendar(item.zone, item.hours, item.holidays);
    EXPECT_THAT(described_all(compile(toml)), ElementsAre(HasSubstr(std::string(item.problem))))
        << toml;
  }
}

// abseil would open them.
TEST(Calendar, OpensNoFileThatIsNoTimeZone) {
  for (const std::string_view zone : {"/etc/localtime", "../../../etc/hostname", "localtime", "",
                                      "file:/etc/passwd", "Europe/../UTC", "posix/UTC", "Europe"}) {
    EXPECT_THAT(described_all(compile(calendar(zone, R"(mon = ["08:00-18:00"])"))),
                ElementsAre(HasSubstr("is no time zone of this machine")))
        << zone;
  }
}

TEST(Calendar, MissesWhatItNeeds) {
  EXPECT_THAT(described_all(compile("\n[[calendar]]\nname = \"c\"\n")),
              ElementsAre("line 2: calendar.zone: missing; name the time zone, as "
                          "\"Europe/Berlin\"",
                          "line 2: calendar.hours: missing; write { mon-fri = "
                          "[\"08:00-18:00\"] }"));
  EXPECT_THAT(described_all(compile("calendar = 3")),
              ElementsAre("line 1: calendar: expected tables; write [[calendar]]"));
}

TEST(Calendar, AreBoundedInNumberAndHours) {
  std::string toml;
  for (int i = 0; i < 201; ++i) {
    toml += "[[calendar]]\nname = \"c" + std::to_string(i) + "\"\nzone = \"UTC\"\n";
    toml += "hours = { mon-sun = [\"00:00-01:00\", \"02:00-03:00\"] }\n";
  }
  EXPECT_THAT(described_all(compile(toml)),
              ElementsAre("line 1: calendar: more than 200 of these"));
  toml.resize(toml.rfind("[[calendar]]"));
  EXPECT_THAT(described_all(compile(toml)),
              ElementsAre(HasSubstr("calendar: more than 250000 times of days of all calendars")));
}

}  // namespace
}  // namespace stellwerk::policy
