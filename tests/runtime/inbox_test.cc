// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "core/runtime/block_pool.h"
#include "core/runtime/per_producer_fifo_inbox.h"

namespace stellwerk::runtime {
namespace {

model::Command tick() { return {}; }

TEST(PerProducerFifoInbox, GrantsNoMoreThanItsBound) {
  PerProducerFifoInbox inbox(100);
  EXPECT_EQ(inbox.reserve(64), 64U);
  EXPECT_EQ(inbox.reserve(64), 36U);
  EXPECT_EQ(inbox.reserve(1), 0U);
  EXPECT_EQ(inbox.depth(), 100U);
  inbox.cancel(10);
  EXPECT_EQ(inbox.reserve(64), 10U);
  inbox.cancel(100);
  EXPECT_EQ(inbox.depth(), 0U);
}

TEST(PerProducerFifoInbox, LeavesRoomForTenantsThatHaveNothingInIt) {
  PerProducerFifoInbox inbox(1'200, Seats(2, {1, 1, 2}));  // tenants 1, 3 and 5 of two shards
  const auto flood = [&inbox](std::uint32_t tenant) {
    std::uint64_t granted = 0;
    for (std::uint32_t more = 1; more > 0; granted += more) more = inbox.reserve(64, tenant);
    return granted;
  };
  EXPECT_EQ(flood(1), 600U) << "its weight times what is free then";
  EXPECT_EQ(inbox.reserve(1, 1), 0U);
  EXPECT_EQ(flood(3), 300U);
  EXPECT_EQ(flood(5), 200U);
  EXPECT_EQ(inbox.depth(), 1'100U);
  EXPECT_EQ(inbox.depth(3), 300U);
  inbox.cancel(500, 1);
  EXPECT_EQ(inbox.reserve(64, 1), 64U) << "below its bound again";
  inbox.cancel(164, 1);
  inbox.cancel(300, 3);
  inbox.cancel(200, 5);
  EXPECT_EQ(inbox.depth(), 0U);
  EXPECT_EQ(flood(5), 800U) << "two thirds, by its weight";
}

TEST(PerProducerFifoInbox, CountsCommandsUntilTheyAreDone) {
  BlockPool<CommandBlock> pool;
  PerProducerFifoInbox inbox(8);
  auto producer = inbox.make_producer();
  ASSERT_EQ(inbox.reserve(3), 3U);
  CommandBlock* const block = pool.take();
  for (int i = 0; i < 3; ++i) block->add({}, tick());
  block->add_cancel({});
  EXPECT_TRUE(inbox.empty());
  producer.push(block);
  EXPECT_FALSE(inbox.empty());

  std::array<CommandBlock*, 4> drained{};
  ASSERT_EQ(inbox.drain(drained), 1U);
  EXPECT_EQ(drained[0], block);
  EXPECT_TRUE(inbox.empty());
  EXPECT_EQ(inbox.depth(), 3U);
  inbox.done(block);
  EXPECT_EQ(inbox.depth(), 0U);
  EXPECT_EQ(pool.take(), block);
}

TEST(PerProducerFifoInbox, KeepsTheOrderOfEachProducer) {
  BlockPool<CommandBlock> pool;
  PerProducerFifoInbox inbox(1'000);
  std::vector<PerProducerFifoInbox::Producer> producers;
  for (int i = 0; i < 3; ++i) producers.push_back(inbox.make_producer());
  for (std::uint64_t round = 0; round < 50; ++round) {
    for (std::uint16_t i = 0; i < 3; ++i) {
      CommandBlock* const block = pool.take();
      Envelope from;
      from.port = i;
      from.session = round;
      block->add_cancel(from);
      producers[i].push(block);
    }
  }
  std::array<std::uint64_t, 3> next{};
  std::array<CommandBlock*, 7> drained{};
  std::size_t total = 0;
  for (std::size_t count = 0; (count = inbox.drain(drained)) > 0; total += count) {
    for (std::size_t i = 0; i < count; ++i) {
      const Envelope& from = drained[i]->records()[0].envelope;
      EXPECT_EQ(from.session, next[from.port]++);
      inbox.done(drained[i]);
    }
  }
  EXPECT_EQ(total, 150U);
}

TEST(PerProducerFifoInbox, TurnsToTheNextProducerSoon) {
  BlockPool<CommandBlock> pool;
  PerProducerFifoInbox inbox(1'000);
  auto busy = inbox.make_producer();
  auto quiet = inbox.make_producer();
  for (int i = 0; i < 100; ++i) busy.push(pool.take());
  CommandBlock* const waiting = pool.take();
  quiet.push(waiting);
  std::array<CommandBlock*, 1> drained{};
  int before = 0;
  while (inbox.drain(drained) == 1 && drained[0] != waiting) ++before;
  EXPECT_EQ(drained[0], waiting);
  EXPECT_LT(before, 20);
}

TEST(PerProducerFifoInboxDeathTest, NoticesWhatWasNeverGranted) {
  PerProducerFifoInbox inbox(8);
  EXPECT_DEATH(inbox.cancel(1), "before >= granted");
}

}  // namespace
}  // namespace stellwerk::runtime
