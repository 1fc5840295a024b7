// SPDX-License-Identifier: Apache-2.0
#include "core/base/pairing_heap.h"

#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::base {
namespace {

struct Nodes {
  std::vector<HeapLinks> all;
  std::vector<std::uint64_t> keys;

  HeapLinks& links(std::uint32_t index) { return all[index]; }
  [[nodiscard]] bool before(std::uint32_t a, std::uint32_t b) const {
    return std::pair(keys[a], a) < std::pair(keys[b], b);
  }
};

TEST(PairingHeap, AgreesWithAnOrderedSetUnderPushAndErase) {
  constexpr std::uint64_t kSeed = 7;
  SCOPED_TRACE(kSeed);
  Prng prng(kSeed);
  Nodes nodes{std::vector<HeapLinks>(500), std::vector<std::uint64_t>(500)};
  PairingHeap heap;
  std::set<std::pair<std::uint64_t, std::uint32_t>> reference;
  std::vector<bool> in(500, false);
  for (int step = 0; step < 100'000; ++step) {
    const auto index = static_cast<std::uint32_t>(prng.below(500));
    if (in[index]) {
      heap.erase(nodes, index);
      reference.erase({nodes.keys[index], index});
    } else {
      nodes.keys[index] = prng.below(40);
      heap.push(nodes, index);
      reference.insert({nodes.keys[index], index});
    }
    in[index] = !in[index];
    ASSERT_EQ(heap.empty(), reference.empty());
    if (!heap.empty()) {
      ASSERT_EQ(heap.top(), reference.begin()->second) << "step " << step;
    }
  }
}

TEST(PairingHeap, VisitsEveryNodeAndPrunesBelowARefusedOne) {
  Nodes nodes{std::vector<HeapLinks>(100), std::vector<std::uint64_t>(100)};
  PairingHeap heap;
  for (std::uint32_t i = 0; i < 100; ++i) {
    nodes.keys[i] = (i * 37) % 100;
    heap.push(nodes, i);
  }
  std::size_t all = 0;
  heap.visit(nodes, [&all](std::uint32_t) { return ++all > 0; });
  EXPECT_EQ(all, 100U);
  std::size_t small = 0;
  heap.visit(nodes, [&](std::uint32_t i) {
    if (nodes.keys[i] >= 10) return false;
    ++small;
    return true;
  });
  EXPECT_EQ(small, 10U);
}

}  // namespace
}  // namespace stellwerk::base
