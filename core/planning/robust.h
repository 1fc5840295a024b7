// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

// Estimates that some wild values do not carry away.
namespace stellwerk::planning {

struct Weighted {
  double value = 0;
  double weight = 1;
};

// The least value that at least half of the weight does not exceed; 0 without any weight.
[[nodiscard]] double weighted_median(std::vector<Weighted> values);

// The slope of a straight line through points (Theil, 1950; Sen, 1968), and whether the values rise
// or fall beyond chance (Mann, 1945; Kendall): `z` is standard normal without any trend, and has
// its sign. REQUIRES: places ascend.
struct Trend {
  double slope = 0;
  double z = 0;
};
struct Point {
  double place = 0;
  double value = 0;
};
[[nodiscard]] Trend trend_of(std::span<const Point> points);

}  // namespace stellwerk::planning
