// SPDX-License-Identifier: Apache-2.0
#include "core/base/numbered_queue.h"

#include <cstdint>
#include <deque>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::base {
namespace {

// Against a deque: grows and shrinks by whole pieces and by single elements, from any first number.
TEST(NumberedQueue, IsADequeWhoseElementsKeepTheirNumbers) {
  for (const std::uint64_t first : {0U, 1U, 1'023U, 1'024U, 5'000'000U}) {
    NumberedQueue<std::uint64_t> queue;
    queue.start(first);
    std::deque<std::uint64_t> expected;
    std::uint64_t dropped = first;
    Prng prng(4'711 + first);
    for (int phase = 0; phase < 60; ++phase) {
      const bool grows = prng.chance(1, 2);
      for (std::uint64_t left = prng.below(3'000); left > 0; --left) {
        if (grows || prng.chance(1, 4)) {
          const std::uint64_t value = prng.below(1'000'000);
          queue.push_back(value);
          expected.push_back(value);
        } else if (!expected.empty()) {
          ASSERT_EQ(queue.front(), expected.front());
          queue.pop_front();
          expected.pop_front();
          ++dropped;
        }
      }
      ASSERT_EQ(queue.size(), expected.size());
      ASSERT_EQ(queue.empty(), expected.empty());
      ASSERT_EQ(queue.first(), dropped);
      ASSERT_EQ(queue.end(), dropped + expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(queue[dropped + i], expected[i]);
    }
  }
}

}  // namespace
}  // namespace stellwerk::base
