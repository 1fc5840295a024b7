// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/patience_curves.h"

#include <algorithm>

#include "core/base/check.h"
#include "tools/stellwerk/day/table_reader.h"
#include "tools/stellwerk/flag_text.h"

namespace stellwerk::cli {
namespace {

constexpr std::int64_t kSecondsMost = 86'400;
constexpr std::int64_t kCallersMax = 1'000'000'000;

}  // namespace

std::string PatienceCurves::read(const std::string& path) {
  TableReader table(path, {"priority", "t_s", "survival", "at_risk"});
  while (table.next()) {
    const auto priority = static_cast<std::size_t>(table.integer(0, 0, kPriorities - 1));
    const std::int64_t seconds = table.integer(1, 0, kSecondsMost);
    const auto survival = parse_share(table.text(2));
    const std::int64_t at_risk = table.integer(3, 1, kCallersMax);
    if (!survival)
      table.fail("column survival: \"" + std::string(table.text(2)) + "\" is no share");
    if (!table.error().empty()) break;
    Curve& curve = curves_[priority];
    if (curve.points.empty()) {
      curve.callers = static_cast<std::uint64_t>(at_risk);
    } else if (base::seconds(seconds) <= curve.points.back().at ||
               *survival > curve.points.back().survival) {
      table.fail("times of a priority rise, and their survival falls");
    }
    curve.points.push_back({base::seconds(seconds), *survival});
  }
  if (!table.error().empty()) return table.error();
  const bool whole =
      std::all_of(curves_.begin(), curves_.end(), [](const Curve& c) { return c.callers > 0; });
  return whole ? "" : path + ": each priority from 0 to 2 needs a curve";
}

std::size_t PatienceCurves::draw_priority(base::Prng& prng) const {
  std::uint64_t all = 0;
  for (const Curve& curve : curves_) all += curve.callers;
  std::uint64_t left = prng.below(all);
  std::size_t priority = 0;
  while (left >= curves_[priority].callers) left -= curves_[priority++].callers;
  return priority;
}

base::Duration PatienceCurves::draw_beyond(std::size_t priority, base::Duration wait,
                                           base::Duration longest, base::Prng& prng) const {
  SW_CHECK(priority < kPriorities);
  const std::vector<Point>& points = curves_[priority].points;
  const auto next =
      std::upper_bound(points.begin(), points.end(), wait,
                       [](base::Duration value, const Point& point) { return value < point.at; });
  const double still_there = next == points.begin() ? 1 : std::prev(next)->survival;
  const double drawn = prng.unit() * still_there;
  const auto leaves = std::find_if(next, points.end(),
                                   [drawn](const Point& point) { return point.survival <= drawn; });
  return leaves == points.end() ? std::max(longest, wait) : leaves->at;
}

}  // namespace stellwerk::cli
