// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/histogram.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::cli {
namespace {

TEST(LatencyHistogram, IsEmptyAtFirst) {
  const LatencyHistogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile(0.99), 0U);
  EXPECT_EQ(histogram.max(), 0U);
}

TEST(LatencyHistogram, IsExactForSmallValues) {
  LatencyHistogram histogram;
  for (std::uint64_t ns = 1; ns <= 100; ++ns) histogram.add(ns);
  EXPECT_EQ(histogram.quantile(0.5), 50U);
  EXPECT_EQ(histogram.quantile(0.99), 99U);
  EXPECT_EQ(histogram.quantile(0), 1U);
  EXPECT_EQ(histogram.quantile(1), 100U);
}

TEST(LatencyHistogram, StaysWithinItsPrecision) {
  base::Prng prng(11);
  LatencyHistogram histogram;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t shift = prng.below(40);
    const std::uint64_t value = prng.below(std::uint64_t{1} << (shift + 1));
    values.push_back(value);
    histogram.add(value);
  }
  std::sort(values.begin(), values.end());
  for (const double share : {0.1, 0.5, 0.9, 0.99, 0.999}) {
    const auto rank = static_cast<std::size_t>(share * 20'000) - 1;
    const auto exact = static_cast<double>(values[rank]);
    const auto found = static_cast<double>(histogram.quantile(share));
    EXPECT_GE(found, exact) << share;
    EXPECT_LE(found, exact * (1 + 1.0 / 128) + 1) << share;
  }
  EXPECT_EQ(histogram.max(), values.back());
  EXPECT_EQ(histogram.quantile(1), values.back());
}

TEST(LatencyHistogram, CountsUpToAValue) {
  LatencyHistogram histogram;
  EXPECT_EQ(histogram.count_to(10), 0U);
  for (std::uint64_t us = 1; us <= 1'000; ++us) histogram.add(us * 1'000);
  EXPECT_EQ(histogram.count_to(999), 0U);
  EXPECT_NEAR(static_cast<double>(histogram.count_to(500'000)), 500, 500.0 / 128 + 1);
  EXPECT_EQ(histogram.count_to(1'000'000), 1'000U);
}

TEST(LatencyHistogram, KeepsWhatIsBeyondItsRange) {
  LatencyHistogram histogram;
  histogram.add(~std::uint64_t{0});
  EXPECT_EQ(histogram.count(), 1U);
  EXPECT_EQ(histogram.max(), ~std::uint64_t{0});
  EXPECT_EQ(histogram.quantile(0.5), (std::uint64_t{1} << 42U) - 1);
}

}  // namespace
}  // namespace stellwerk::cli
