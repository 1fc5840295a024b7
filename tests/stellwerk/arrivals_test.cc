// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/arrivals.h"

#include <vector>

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

TEST(Arrivals, AreOverWhereThereAreNone) {
  const Arrivals none;
  EXPECT_TRUE(none.is_over());
  EXPECT_FALSE(none.is_due(~std::uint64_t{0}));
}

TEST(Arrivals, ComeEvenlyFromTheBeginning) {
  Arrivals arrivals(500, 4, 1);
  std::vector<std::uint64_t> times;
  while (!arrivals.is_over()) times.push_back(arrivals.take());
  EXPECT_EQ(times, (std::vector<std::uint64_t>{500, 250'000'500, 500'000'500, 750'000'500}));
}

TEST(Arrivals, AreDueFromTheirTimeOn) {
  Arrivals arrivals(1'000, 1'000'000, 1);
  EXPECT_FALSE(arrivals.is_due(999));
  EXPECT_TRUE(arrivals.is_due(1'000));
  EXPECT_EQ(arrivals.take(), 1'000U);
  EXPECT_FALSE(arrivals.is_due(1'999));
  EXPECT_TRUE(arrivals.is_due(2'000));
}

// However seldom somebody looks: what came meanwhile keeps the time it came at.
TEST(Arrivals, KeepTheirTimesWhenTakenLate) {
  Arrivals arrivals(0, 1'000, 10);
  std::uint64_t taken = 0;
  while (arrivals.is_due(5'000'000'000)) EXPECT_EQ(arrivals.take(), 1'000'000 * taken++);
  EXPECT_EQ(taken, 5'001U);
}

TEST(Arrivals, DoNotDriftAtOddRates) {
  Arrivals arrivals(0, 300'007, 60);
  std::uint64_t last = 0;
  while (!arrivals.is_over()) last = arrivals.take();
  EXPECT_EQ(arrivals.taken(), 300'007U * 60);
  EXPECT_NEAR(static_cast<double>(last), 60e9 - 1e9 / 300'007, 20);
}

}  // namespace
}  // namespace stellwerk::cli
