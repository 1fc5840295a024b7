// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/distribution.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

namespace stellwerk::lab {
namespace {

constexpr int kDraws = 200'000;
constexpr std::uint64_t kSeed = 7;

struct Moments {
  double mean = 0;
  double cv = 0;
  double zeros = 0;
};

Moments moments_of(const Distribution& distribution) {
  base::Prng prng(kSeed);
  double sum = 0;
  double squares = 0;
  double zeros = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto drawn = static_cast<double>(distribution.draw_ms(prng));
    sum += drawn;
    squares += drawn * drawn;
    if (drawn == 0) ++zeros;
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt(squares / kDraws - mean * mean) / mean, zeros / kDraws};
}

TEST(Distribution, HasTheMeanAndTheSpreadItSays) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Distribution drawn;
  drawn.kind = Distribution::Kind::kExponential;
  drawn.mean_ms = 300'000;
  EXPECT_NEAR(moments_of(drawn).mean, 300'000, 3 * 300'000 / std::sqrt(kDraws));
  EXPECT_NEAR(moments_of(drawn).cv, 1, 0.01);
  drawn.kind = Distribution::Kind::kLognormal;
  drawn.cv = 1.3;
  EXPECT_NEAR(moments_of(drawn).mean, 300'000, 3 * 1.3 * 300'000 / std::sqrt(kDraws));
  EXPECT_NEAR(moments_of(drawn).cv, 1.3, 0.06);
  drawn.kind = Distribution::Kind::kFixed;
  EXPECT_EQ(moments_of(drawn).mean, 300'000);
}

TEST(Distribution, MayBeZeroForAShare) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Distribution drawn;
  drawn.kind = Distribution::Kind::kExponential;
  drawn.mean_ms = 1'000'000;
  drawn.zero = 0.1;
  EXPECT_NEAR(moments_of(drawn).zeros, 0.1, 3 * std::sqrt(0.09 / kDraws));
  EXPECT_NEAR(moments_of(drawn).mean, drawn.mean(), 0.02 * drawn.mean());
}

TEST(Distribution, IsLinearBetweenQuantilesAndEndlessBeyondThem) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Distribution drawn;
  drawn.kind = Distribution::Kind::kQuantiles;
  drawn.quantiles_ms = {0, 1'000, 5'000};
  drawn.reach = 0.5;
  EXPECT_EQ(drawn.mean(), (500.0 + 3'000.0) / 2);
  base::Prng prng(kSeed);
  int below_1000 = 0;
  int endless = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t ms = drawn.draw_ms(prng);
    if (ms < 1'000) ++below_1000;
    if (ms == kForeverMs) ++endless;
    ASSERT_TRUE(ms <= 5'000 || ms == kForeverMs);
  }
  EXPECT_NEAR(below_1000 / double{kDraws}, 0.25, 3 * std::sqrt(0.1875 / kDraws));
  EXPECT_NEAR(endless / double{kDraws}, 0.5, 3 * std::sqrt(0.25 / kDraws));
}

TEST(Distribution, ForeverIsForever) {
  base::Prng prng(kSeed);
  EXPECT_EQ(Distribution{}.draw_ms(prng), kForeverMs);
}

// Above and below a shape of 1, which are drawn differently.
TEST(Distribution, GammaHasMeanOneAndItsSpread) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  for (const double cv : {0.3162, 1.5}) {
    base::Prng prng(kSeed);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const double drawn = draw_gamma(cv, prng);
      ASSERT_GE(drawn, 0);
      sum += drawn;
      squares += drawn * drawn;
    }
    const double mean = sum / kDraws;
    EXPECT_NEAR(mean, 1, 4 * cv / std::sqrt(kDraws)) << cv;
    EXPECT_NEAR(std::sqrt(squares / kDraws - mean * mean), cv, 0.02 * cv) << cv;
  }
}

}  // namespace
}  // namespace stellwerk::lab
