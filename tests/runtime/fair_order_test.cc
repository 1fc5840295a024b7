// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/fair_order.h"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/runtime/block_pool.h"

namespace stellwerk::runtime {
namespace {

// Blocks of a few tenants in one shard, and what comes out of their order.
struct World {
  explicit World(std::vector<std::uint32_t> weights) : order(Seats(1, std::move(weights))) {}

  void add(std::uint32_t tenant, std::size_t records = 1) {
    CommandBlock* const block = pool.take();
    Envelope from;
    from.tenant = tenant;
    for (std::size_t i = 0; i < records; ++i) {
      from.session = ++added[tenant];
      block->add(from, {});
    }
    order.add(block);
  }

  // Decides one turn; whose it was, and in `decided` the numbers of its records.
  std::uint32_t turn(std::uint64_t extra = 0) {
    const FairOrder::Turn turn = order.next();
    if (turn.block == nullptr) return kNobody;
    const std::uint32_t tenant = turn.block->tenant();
    for (std::size_t i = 0; i < turn.count; ++i) {
      decided[tenant].push_back(turn.block->records()[turn.begin + i].envelope.session);
    }
    if (order.took(turn.count, extra)) BlockPool<CommandBlock>::give_back(turn.block);
    return tenant;
  }
  // Whose turns they were, a letter each.
  std::string turns(std::size_t count) {
    std::string whose;
    for (; count > 0; --count) {
      const std::uint32_t tenant = turn();
      whose += tenant == kNobody ? '-' : "abcdef"[tenant];
    }
    return whose;
  }

  BlockPool<CommandBlock> pool;
  FairOrder order;
  std::map<std::uint32_t, std::uint64_t> added;
  std::map<std::uint32_t, std::vector<std::uint64_t>> decided;
};

TEST(FairOrder, KeepsTheOrderOfOneTenant) {
  World world({1, 1});
  for (const std::size_t records : {1U, 70U, 3U, 256U, 32U}) world.add(0, records);
  while (world.turn() != kNobody) {
  }
  ASSERT_EQ(world.decided[0].size(), 362U);
  for (std::size_t i = 0; i < 362; ++i) ASSERT_EQ(world.decided[0][i], i + 1);
  EXPECT_TRUE(world.order.empty());
}

TEST(FairOrder, HearsWhoComesAfterAPauseBeforeWhoFloods) {
  World world({1, 1, 1});
  for (int i = 0; i < 20; ++i) world.add(0, 256);
  for (int i = 0; i < 20; ++i) world.add(1, 256);
  EXPECT_EQ(world.turns(5), "ababa");
  world.add(2);
  // At once, however much the others have waiting and whoever's turn it would be.
  EXPECT_EQ(world.turns(3), "cba");
  world.add(2);
  EXPECT_EQ(world.turns(3), "cba");
}

TEST(FairOrder, IsNotFooledByManySmallBlocks) {
  World world({1, 1});
  world.add(0, 256);
  std::size_t turns_of_other = 0;
  for (int i = 0; i < 64; ++i) {
    world.add(1, 16);  // half a share each time
    if (world.turn() == 0) ++turns_of_other;
  }
  EXPECT_GE(turns_of_other, 7U);  // as long as it had something waiting, about every second one
  EXPECT_EQ(world.decided[0].size(), 256U);
}

TEST(FairOrder, SharesExactlyByWeight) {
  World world({1, 3, 2});
  for (int i = 0; i < 60; ++i) {
    for (const std::uint32_t tenant : {0U, 1U, 2U}) world.add(tenant, 97);
  }
  // A round of theirs is six slices.
  std::size_t before = 0;
  for (std::size_t round = 1; round <= 20; ++round) {
    while (world.decided[0].size() + world.decided[1].size() + world.decided[2].size() <
           before + 6 * FairOrder::kSlice) {
      world.turn();
    }
    before += 6 * FairOrder::kSlice;
    EXPECT_EQ(world.decided[0].size(), round * FairOrder::kSlice) << round;
    EXPECT_EQ(world.decided[1].size(), 3 * round * FairOrder::kSlice) << round;
    EXPECT_EQ(world.decided[2].size(), 2 * round * FairOrder::kSlice) << round;
  }
}

TEST(FairOrder, CountsLongCommandsAsSeveral) {
  World world({1, 1});
  for (int i = 0; i < 100; ++i) {
    world.add(0, 1);
    world.add(1, FairOrder::kSlice);
  }
  std::uint64_t long_ones = 0;
  std::uint64_t short_ones = 0;
  while (long_ones < 20) {
    const FairOrder::Turn turn = world.order.next();
    ASSERT_NE(turn.block, nullptr);
    const bool is_long = turn.block->tenant() == 0;
    (is_long ? long_ones : short_ones) += turn.count;
    // As much work as three whole turns.
    if (world.order.took(turn.count, is_long ? 3 * FairOrder::kSlice - 1 : 0)) {
      BlockPool<CommandBlock>::give_back(turn.block);
    }
  }
  EXPECT_NEAR(static_cast<double>(short_ones), 60.0 * FairOrder::kSlice, 4.0 * FairOrder::kSlice);
}

TEST(FairOrder, HasAPlaceForWhatIsNobodys) {
  World world({1});
  for (int i = 0; i < 9; ++i) world.add(0, 256);
  world.turn();
  CommandBlock* const block = world.pool.take();
  FiguresMailbox* const nowhere = nullptr;
  Envelope from;
  from.tenant = kNobody;
  block->add_figures(from, *nowhere);
  world.order.add(block);
  EXPECT_EQ(world.order.next().block, block);
  EXPECT_TRUE(world.order.took(1, 0));
}

// Whatever comes in whatever order: nothing is lost, nothing twice, each tenant's in its order, and
// among those who always have something waiting nobody falls behind by more than his share.
TEST(FairOrder, LosesNothing) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    base::Prng prng(seed);
    const auto tenants = static_cast<std::uint32_t>(1 + prng.below(6));
    std::vector<std::uint32_t> weights;
    for (std::uint32_t t = 0; t < tenants; ++t) {
      weights.push_back(static_cast<std::uint32_t>(1 + prng.below(4)));
    }
    World world(weights);
    for (int step = 0; step < 2'000; ++step) {
      const auto tenant = static_cast<std::uint32_t>(prng.below(tenants));
      const bool adds = prng.below(3) == 0;
      if (adds) {
        world.add(tenant, 1 + prng.below(CommandBlock::kRecordsMax));
      } else {
        world.turn(prng.below(10) == 0 ? prng.below(200) : 0);
      }
    }
    while (world.turn() != kNobody) {
    }
    EXPECT_TRUE(world.order.empty());
    for (std::uint32_t t = 0; t < tenants; ++t) {
      ASSERT_EQ(world.decided[t].size(), world.added[t]) << seed;
      for (std::size_t i = 0; i < world.added[t]; ++i) ASSERT_EQ(world.decided[t][i], i + 1);
    }
  }
}

}  // namespace
}  // namespace stellwerk::runtime
