// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/engine/fixed_point.h"
#include "core/engine/learned.h"
#include "core/engine/memory.h"
#include "core/engine/plan.h"
#include "core/engine/reserve.h"

namespace stellwerk::engine {
namespace {

double real(Fixed value) { return std::ldexp(static_cast<double>(value), -60); }

TEST(FixedPoint, ExponentialIsExactToANanopart) {
  base::Prng prng(3);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t denominator = 1 + prng.below(1'000'000);
    const std::uint64_t numerator = prng.below(denominator * 30);
    const double x = static_cast<double>(numerator) / static_cast<double>(denominator);
    ASSERT_NEAR(real(exp_negative(numerator, denominator)), std::exp(-x), 1e-9) << x;
  }
  EXPECT_EQ(exp_negative(0, 5), kOne);
  EXPECT_EQ(exp_negative(1'000, 1), 0U);
}

// Values of a published table: N 10, lambda 0.5/min, mean 6 min, T 1 min.
TEST(Reserve, LateShareReproducesThePublishedValues) {
  const auto on_time = [](std::uint32_t reserve) {
    return 1 -
           real(late_share(10, reserve, 1, base::minutes(2), base::minutes(6), base::minutes(1)));
  };
  EXPECT_NEAR(on_time(0), .688597, 1e-6);
  EXPECT_NEAR(on_time(1), .906579, 1e-6);
  EXPECT_NEAR(on_time(2), .969864, 1e-6);
}

TEST(Reserve, AgreesWithTheFormulaInDoublesOverManyCases) {
  base::Prng prng(5);
  for (int i = 0; i < 20'000; ++i) {
    const auto agents = static_cast<std::uint32_t>(1 + prng.below(500));
    const auto reserve = static_cast<std::uint32_t>(prng.below(std::min(agents, 4U) + 1));
    const base::Duration mean{static_cast<std::int64_t>(1'000 + prng.below(3'600'000))};
    const base::Duration target{static_cast<std::int64_t>(prng.below(600'000))};
    const std::uint64_t arrivals = prng.below(2'000);
    const double lambda = static_cast<double>(arrivals) / 3'600'000;
    const double mu = 1 / static_cast<double>(mean.ms);
    const double n = agents;
    double expected = 1;
    if (lambda < n * mu * (1 - 1e-4)) {
      double current = 1;
      double below = 0;
      for (std::uint32_t j = agents - reserve; j < agents; ++j) {
        below += current;
        current *= lambda / ((j + 1) * mu);
      }
      const double waiting = current / (1 - lambda / (n * mu));
      expected = waiting / (waiting + below) *
                 std::exp(-(n * mu - lambda) * static_cast<double>(target.ms));
    } else if (lambda < n * mu) {
      continue;  // on the edge of stability the fixed point is coarser
    }
    ASSERT_NEAR(real(late_share(agents, reserve, arrivals, base::hours(1), mean, target)), expected,
                2e-4)
        << agents << ' ' << reserve << ' ' << arrivals << ' ' << mean.ms << ' ' << target.ms;
  }
}

TEST(Reserve, LeastReserveStaysWithinItsBound) {
  const auto least = [](std::uint32_t agents, Fixed late_max) {
    return least_reserve(agents, 1, base::minutes(2), base::minutes(6), base::minutes(1), late_max);
  };
  EXPECT_EQ(least(10, ratio(40, 100)), 0U);
  EXPECT_EQ(least(10, ratio(10, 100)), 1U);
  EXPECT_EQ(least(10, ratio(1, 100)), 1U) << "15 % of ten agents is one";
  EXPECT_LE(least(100, 0), 3U);
}

TEST(FollowingMean, StartsAsTheAverageAndThenFollows) {
  FollowingMean mean;
  for (int i = 0; i < 30; ++i) {
    EXPECT_FALSE(mean.trusted());
    mean.add(base::seconds(i % 2 == 0 ? 100 : 200));
  }
  EXPECT_TRUE(mean.trusted());
  EXPECT_EQ(mean.mean(), base::seconds(150));
  for (int i = 0; i < 1'000; ++i) mean.add(base::seconds(400));
  EXPECT_NEAR(static_cast<double>(mean.mean().ms), 400'000, 100);
}

TEST(ArrivalRate, FindsASteadyRateAndForgetsAnOldOne) {
  ArrivalRate rate;
  std::int64_t ms = 0;
  for (; ms < 7'200'000; ms += 6'000) rate.add(base::Instant{ms});
  const double per_minute = static_cast<double>(rate.per_scaled_minutes(base::Instant{ms})) /
                            static_cast<double>(ArrivalRate::kScale);
  EXPECT_NEAR(per_minute, 10, 0.01);
  const base::Instant later{ms + 5 * 3'600'000};
  EXPECT_LT(static_cast<double>(rate.per_scaled_minutes(later)) /
                static_cast<double>(ArrivalRate::kScale),
            0.01);
}

TEST(MinuteCounts, SumsTheLastMinutesOnly) {
  MinuteCounts<30> counts;
  counts.add(base::Instant{0});
  counts.add(base::Instant{29 * 60'000});
  EXPECT_EQ(counts.sum(base::Instant{29 * 60'000}), 2U);
  EXPECT_EQ(counts.sum(base::Instant{30 * 60'000}), 1U);
  EXPECT_EQ(counts.sum(base::Instant{59 * 60'000}), 0U);
}

TEST(RecentWaits, QuantilesLieWithinAQuarterOfTheTruth) {
  RecentWaits waits;
  EXPECT_EQ(waits.quantile_ms(base::Instant{0}, 500), -1);
  for (std::int64_t i = 1; i <= 1'000; ++i) waits.add(base::Instant{i}, base::seconds(i));
  EXPECT_NEAR(static_cast<double>(waits.quantile_ms(base::Instant{1'000}, 500)), 500'000, 125'000);
  EXPECT_NEAR(static_cast<double>(waits.quantile_ms(base::Instant{1'000}, 950)), 950'000, 240'000);
  EXPECT_EQ(waits.quantile_ms(base::Instant{3'700'000}, 500), -1) << "an hour later";
}

TEST(MessageMemory, ForgetsByAgeAndByNumber) {
  MessageMemory memory(base::seconds(10), 2);
  const Fingerprint a = fingerprint("c", "a");
  EXPECT_TRUE(memory.remember(a, base::Instant{0}));
  EXPECT_FALSE(memory.remember(a, base::Instant{10'000}));
  EXPECT_TRUE(memory.remember(a, base::Instant{10'001})) << "older than the window";
  EXPECT_TRUE(memory.remember(fingerprint("c", "b"), base::Instant{10'002}));
  EXPECT_TRUE(memory.remember(fingerprint("cb", ""), base::Instant{10'003}));
  EXPECT_EQ(memory.size(), 2U);
  EXPECT_FALSE(memory.knows(a, base::Instant{10'004})) << "pushed out by the newer two";
}

}  // namespace
}  // namespace stellwerk::engine
