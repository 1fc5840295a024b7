// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/draw.h"

#include <array>

#include <gtest/gtest.h>

#include "tools/stellwerk/day/schedule.h"

namespace stellwerk::cli {
namespace {

constexpr std::array<std::int32_t, 5> kTable = {0, 10, 20, 40, 100};
constexpr std::array<std::int32_t, 5> kOpenEnd = {0, 10, 20, -1, -1};

TEST(Draw, FollowsTheQuantiles) {
  base::Prng prng(1);
  int below_20 = 0;
  for (int i = 0; i < 10'000; ++i) {
    const base::Duration drawn = draw_duration(kTable, prng);
    EXPECT_GE(drawn, base::seconds(0));
    EXPECT_LT(drawn, base::seconds(100));
    if (drawn < base::seconds(20)) ++below_20;
  }
  EXPECT_NEAR(below_20, 5'000, 250);
}

TEST(Draw, MinusOneMeansNever) {
  base::Prng prng(1);
  int stay = 0;
  for (int i = 0; i < 10'000; ++i) {
    const base::Duration drawn = draw_duration(kOpenEnd, prng);
    if (drawn == kStays) {
      ++stay;
    } else {
      EXPECT_LT(drawn, base::seconds(20));
    }
  }
  EXPECT_NEAR(stay, 5'000, 250);
}

TEST(Draw, GoesBeyondWhatIsKnown) {
  base::Prng prng(1);
  int above_40 = 0;
  for (int i = 0; i < 10'000; ++i) {
    const base::Duration drawn = draw_duration_beyond(kTable, base::seconds(20), prng);
    EXPECT_GT(drawn, base::seconds(20));
    if (drawn > base::seconds(40)) ++above_40;
  }
  EXPECT_NEAR(above_40, 5'000, 250);
  EXPECT_EQ(draw_duration_beyond(kTable, base::seconds(100), prng), kStays);
  EXPECT_EQ(draw_duration_beyond(kOpenEnd, base::seconds(20), prng), kStays);
}

TEST(Draw, RoundsSoThatTheMeanIsRight) {
  base::Prng prng(1);
  std::int64_t sum = 0;
  for (int i = 0; i < 10'000; ++i) sum += draw_rounded(2'300, prng);
  EXPECT_NEAR(static_cast<double>(sum), 23'000, 200);
  EXPECT_EQ(draw_rounded(4'000, prng), 4);
}

}  // namespace
}  // namespace stellwerk::cli
