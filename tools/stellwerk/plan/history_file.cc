// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/history_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "tools/stellwerk/day/table_reader.h"
#include "tools/stellwerk/flag_text.h"

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kMinutesADay = 1'440;
constexpr std::int64_t kUsualInterval = 30;
constexpr double kShareMax = 10;
constexpr double kCountMax = 1e6;
constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

// Counts by minute of the day, as far as they are given. Empty optionals are counts not known.
using Minutes = std::map<std::int64_t, std::optional<double>>;
using Days = std::map<absl::CivilDay, Minutes>;

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

// A count, or nothing when the cell is empty; the reader fails when it is neither.
std::optional<double> count_in(TableReader& reader, std::string_view cell) {
  if (cell.empty()) return std::nullopt;
  const auto count = parse_amount(cell);
  if (count && *count <= kCountMax) return count;
  reader.fail(quoted(cell) + " is no count: write a number from 0 to 1000000, or nothing");
  return std::nullopt;
}

struct Start {
  absl::CivilDay day;
  std::int64_t minute = 0;
};

// "1999-01-03T07:30", with seconds that are 0 or without, and a blank for the T.
std::optional<Start> parse_start(std::string_view text) {
  if (text.size() != 16 && (text.size() != 19 || text.substr(16) != ":00")) return std::nullopt;
  if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':') return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = base::parse_integer(text.substr(11, 2));
  const auto minute = base::parse_integer(text.substr(14, 2));
  if (!day || !hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) {
    return std::nullopt;
  }
  return Start{*day, *hour * 60 + *minute};
}

// A row for each interval. Answers the length of an interval: what all starts are multiples of.
std::int64_t read_starts(TableReader& reader, const std::string& queue, Days& days) {
  const bool has_queues = std::ranges::find(reader.heading(), "queue") != reader.heading().end();
  if (!queue.empty() && !has_queues) reader.fail("no column \"queue\" in the heading");
  std::set<std::pair<absl::CivilSecond, std::string>> seen;
  std::int64_t interval = kMinutesADay;
  while (reader.next()) {
    const std::string of(has_queues ? reader.cell_named("queue") : "");
    const auto start = parse_start(reader.text(0));
    if (!start) {
      reader.fail(quoted(reader.text(0)) + " is no start: write it like 1999-01-05T07:30");
      break;
    }
    if (!seen.emplace(absl::CivilSecond(start->day) + start->minute * 60, of).second) {
      reader.fail(std::string(reader.text(0)) +
                  " is there twice; a column \"queue\" tells queues "
                  "apart");
      break;
    }
    interval = std::gcd(interval, start->minute);
    if (!queue.empty() && of != queue) continue;
    const auto count = count_in(reader, reader.text(1));
    const auto [minute, is_new] = days[start->day].try_emplace(start->minute, count);
    if (is_new) continue;
    if (count && minute->second) {
      *minute->second += *count;
    } else {
      minute->second.reset();
    }
  }
  return interval;
}

// A row for each day. Answers the length of an interval.
std::int64_t read_dates(TableReader& reader, Days& days) {
  const auto columns = static_cast<std::int64_t>(reader.heading().size()) - 1;
  if (columns < 1 || kMinutesADay % columns != 0) {
    reader.fail(
        fmt::format("{} columns behind the date do not divide a day of 1440 minutes", columns));
    return kMinutesADay;
  }
  const std::int64_t interval = kMinutesADay / columns;
  while (reader.next()) {
    const auto day = parse_day(reader.text(0));
    if (!day) {
      reader.fail(quoted(reader.text(0)) + " is no date: write it like 1999-01-05");
      break;
    }
    const auto [minutes, is_new] = days.try_emplace(*day);
    if (!is_new) {
      reader.fail(std::string(reader.text(0)) + " is there twice");
      break;
    }
    for (std::int64_t i = 0; i < columns; ++i) {
      const std::string_view cell = reader.cells()[static_cast<std::size_t>(i) + 1];
      minutes->second.emplace(i * interval, count_in(reader, cell));
    }
  }
  return interval;
}

planning::History history_of(const Days& days, std::int64_t interval) {
  planning::History history;
  history.intervals = static_cast<std::size_t>(kMinutesADay / interval);
  for (const auto& [day, minutes] : days) {
    std::vector<double> counts(history.intervals, 0);
    bool known = true;
    for (const auto& [minute, count] : minutes) {
      known &= count.has_value();
      counts[static_cast<std::size_t>(minute / interval)] += count.value_or(0);
    }
    if (known) history.days.push_back({day, std::move(counts)});
  }
  return history;
}

// Whether the file has a row for each day rather than for each interval.
bool has_dates(const std::string& path) {
  const TableReader reader(path, {});
  return !reader.heading().empty() && reader.heading().front() == "date";
}

}  // namespace

std::optional<absl::CivilDay> parse_day(std::string_view text) {
  if (!is_date(text)) return std::nullopt;
  const auto part = [text](std::size_t from, std::size_t size) {
    return base::parse_integer(text.substr(from, size)).value_or(0);
  };
  const absl::CivilDay day(part(0, 4), part(5, 2), part(8, 2));
  // 30 February becomes 2 March.
  return day.day() == part(8, 2) ? std::optional(day) : std::nullopt;
}

ReadHistory read_history(const std::string& path, std::optional<std::int64_t> interval_min,
                         const std::string& queue) {
  ReadHistory read;
  Days days;
  std::int64_t interval = 0;
  if (has_dates(path)) {
    TableReader reader(path, {"date"});
    if (!queue.empty()) reader.fail("a row for each day has no queue; write start,count,queue");
    interval = read_dates(reader, days);
    read.problem = reader.error();
  } else {
    TableReader reader(path, {"start", "count"});
    interval = read_starts(reader, queue, days);
    read.problem = reader.error();
  }
  if (!read.problem.empty()) return read;
  if (days.empty()) {
    read.problem = path + (queue.empty() ? ": has no rows" : ": has no rows of queue " + queue);
    return read;
  }
  read.interval_min = interval_min.value_or(
      interval < kUsualInterval && kUsualInterval % interval == 0 ? kUsualInterval : interval);
  if (read.interval_min % interval != 0 || kMinutesADay % read.interval_min != 0) {
    read.problem =
        fmt::format("{}: has intervals of {} minutes; those of {} cannot be made of them", path,
                    interval, read.interval_min);
    return read;
  }
  read.history = history_of(days, read.interval_min);
  return read;
}

ReadHolidays read_holidays(const std::string& path) {
  ReadHolidays read;
  TableReader reader(path, {"date", "kind"});
  while (reader.next()) {
    const auto day = parse_day(reader.text(0));
    planning::Holiday holiday;
    holiday.kind = reader.text(1);
    const std::string_view like = reader.cell_named("like");
    const std::string_view share = reader.cell_named("share");
    const auto weekday = std::ranges::find(kWeekdays, like);
    if (!day) reader.fail(quoted(reader.text(0)) + " is no date: write it like 1999-01-05");
    if (holiday.kind.empty())
      reader.fail("has no kind: write a name for days with the same effect");
    if (!like.empty() && weekday == kWeekdays.end()) {
      reader.fail(quoted(like) + " is no weekday: write mon, tue, wed, thu, fri, sat or sun");
    } else if (!like.empty()) {
      holiday.like = static_cast<absl::Weekday>(weekday - kWeekdays.begin());
    }
    if (!share.empty()) holiday.share = parse_amount(share);
    if (!share.empty() && (!holiday.share || *holiday.share > kShareMax)) {
      reader.fail(quoted(share) + " is no share from 0 to 10: write 0.3 for 30 % of such a day");
    }
    if (!reader.error().empty()) break;
    if (!read.holidays.emplace(*day, holiday).second) {
      reader.fail(std::string(reader.text(0)) + " is there twice");
    }
  }
  read.problem = reader.error();
  return read;
}

}  // namespace stellwerk::cli
