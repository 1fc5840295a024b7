// SPDX-License-Identifier: Apache-2.0
#include "core/planning/volume_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/base/check.h"

namespace stellwerk::planning {
namespace {

// Chosen by the error on months held back from a bank's history, which
// tests/stellwerk/bank_forecast_test.py has, too.
constexpr double kRecentHalfLifeDays = 84;
constexpr double kLevelHalfLifeDays = 42;
constexpr double kAroundDays = 42;
constexpr double kAroundDecayDays = 21;
constexpr int kRounds = 4;
// The week of the month: learned from so many months, and drawn to 1 as if so many days said 1.
constexpr std::size_t kMonthsMin = 3;
constexpr double kMonthWeekDoubt = 10;
// A trend is believed after half a year, when chance makes one like it in one of a hundred.
constexpr std::int64_t kTrendWeeksMin = 26;
constexpr std::int64_t kTrendWeeksMax = 52;
constexpr double kTrendZ = 2.576;
constexpr double kTrendMax = 0.05;      // a week
constexpr double kTrendDamping = 0.95;  // a week
// Days as far as that from the level around them tell little about it, or nothing about the course.
constexpr double kClipLow = 0.6;
constexpr double kClipHigh = 1.5;
constexpr double kWild = 3;
// Weekdays whose courses differ by less than that beyond chance share half of what they show.
constexpr double kAlike = 0.2;
constexpr double kOwnShare = 0.5;

constexpr int kNoWeekday = -1;

std::size_t weekday_of(absl::CivilDay day) {
  return static_cast<std::size_t>(absl::GetWeekday(day));
}

std::size_t month_week_of(absl::CivilDay day) {
  return std::min<std::size_t>(static_cast<std::size_t>(day.day() - 1) / 7, kMonthWeeks - 1);
}

double halved(double age, double half_life) { return std::exp2(-age / half_life); }

// Around a mean of 1, if there is anything.
template <std::size_t kCount>
void centre(std::array<double, kCount>& factors) {
  const double sum = std::accumulate(factors.begin(), factors.end(), 0.0);
  if (sum <= 0) return;
  for (double& each : factors) each *= static_cast<double>(kCount) / sum;
}

int like_of(const Holiday& holiday) {
  return holiday.like ? static_cast<int>(*holiday.like) : kNoWeekday;
}

// Counts by interval and their sum.
struct Course {
  std::vector<double> counts;
  double total = 0;
};

bool alike(const Course& a, const Course& b) {
  if (a.total <= 0 || b.total <= 0) return false;
  double apart = 0;
  double by_chance = 0;
  for (std::size_t i = 0; i < a.counts.size(); ++i) {
    const double both = (a.counts[i] + b.counts[i]) / (a.total + b.total);
    apart += std::abs(a.counts[i] / a.total - b.counts[i] / b.total);
    // The mean absolute value of a normal number is 0.8 of its deviation.
    by_chance += 0.8 * std::sqrt(both * (1 / a.total + 1 / b.total));
  }
  return apart < kAlike + by_chance;
}

}  // namespace

VolumeModel::VolumeModel(const History& history, const Holidays& holidays)
    : intervals_(history.intervals), holidays_(holidays) {
  SW_CHECK(!history.days.empty());
  end_ = history.days.back().day;
  for (const DayCounts& each : history.days) {
    if (holidays_.contains(each.day)) continue;
    const auto age = static_cast<double>(end_ - each.day);
    days_.push_back({each.day, weekday_of(each.day), month_week_of(each.day), each.total(),
                     halved(age, kRecentHalfLifeDays), 1, &each.counts});
  }
  learn_factors();
  learn_trend();
  learn_level();
  learn_shapes();
  learn_holidays(history);
  // What they point to may not live as long.
  days_.clear();
}

// By turns, each with what is known of the others.
void VolumeModel::learn_factors() {
  month_weeks_.fill(1);
  weekdays_.fill(1);
  learn_weekdays();
  std::set<absl::CivilMonth> months;
  for (const Day& each : days_) months.insert(absl::CivilMonth(each.day));
  for (int round = 0; round < kRounds; ++round) {
    for (Day& each : days_) each.local = local_level(each.day);
    learn_weekdays();
    if (months.size() >= kMonthsMin) learn_month_weeks();
  }
}

void VolumeModel::learn_weekdays() {
  std::array<std::vector<Weighted>, kWeekdays> seen;
  for (const Day& each : days_) {
    if (each.local <= 0) continue;
    seen[each.weekday].push_back(
        {each.total / (each.local * month_weeks_[each.month_week]), each.recent});
  }
  for (std::size_t k = 0; k < kWeekdays; ++k) weekdays_[k] = weighted_median(std::move(seen[k]));
  centre(weekdays_);
}

void VolumeModel::learn_month_weeks() {
  std::array<std::vector<Weighted>, kMonthWeeks> seen;
  for (const Day& each : days_) {
    const double weekday = weekdays_[each.weekday];
    if (each.local <= 0 || weekday <= 0) continue;
    seen[each.month_week].push_back({each.total / (each.local * weekday), weekday});
  }
  for (std::size_t week = 0; week < kMonthWeeks; ++week) {
    const auto days = static_cast<double>(seen[week].size());
    const double median = days == 0 ? 1 : weighted_median(std::move(seen[week]));
    month_weeks_[week] = 1 + (median - 1) * days / (days + kMonthWeekDoubt);
  }
  centre(month_weeks_);
}

double VolumeModel::local_level(absl::CivilDay day) const {
  std::vector<Weighted> around;
  for (const Day& each : days_) {
    const auto distance = std::abs(static_cast<double>(each.day - day));
    if (distance > kAroundDays || factor(each) <= 0) continue;
    around.push_back({each.total / factor(each),
                      std::exp(-distance / kAroundDecayDays) * weekdays_[each.weekday]});
  }
  return weighted_median(std::move(around));
}

void VolumeModel::learn_trend() {
  std::map<std::int64_t, std::vector<Weighted>> weeks;
  for (const Day& each : days_) {
    const std::int64_t ago = (end_ - each.day) / 7;
    if (ago >= kTrendWeeksMax || factor(each) <= 0) continue;
    weeks[-ago].push_back({each.total / factor(each), weekdays_[each.weekday]});
  }
  std::vector<Point> points;
  for (auto& [week, totals] : weeks) {
    const double level = weighted_median(std::move(totals));
    if (level > 0) points.push_back({static_cast<double>(week), std::log(level)});
  }
  if (points.size() < static_cast<std::size_t>(kTrendWeeksMin)) return;
  const Trend trend = trend_of(points);
  if (std::abs(trend.z) > kTrendZ) trend_ = std::clamp(trend.slope, -kTrendMax, kTrendMax);
}

void VolumeModel::learn_level() {
  std::vector<Weighted> levels;
  for (const Day& each : days_) {
    if (factor(each) <= 0) continue;
    const auto age = static_cast<double>(end_ - each.day);
    levels.push_back({each.total / factor(each) * std::exp(trend_ * age / 7),
                      weekdays_[each.weekday] * halved(age, kLevelHalfLifeDays)});
  }
  const double median = weighted_median(levels);
  double sum = 0;
  double weights = 0;
  for (const Weighted& each : levels) {
    sum += each.weight * std::clamp(each.value, kClipLow * median, kClipHigh * median);
    weights += each.weight;
  }
  level_ = weights > 0 ? sum / weights : 0;
}

void VolumeModel::learn_shapes() {
  std::array<Course, kWeekdays> courses;
  for (Course& each : courses) each.counts.assign(intervals_, 0);
  for (const Day& each : days_) {
    const double usual = each.local * factor(each);
    if (each.total > kWild * usual || each.total * kWild < usual) continue;
    Course& course = courses[each.weekday];
    for (std::size_t i = 0; i < intervals_; ++i) {
      course.counts[i] += each.recent * (*each.counts)[i];
    }
    course.total += each.recent * each.total;
  }
  for (std::size_t k = 0; k < kWeekdays; ++k) {
    Course pooled{std::vector<double>(intervals_, 0), 0};
    for (const Course& other : courses) {
      if (!alike(courses[k], other)) continue;
      for (std::size_t i = 0; i < intervals_; ++i) pooled.counts[i] += other.counts[i];
      pooled.total += other.total;
    }
    shapes_[k].assign(intervals_, 0);
    if (courses[k].total <= 0) continue;
    for (std::size_t i = 0; i < intervals_; ++i) {
      shapes_[k][i] = kOwnShare * courses[k].counts[i] / courses[k].total +
                      (1 - kOwnShare) * pooled.counts[i] / pooled.total;
    }
  }
}

double VolumeModel::regular_total(absl::CivilDay day, std::size_t weekday, double level) const {
  return level * weekdays_[weekday] * month_weeks_[month_week_of(day)];
}

void VolumeModel::learn_holidays(const History& history) {
  std::map<std::string, std::vector<Weighted>> by_kind;
  std::map<int, std::vector<Weighted>> by_like;
  for (const DayCounts& each : history.days) {
    const auto found = holidays_.find(each.day);
    if (found == holidays_.end()) continue;
    const int like = like_of(found->second);
    const std::size_t weekday =
        like == kNoWeekday ? weekday_of(each.day) : static_cast<std::size_t>(like);
    const double usual = regular_total(each.day, weekday, local_level(each.day));
    if (usual <= 0) continue;
    by_kind[found->second.kind].push_back({each.total() / usual});
    by_like[like].push_back({each.total() / usual});
  }
  for (auto& [kind, seen] : by_kind) holiday_factors_[kind] = weighted_median(std::move(seen));
  for (auto& [like, seen] : by_like) factors_like_[like] = weighted_median(std::move(seen));
}

double VolumeModel::holiday_factor(const Holiday& holiday) const {
  const auto seen = holiday_factors_.find(holiday.kind);
  if (seen != holiday_factors_.end()) return seen->second;
  if (holiday.share) return *holiday.share;
  const auto like = factors_like_.find(like_of(holiday));
  return like == factors_like_.end() ? 1 : like->second;
}

std::vector<double> VolumeModel::expected(absl::CivilDay day) const {
  const double weeks = std::max(0.0, static_cast<double>(day - end_) / 7);
  const double growth =
      trend_ * kTrendDamping * (1 - std::pow(kTrendDamping, weeks)) / (1 - kTrendDamping);
  std::size_t weekday = weekday_of(day);
  double factor = 1;
  const auto holiday = holidays_.find(day);
  if (holiday != holidays_.end()) {
    if (holiday->second.like) weekday = static_cast<std::size_t>(*holiday->second.like);
    factor = holiday_factor(holiday->second);
  }
  const double total = factor * regular_total(day, weekday, level_ * std::exp(growth));
  std::vector<double> expected = shapes_[weekday];
  for (double& each : expected) each *= total;
  return expected;
}

}  // namespace stellwerk::planning
