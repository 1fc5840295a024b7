// SPDX-License-Identifier: Apache-2.0
#include "core/policy/calendar.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/policy/zones.h"

namespace stellwerk::policy {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t kHolidaysMax = 1'000;

void calendar_name(const Place& place, CalendarSection& calendar) {
  if (auto value = identifier_at(place)) calendar.name = *std::move(value);
}

void calendar_zone(const Place& place, CalendarSection& calendar) {
  if (const auto zone = zone_at(place)) {
    calendar.zone = *zone;
    calendar.zone_name = *text_at(place);
  }
}

// The position in the week; kDays.size() for anything else.
std::size_t day_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find(kDays, text) - kDays.begin());
}

// The days of "mon-fri", "sat" and "sun-thu". Empty, and refused, when they are none.
std::vector<std::size_t> days_of(const Place& place, std::string_view text) {
  std::string_view rest = text;
  const std::size_t first = day_of(base::next_item(rest, '-'));
  const std::size_t last = rest.data() == nullptr ? first : day_of(rest);
  if (first == kDays.size() || last == kDays.size()) {
    place.refuse(shown(text) + " is no day; use mon, tue, wed, thu, fri, sat, sun, or mon-fri");
    return {};
  }
  std::vector<std::size_t> days = {first};
  while (days.back() != last) days.push_back((days.back() + 1) % kDays.size());
  return days;
}

void calendar_hours(const Place& place, CalendarSection& calendar) {
  const toml::table* table = place.node.as_table();
  if (table == nullptr || table->empty()) {
    return place.refuse("expected days as { mon-fri = [\"08:00-18:00\"] }");
  }
  std::array<std::string_view, 7> given_as;
  for (const auto& [toml_key, node] : *table) {
    const std::string_view name = toml_key.str();
    const Place at{place.problems, place.key + "." + std::string(name), node};
    const std::vector<std::size_t> days = days_of(at, name);
    const auto hours = day_hours_at(at);
    for (const std::size_t day : days) {
      if (!given_as[day].empty()) {
        at.refuse(std::string(kDays[day]) + " is given by " + shown(given_as[day]) +
                  ", too; give each day once");
        break;
      }
      given_as[day] = name;
      if (hours) calendar.week[day] = *hours;
    }
  }
}

// 2026-12-25, bare or as a text.
std::optional<absl::CivilDay> date_at(const Place& place) {
  // The parser has seen that it is one.
  if (const auto* date = place.node.as_date()) {
    return absl::CivilDay(date->get().year, date->get().month, date->get().day);
  }
  if (!place.node.is_string()) {
    place.refuse("expected a date as \"2026-12-25\"");
    return std::nullopt;
  }
  const std::string text = place.node.as_string()->get();
  absl::CivilDay day;
  // The way back refuses the forms that abseil takes besides.
  if (absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text) return day;
  place.refuse(shown(text) + " is no date; write it as 2026-12-25");
  return std::nullopt;
}

struct Holiday {
  std::optional<absl::CivilDay> day;
  DayHours hours;
};

void holiday_date(const Place& place, Holiday& holiday) { holiday.day = date_at(place); }

void holiday_hours(const Place& place, Holiday& holiday) {
  if (auto hours = day_hours_at(place)) holiday.hours = *std::move(hours);
}

constexpr std::array kHolidayKeys = {
    Key<Holiday>{"date", holiday_date},
    Key<Holiday>{"hours", holiday_hours},
};

Holiday holiday_at(const Place& place) {
  Holiday holiday;
  const toml::table* table = place.node.as_table();
  if (table == nullptr) {
    holiday.day = date_at(place);
    return holiday;
  }
  read_table<Holiday>(*table, place.key, kHolidayKeys, place.problems, holiday);
  if (!table->contains("date")) {
    place.refuse("without a date; write { date = \"2026-12-24\", hours = [\"08:00-12:00\"] }");
  }
  return holiday;
}

void calendar_holidays(const Place& place, CalendarSection& calendar) {
  const toml::array* array = place.node.as_array();
  if (array == nullptr) return place.refuse("expected a list as [\"2026-12-25\"]");
  if (array->size() > kHolidaysMax) {
    return place.refuse("more than " + std::to_string(kHolidaysMax) + " dates");
  }
  for (const toml::node& item : *array) {
    const Place at{place.problems, place.key, item};
    Holiday holiday = holiday_at(at);
    if (!holiday.day) continue;
    if (!calendar.holidays.emplace(*holiday.day, std::move(holiday.hours)).second) {
      at.refuse(absl::FormatCivilTime(*holiday.day) + " stands there twice; give each date once");
    }
  }
}

constexpr std::array kCalendarKeys = {
    Key<CalendarSection>{"name", calendar_name},
    Key<CalendarSection>{"zone", calendar_zone},
    Key<CalendarSection>{"hours", calendar_hours},
    Key<CalendarSection>{"holidays", calendar_holidays},
};

}  // namespace

void read_calendar(const toml::table& table, Problems& problems, CalendarSection& calendar) {
  const std::size_t before = problems.count();
  read_table<CalendarSection>(table, "calendar", kCalendarKeys, problems, calendar);
  if (!table.contains("zone")) {
    problems.add(table, "calendar.zone", "missing; name the time zone, as \"Europe/Berlin\"");
  }
  if (!table.contains("hours")) {
    problems.add(table, "calendar.hours", "missing; write { mon-fri = [\"08:00-18:00\"] }");
  } else if (problems.count() == before && std::ranges::all_of(calendar.week, &DayHours::empty)) {
    problems.add(*table.get("hours"), "calendar.hours",
                 "never open, so that no clock would ever run; give some day its hours");
  }
}

}  // namespace stellwerk::policy
