// SPDX-License-Identifier: Apache-2.0
#include "core/planning/band.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "tests/planning/made_up_history.h"

namespace stellwerk::planning {
namespace {

TEST(Band, OfAPoissonNumber) {
  // P(N <= 5) = 0.067 and P(N <= 6) = 0.130, P(N <= 13) = 0.864 and P(N <= 14) = 0.917 at 10.
  const Band band = band_around(10, 0, 0.8);
  EXPECT_EQ(band.low, 6U);
  EXPECT_EQ(band.high, 14U);
  EXPECT_EQ(band_around(0, 0, 0.8).high, 0U);
  EXPECT_EQ(band_around(0, 1, 0.99).high, 0U);
}

TEST(Band, GetsWiderWithTheSpreadAndTheShare) {
  for (const double expected : {5.0, 80.0, 3'000.0}) {
    Band before = band_around(expected, 0, 0.5);
    for (const double spread : {0.05, 0.2, 0.5, 1.0}) {
      const Band band = band_around(expected, spread, 0.5);
      EXPECT_LE(band.low, before.low);
      EXPECT_GE(band.high, before.high);
      EXPECT_LE(band_around(expected, spread, 0.9).low, band.low);
      EXPECT_GE(band_around(expected, spread, 0.9).high, band.high);
      before = band;
    }
  }
}

// A spread of 0.1 makes a large count nearly normal, with a relative deviation of 0.1.
TEST(Band, OfALargeCount) {
  const Band band = band_around(1e5, 0.1, 0.8);
  EXPECT_NEAR(static_cast<double>(band.low), 1e5 * (1 - 0.128), 300);
  EXPECT_NEAR(static_cast<double>(band.high), 1e5 * (1 + 0.128), 300);
}

TEST(Band, InBandIsBetweenItsEnds) {
  for (const double expected : {0.0, 0.7, 3.0, 42.0, 500.0}) {
    for (const double spread : {0.0, 0.1, 0.7}) {
      const Band band = band_around(expected, spread, 0.8);
      for (std::uint64_t count = 0; count < 2 * band.high + 5; ++count) {
        EXPECT_EQ(in_band(static_cast<double>(count), expected, spread, 0.8),
                  count >= band.low && count <= band.high)
            << expected << ' ' << spread << ' ' << count;
      }
    }
  }
  EXPECT_FALSE(in_band(5.5, 10, 0, 0.8));
  EXPECT_FALSE(in_band(14.5, 10, 0, 0.8));
  EXPECT_TRUE(in_band(6.5, 10, 0, 0.8));
}

TEST(Band, FindsTheSpreadThatOutcomesWereDrawnWith) {
  constexpr std::uint64_t kSeed = 22;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  // The mean of the numbers is itself 0.8 or 1.2 of what is expected: a relative deviation of 0.2.
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 20'000; ++i) {
    const double expected = 20 + 100 * prng.unit();
    const double factor = prng.chance(1, 2) ? 0.8 : 1.2;
    outcomes.push_back({expected, poisson(prng, expected * factor)});
  }
  const double spread = spread_of(outcomes, 0.8);
  EXPECT_NEAR(spread, 0.2, 0.04);
  std::size_t in = 0;
  for (const Outcome& each : outcomes) {
    in += in_band(each.count, each.expected, spread, 0.8) ? 1U : 0U;
  }
  EXPECT_NEAR(static_cast<double>(in) / 20'000, 0.8, 0.01);
}

TEST(Band, SpreadOfWhatSaysLittle) {
  EXPECT_EQ(spread_of({}, 0.8), 0);
  EXPECT_EQ(spread_of(std::vector<Outcome>{{0.5, 100}}, 0.8), 0);
  EXPECT_EQ(spread_of(std::vector<Outcome>{{10, 1e6}}, 0.8), 1);
}

}  // namespace
}  // namespace stellwerk::planning
