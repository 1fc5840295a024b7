// SPDX-License-Identifier: Apache-2.0
#include "core/base/spare_blocks.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace stellwerk::base {
namespace {

TEST(SpareBlocks, HandsOutAgainWhatWasGivenBack) {
  SpareBlocks blocks;
  void* const first = blocks.take(256);
  void* const second = blocks.take(256);
  blocks.give(first, 256);
  blocks.give(second, 256);
  const std::set<void*> again = {blocks.take(256), blocks.take(256)};
  EXPECT_EQ(again, (std::set<void*>{first, second}));
  for (void* const block : again) blocks.give(block, 256);
}

TEST(SpareBlocks, KeepsTheLargestSizes) {
  SpareBlocks blocks;
  for (const std::size_t size : {16U, 32U, 48U}) blocks.give(blocks.take(size), size);
  void* const large = blocks.take(512);
  blocks.give(large, 512);
  EXPECT_EQ(blocks.take(512), large);
  blocks.give(large, 512);
  blocks.give(blocks.take(8), 8);  // smaller than all: not kept
  EXPECT_EQ(blocks.take(512), large);
  blocks.give(large, 512);
}

TEST(SpareBlocks, AreAnAllocatorForContainers) {
  SpareBlocks blocks;
  using Allocator = SpareAllocator<std::pair<const int, int>>;
  std::map<int, int, std::less<>, Allocator> map{std::less<>{}, Allocator(&blocks)};
  for (int i = 0; i < 1'000; ++i) {
    map[i] = i;
    if (i >= 10) map.erase(i - 10);
  }
  EXPECT_EQ(map.size(), 10U);
  auto moved = std::move(map);
  EXPECT_EQ(moved.begin()->first, 990);
}

}  // namespace
}  // namespace stellwerk::base
