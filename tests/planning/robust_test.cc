// SPDX-License-Identifier: Apache-2.0
#include "core/planning/robust.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::planning {
namespace {

TEST(Robust, WeightedMedian) {
  EXPECT_EQ(weighted_median({}), 0);
  EXPECT_EQ(weighted_median({{5, 0}}), 0);
  EXPECT_EQ(weighted_median({{3}, {1}, {2}}), 2);
  EXPECT_EQ(weighted_median({{3}, {1}, {2}, {9}}), 2);
  EXPECT_EQ(weighted_median({{3, 1}, {1, 5}, {2, 1}}), 1);
  EXPECT_EQ(weighted_median({{1, 1}, {2, 1}, {1e9, 1.9}}), 2);
}

TEST(Robust, TrendOfALineWithWildPoints) {
  std::vector<Point> points;
  for (int i = 0; i < 40; ++i) points.push_back({1.0 * i, 3 - 0.25 * i});
  points[5].value = 100;
  points[30].value = -50;
  const Trend trend = trend_of(points);
  EXPECT_NEAR(trend.slope, -0.25, 1e-9);
  EXPECT_LT(trend.z, -6);
}

// In a hundred series without a trend, about one seems to have one at a level of 1 %.
TEST(Robust, ChanceIsNoTrend) {
  constexpr std::uint64_t kSeed = 21;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  int believed = 0;
  for (int run = 0; run < 1'000; ++run) {
    std::vector<Point> points;
    for (int i = 0; i < 30; ++i) points.push_back({1.0 * i, prng.unit()});
    believed += std::abs(trend_of(points).z) > 2.576 ? 1 : 0;
  }
  EXPECT_GE(believed, 2);
  EXPECT_LE(believed, 20);
}

TEST(Robust, TooLittleForATrend) {
  EXPECT_EQ(trend_of({}).z, 0);
  EXPECT_EQ(trend_of(std::vector<Point>{{1, 5}}).slope, 0);
  EXPECT_EQ(trend_of(std::vector<Point>{{1, 5}, {2, 6}}).z, 0);
}

}  // namespace
}  // namespace stellwerk::planning
