// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/latency_plot.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

TEST(LatencyText, HasThreeDigits) {
  EXPECT_EQ(latency_text(0), "0 ns");
  EXPECT_EQ(latency_text(999), "999 ns");
  EXPECT_EQ(latency_text(1'234), "1.23 us");
  EXPECT_EQ(latency_text(45'678), "45.7 us");
  EXPECT_EQ(latency_text(999'400), "999 us");
  EXPECT_EQ(latency_text(999'600), "1.00 ms");
  EXPECT_EQ(latency_text(12'345'678'901), "12.3 s");
}

TEST(LatencyPlot, IsEmptyWithoutValues) {
  EXPECT_EQ(latency_plot(LatencyHistogram()), "");
  EXPECT_TRUE(percentile_steps(LatencyHistogram()).empty());
}

TEST(LatencyPlot, ShowsEachStepAndWhateverIsFew) {
  LatencyHistogram latency;
  for (int i = 0; i < 9'999; ++i) latency.add(150'000);
  latency.add(30'000'000);
  const std::string full(40, '#');
  const std::string none(40, ' ');
  const std::string little = "#" + none.substr(1);
  EXPECT_EQ(latency_plot(latency), " <= 200 us |" + full + "|  99.9900 %    99.9900 %\n" +
                                       " <= 500 us |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 1.00 ms |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 2.00 ms |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 5.00 ms |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 10.0 ms |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 20.0 ms |" + none + "|   0.0000 %    99.9900 %\n" +
                                       "<= 50.0 ms |" + little + "|   0.0100 %   100.0000 %\n");
}

TEST(PercentileSteps, HalveWhatIsLeftUpToTheMaximum) {
  LatencyHistogram latency;
  for (std::uint64_t ns = 1; ns <= 100; ++ns) latency.add(ns);
  const auto steps = percentile_steps(latency);
  ASSERT_EQ(steps.size(), 8U);
  EXPECT_EQ(steps[0], (std::pair<double, std::uint64_t>{0, 1}));
  EXPECT_EQ(steps[1], (std::pair<double, std::uint64_t>{0.5, 50}));
  EXPECT_EQ(steps[2], (std::pair<double, std::uint64_t>{0.75, 75}));
  EXPECT_EQ(steps.back(), (std::pair<double, std::uint64_t>{1, 100}));
}

}  // namespace
}  // namespace stellwerk::cli
