// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/rate_search.h"

#include <functional>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::cli {
namespace {

struct Outcome {
  std::optional<double> found;
  int tries = 0;
};

Outcome search(double start, const std::function<bool(double)>& meets) {
  RateSearch search(start);
  Outcome outcome;
  while (const auto rate = search.next()) {
    search.tried(meets(*rate));
    if (++outcome.tries > 1'000) break;
  }
  outcome.found = search.found();
  return outcome;
}

TEST(RateSearch, FindsTheEdgeBelowTheStart) {
  const Outcome outcome = search(100'000, [](double rate) { return rate <= 61'000; });
  ASSERT_TRUE(outcome.found);
  EXPECT_LE(*outcome.found, 61'000);
  EXPECT_GE(*outcome.found, 61'000 / 1.05);
  EXPECT_LE(outcome.tries, 20);
}

TEST(RateSearch, FindsTheEdgeAboveTheStart) {
  const Outcome outcome = search(1'000, [](double rate) { return rate <= 7'777; });
  ASSERT_TRUE(outcome.found);
  EXPECT_LE(*outcome.found, 7'777);
  EXPECT_GE(*outcome.found, 7'777 / 1.05);
}

TEST(RateSearch, FindsAnEdgeFarBelow) {
  const Outcome outcome = search(1'000'000, [](double rate) { return rate <= 1'500; });
  ASSERT_TRUE(outcome.found);
  EXPECT_GE(*outcome.found, 1'500 / 1.05);
}

TEST(RateSearch, FindsNoneWhenEvenTheLowestMisses) {
  double lowest = 1e9;
  const Outcome outcome = search(100'000, [&](double rate) {
    lowest = std::min(lowest, rate);
    return false;
  });
  EXPECT_FALSE(outcome.found);
  EXPECT_LE(lowest, 100'000 / 1'000.0);
  EXPECT_GE(lowest, 100'000 / 1'100.0);
}

TEST(RateSearch, EndsWhereEverythingMeetsIt) {
  const Outcome outcome = search(1, [](double) { return true; });
  ASSERT_TRUE(outcome.found);
  EXPECT_GE(*outcome.found, 1'000);
}

// One bad try in a row of good ones is the machine's.
TEST(RateSearch, OneTryOfThreeDecidesNothing) {
  int tries = 0;
  const Outcome outcome =
      search(100'000, [&](double rate) { return rate <= 50'000 && ++tries % 3 != 0; });
  ASSERT_TRUE(outcome.found);
  EXPECT_GE(*outcome.found, 50'000 / 1.05);
}

TEST(RateSearch, StepsBackFromWhatIsNotConfirmed) {
  int tries = 0;
  // After a while the machine is half as fast.
  const Outcome outcome =
      search(100'000, [&](double rate) { return rate <= (++tries <= 12 ? 80'000 : 40'000); });
  ASSERT_TRUE(outcome.found);
  EXPECT_LE(*outcome.found, 40'000);
  EXPECT_GE(*outcome.found, 40'000 * 0.85);
}

// A machine that is noisy around the edge: what is found is met more often than not.
TEST(RateSearch, FindsWhatIsMetMoreOftenThanNot) {
  constexpr std::uint64_t kSeed = 20'260'101;
  base::Prng prng(kSeed);
  for (int round = 0; round < 200; ++round) {
    const Outcome outcome = search(100'000, [&](double rate) {
      const double noise = 0.8 + 0.4 * prng.unit();
      return rate <= 50'000 * noise;
    });
    ASSERT_TRUE(outcome.found) << "seed " << kSeed << ", round " << round;
    EXPECT_LE(*outcome.found, 58'000) << "seed " << kSeed << ", round " << round;
    EXPECT_GE(*outcome.found, 33'000) << "seed " << kSeed << ", round " << round;
  }
}

}  // namespace
}  // namespace stellwerk::cli
