// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/counter.h"

#include <gtest/gtest.h>

#include "core/runtime/idle.h"
#include "core/runtime/shard_figures.h"

namespace stellwerk::runtime {
namespace {

TEST(Counter, CountsAndIsSet) {
  Counter counter;
  EXPECT_EQ(counter.value(), 0U);
  counter.add(3);
  counter.add(4);
  EXPECT_EQ(counter.value(), 7U);
  counter.set(2);
  EXPECT_EQ(counter.value(), 2U);
}

TEST(Histogram, BoundsAreInclusive) {
  BatchHistogram histogram;
  for (const std::uint64_t value : {1U, 2U, 3U, 4U, 5U, 2'048U, 2'049U}) histogram.add(value);
  EXPECT_EQ(histogram.counts[0], 1U);
  EXPECT_EQ(histogram.counts[1], 1U);
  EXPECT_EQ(histogram.counts[2], 2U);
  EXPECT_EQ(histogram.counts[3], 1U);
  EXPECT_EQ(histogram.counts[kBatchBounds.size() - 1], 1U);
  EXPECT_EQ(histogram.counts[kBatchBounds.size()], 1U);
  EXPECT_EQ(histogram.count, 7U);
  EXPECT_EQ(histogram.sum, 4'112U);
}

TEST(Idle, HasNames) {
  for (const Idle idle : {Idle::kSpin, Idle::kYield, Idle::kBlock}) {
    EXPECT_EQ(parse_idle(name(idle)), idle);
  }
  EXPECT_EQ(parse_idle("sleep"), std::nullopt);
}

}  // namespace
}  // namespace stellwerk::runtime
