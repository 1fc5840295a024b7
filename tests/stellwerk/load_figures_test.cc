// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_figures.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

LoadFigures of_open_loop(std::uint64_t arrivals, std::uint64_t cycles) {
  LoadFigures result;
  result.shape.per_second = static_cast<double>(arrivals);
  result.seconds = 1;
  result.arrivals = arrivals;
  result.measured_cycles = cycles;
  for (std::uint64_t i = 0; i < arrivals; ++i) result.latency.add(1'000);
  return result;
}

TEST(LoadFigures, KeepsUpWhenAllButTwoPerCentAreDoneInTime) {
  EXPECT_TRUE(of_open_loop(1'000, 1'000).kept_up());
  EXPECT_TRUE(of_open_loop(1'000, 985).kept_up());
  EXPECT_FALSE(of_open_loop(1'000, 970).kept_up());
  EXPECT_TRUE(of_open_loop(3, 1).kept_up());
  LoadFigures left = of_open_loop(1'000, 1'000);
  left.unanswered = 1;
  EXPECT_FALSE(left.kept_up());
}

TEST(LoadFigures, AClosedLoopHasNothingToKeepUpWith) {
  LoadFigures result = of_open_loop(1'000, 1'000);
  result.shape.per_second.reset();
  EXPECT_FALSE(result.kept_up());
}

TEST(LoadFigures, MeetsALimitWhenItKeepsUpAndIsWithin) {
  const auto limit = *parse_latency_limit("p99=1us");
  EXPECT_TRUE(of_open_loop(1'000, 1'000).meets(limit));
  EXPECT_FALSE(of_open_loop(1'000, 500).meets(limit));
  LoadFigures slow = of_open_loop(1'000, 1'000);
  for (int i = 0; i < 20; ++i) slow.latency.add(5'000);
  EXPECT_FALSE(slow.meets(limit));
}

// At so low a rate that nobody came, nothing has been shown.
TEST(LoadFigures, NobodyMeetsNoLimit) {
  EXPECT_FALSE(of_open_loop(0, 0).meets(*parse_latency_limit("max=1s")));
}

TEST(LoadFigures, IsGoodWhenAllCountTheSame) {
  LoadFigures result;
  result.assigned = 5;
  EXPECT_TRUE(result.is_good());
  result.assigned_by_daemon = 5;
  result.assigned_by_metrics = 5;
  EXPECT_TRUE(result.is_good());
  result.assigned_by_metrics = 6;
  EXPECT_FALSE(result.is_good());
  result.assigned_by_metrics.reset();
  result.errors = 1;
  EXPECT_FALSE(result.is_good());
}

}  // namespace
}  // namespace stellwerk::cli
