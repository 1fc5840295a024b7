// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/plan/staffing_need.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/text.h"
#include "tools/stellwerk/day/table_reader.h"
#include "tools/stellwerk/flag_text.h"

namespace stellwerk::cli {
namespace {

constexpr std::size_t kDateLength = 10;
constexpr std::int64_t kMinutesADay = 1'440;
constexpr double kMsPerS = 1'000;

double bots_leave(const lab::CustomerClass& customers) {
  return customers.bot ? 1 - customers.bot->answers : 1;
}

// Minutes from midnight of "1999-03-01T08:30".
std::optional<std::int64_t> minute_of(std::string_view start) {
  if (start.size() != kDateLength + 6 || !is_date(start.substr(0, kDateLength)) ||
      start[kDateLength] != 'T' || start[kDateLength + 3] != ':') {
    return std::nullopt;
  }
  const auto hour = base::parse_integer(start.substr(kDateLength + 1, 2));
  const auto minute = base::parse_integer(start.substr(kDateLength + 4, 2));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) {
    return std::nullopt;
  }
  return *hour * 60 + *minute;
}

// What is expected of one day, by minute of its beginning; by class, or all of them at once.
class DayOfForecast {
 public:
  DayOfForecast(const lab::Scenario& scenario, std::string date)
      : scenario_(scenario), date_(std::move(date)) {
    double all = 0;
    for (const lab::CustomerClass& customers : scenario.classes) all += customers.rate_per_ms;
    for (const lab::CustomerClass& customers : scenario.classes) {
      shares_.push_back(customers.rate_per_ms / all);
    }
  }

  // Empty, or what is wrong.
  std::string read(const std::string& path) {
    TableReader table(path, {"start", "expected"});
    const bool by_class = std::ranges::find(table.heading(), "class") != table.heading().end();
    while (table.next()) {
      const auto minute = minute_of(table.text(0));
      const auto expected = parse_amount(table.text(1));
      if (!minute) table.fail("start: expected a time as 1999-03-01T08:30");
      if (!expected) table.fail("expected: expected a number from 0 on");
      if (!table.error().empty()) break;
      const std::string_view day = table.text(0).substr(0, kDateLength);
      if (date_.empty()) date_ = day;
      if (day != date_) continue;
      std::vector<double>& counts = counts_[*minute];
      counts.resize(shares_.size());
      if (by_class) {
        add_class(table, *expected, counts);
      } else {
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += *expected * shares_[i];
      }
    }
    if (!table.error().empty()) return table.error();
    if (counts_.empty()) {
      return fmt::format("{}: says nothing of {}", path, date_.empty() ? "any day" : date_);
    }
    if (counts_.size() == 1) {
      return fmt::format("{}: {} has one interval alone, so nobody knows how long it is", path,
                         date_);
    }
    return {};
  }

  // The day's intervals, as long as the shortest time between two of them.
  [[nodiscard]] StaffingNeed need(const std::string& path) const {
    StaffingNeed need;
    std::int64_t step = kMinutesADay;
    for (auto at = counts_.begin(); std::next(at) != counts_.end(); ++at) {
      step = std::min(step, std::next(at)->first - at->first);
    }
    const bool even =
        kMinutesADay % step == 0 &&
        std::ranges::all_of(counts_, [&](const auto& row) { return row.first % step == 0; });
    if (!even) {
      need.problem = fmt::format("{}: intervals of {} are no equal parts of the day", path, date_);
      return need;
    }
    need.interval = base::minutes(step);
    need.expected.resize(shares_.size());
    for (std::int64_t minute = 0; minute < kMinutesADay; minute += step) {
      const auto known = counts_.find(minute);
      need.starts.push_back(fmt::format("{}T{:02}:{:02}", date_, minute / 60, minute % 60));
      for (std::size_t i = 0; i < shares_.size(); ++i) {
        need.expected[i].push_back(known == counts_.end() ? 0 : known->second[i]);
      }
    }
    return need;
  }

 private:
  void add_class(TableReader& table, double expected, std::vector<double>& counts) {
    const std::string name(table.cell_named("class"));
    const auto found = std::ranges::find(scenario_.classes, name, &lab::CustomerClass::name);
    if (found == scenario_.classes.end()) {
      return table.fail("class: the scenario has no class \"" + name + "\"");
    }
    counts[static_cast<std::size_t>(found - scenario_.classes.begin())] += expected;
  }

  const lab::Scenario& scenario_;
  std::string date_;
  std::vector<double> shares_;
  std::map<std::int64_t, std::vector<double>> counts_;
};

}  // namespace

double handling_s(const lab::Scenario& scenario, const lab::CustomerClass& customers) {
  const auto queue =
      std::ranges::find(scenario.policy.queues, customers.queue, &model::QueuePolicy::name);
  const std::int64_t wrap_up = queue == scenario.policy.queues.end() ? 0 : queue->wrap_up.ms;
  return (customers.service.mean() + static_cast<double>(wrap_up)) / kMsPerS *
         bots_leave(customers);
}

double StaffingNeed::erlangs(const lab::Scenario& scenario, std::size_t interval_number) const {
  double work_s = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    work_s += expected[i][interval_number] * handling_s(scenario, scenario.classes[i]);
  }
  return work_s * kMsPerS / static_cast<double>(interval.ms);
}

StaffingNeed constant_need(const lab::Scenario& scenario, std::optional<double> erlangs) {
  StaffingNeed need;
  need.starts = {"00:00"};
  need.interval = scenario.day;
  double work = 0;
  for (const lab::CustomerClass& customers : scenario.classes) {
    work += customers.rate_per_ms * customers.service.mean() * bots_leave(customers);
  }
  const double load = erlangs ? *erlangs / work : scenario.load;
  for (const lab::CustomerClass& customers : scenario.classes) {
    need.expected.push_back({customers.rate_per_ms * load * static_cast<double>(scenario.day.ms)});
  }
  return need;
}

StaffingNeed forecast_need(const lab::Scenario& scenario, const std::string& path,
                           const std::string& date) {
  DayOfForecast day(scenario, date);
  StaffingNeed need;
  need.problem = day.read(path);
  return need.problem.empty() ? day.need(path) : need;
}

}  // namespace stellwerk::cli
