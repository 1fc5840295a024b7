// SPDX-License-Identifier: Apache-2.0
#include "core/stream/sequence_ring.h"

#include <algorithm>
#include <deque>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::stream {
namespace {

TEST(SequenceRing, BehavesLikeADequeUnderRandomWork) {
  constexpr std::uint64_t kSeed = 4711;
  base::Prng prng(kSeed);
  SequenceRing ring;
  std::deque<std::uint64_t> model;
  std::uint64_t next = 1;
  for (int step = 0; step < 20'000; ++step) {
    if (prng.chance(9, 10)) {
      next += 1 + prng.below(5);
      ring.push(next);
      model.push_back(next);
    } else {
      const std::uint64_t back = prng.below(400);
      const std::uint64_t least = next > back ? next - back : 0;
      ring.drop_below(least);
      while (!model.empty() && model.front() < least) model.pop_front();
    }
    ASSERT_EQ(ring.size(), model.size()) << "seed " << kSeed << " step " << step;
    const std::uint64_t wanted = next > 300 ? next - prng.below(300) : 0;
    const auto expected = std::lower_bound(model.begin(), model.end(), wanted) - model.begin();
    ASSERT_EQ(ring.lower_bound(wanted), static_cast<std::size_t>(expected));
    if (!model.empty()) {
      const std::size_t i = static_cast<std::size_t>(prng.below(model.size()));
      ASSERT_EQ(ring[i], model[i]);
    }
  }
}

TEST(SequenceRing, GivesMemoryBack) {
  SequenceRing ring;
  EXPECT_EQ(ring.memory(), 0U);
  for (std::uint64_t seq = 1; seq <= 100'000; ++seq) ring.push(seq);
  EXPECT_GE(ring.memory(), 100'000 * sizeof(std::uint64_t));
  ring.drop_below(99'991);
  EXPECT_EQ(ring.size(), 10U);
  EXPECT_LE(ring.memory(), 64 * sizeof(std::uint64_t));
  ring.drop_below(100'001);
  EXPECT_EQ(ring.memory(), 0U);
}

TEST(SequenceRingDeathTest, RefusesANumberOutOfOrder) {
  SequenceRing ring;
  ring.push(5);
  EXPECT_DEATH(ring.push(5), "check failed");
}

}  // namespace
}  // namespace stellwerk::stream
