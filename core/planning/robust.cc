// SPDX-License-Identifier: Apache-2.0
#include "core/planning/robust.h"

#include <algorithm>
#include <cmath>

namespace stellwerk::planning {

double weighted_median(std::vector<Weighted> values) {
  std::sort(values.begin(), values.end(),
            [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  double total = 0;
  for (const Weighted& each : values) total += each.weight;
  if (total <= 0) return 0;
  double below = 0;
  for (const Weighted& each : values) {
    below += each.weight;
    if (2 * below >= total) return each.value;
  }
  return values.back().value;
}

Trend trend_of(std::span<const Point> points) {
  std::vector<Weighted> slopes;
  double rising = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = i + 1; j < points.size(); ++j) {
      const double up = points[j].value - points[i].value;
      slopes.push_back({up / (points[j].place - points[i].place)});
      rising += up > 0 ? 1 : up < 0 ? -1 : 0;
    }
  }
  Trend trend{weighted_median(std::move(slopes)), 0};
  const auto n = static_cast<double>(points.size());
  const double deviation = std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  if (std::abs(rising) > 1) trend.z = (rising - std::copysign(1, rising)) / deviation;
  return trend;
}

}  // namespace stellwerk::planning
