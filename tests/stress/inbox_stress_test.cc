// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/runtime/block_pool.h"
#include "core/runtime/per_producer_fifo_inbox.h"

namespace stellwerk::runtime {
namespace {

constexpr std::uint64_t kCommands = 40'000;
constexpr std::uint16_t kProducers = 4;

// What a producer wrote into a block arrives whole, in its order, and no more is ever in flight
// than the bound says.
TEST(InboxStress, ManyProducersKeepTheirOrderAndTheBound) {
  constexpr std::uint32_t kBound = 300;
  PerProducerFifoInbox inbox(kBound);
  std::atomic<std::uint64_t> refused{0};
  // Destroyed when nobody holds a block any more: after all threads.
  std::array<BlockPool<CommandBlock>, kProducers> pools;

  const auto produce = [&inbox, &refused, &pools](std::uint16_t port) {
    BlockPool<CommandBlock>& pool = pools[port];
    auto producer = inbox.make_producer();
    std::uint64_t sent = 0;
    while (sent < kCommands) {
      const auto wanted = static_cast<std::uint32_t>(1 + (sent * 7 + port) % 50);
      const std::uint32_t granted = inbox.reserve(wanted);
      if (granted == 0) {
        refused.fetch_add(1);
        std::this_thread::yield();
        continue;
      }
      CommandBlock* const block = pool.take();
      ASSERT_TRUE(block->empty());
      const auto used =
          static_cast<std::uint32_t>(std::min<std::uint64_t>(granted, kCommands - sent));
      for (std::uint32_t i = 0; i < used; ++i) {
        Envelope from;
        from.port = port;
        from.session = sent++;
        block->add(from, {});
      }
      if (used < granted) inbox.cancel(granted - used);
      producer.push(block);
    }
    EXPECT_LT(pool.size(), 400U);
  };

  std::vector<std::thread> producers;
  for (std::uint16_t port = 0; port < kProducers; ++port) producers.emplace_back(produce, port);

  std::array<std::uint64_t, kProducers> next{};
  std::array<CommandBlock*, 8> blocks{};
  std::uint64_t total = 0;
  std::uint64_t deepest = 0;
  while (total < kCommands * kProducers) {
    const std::size_t count = inbox.drain(blocks);
    if (count == 0) std::this_thread::yield();
    deepest = std::max(deepest, inbox.depth());
    for (std::size_t i = 0; i < count; ++i) {
      for (const CommandRecord& record : blocks[i]->records()) {
        ASSERT_EQ(record.envelope.session, next[record.envelope.port]);
        ++next[record.envelope.port];
        ++total;
      }
      inbox.done(blocks[i]);
    }
  }
  for (std::thread& producer : producers) producer.join();
  EXPECT_LE(deepest, kBound);
  EXPECT_EQ(inbox.depth(), 0U);
  EXPECT_TRUE(inbox.empty());
  EXPECT_GT(refused.load(), 0U);
}

// empty() says no from the push on, whatever thread asks and however the queue works inside.
TEST(InboxStress, IsNeverCalledEmptyWhileSomethingIsInIt) {
  PerProducerFifoInbox inbox(1'000);
  std::atomic<std::uint64_t> pushed{0};
  BlockPool<CommandBlock> pool;
  std::thread producer([&inbox, &pushed, &pool] {
    auto mine = inbox.make_producer();
    for (std::uint64_t i = 0; i < kCommands; ++i) {
      mine.push(pool.take());
      // release: pairs with the acquire below.
      pushed.store(i + 1, std::memory_order_release);
    }
  });
  std::array<CommandBlock*, 4> blocks{};
  std::uint64_t drained = 0;
  while (drained < kCommands) {
    // acquire: pairs with the release above.
    const std::uint64_t known = pushed.load(std::memory_order_acquire);
    if (known > drained) {
      ASSERT_FALSE(inbox.empty());
    }
    const std::size_t count = inbox.drain(blocks);
    if (count == 0) std::this_thread::yield();
    for (std::size_t i = 0; i < count; ++i) inbox.done(blocks[i]);
    drained += count;
  }
  producer.join();
}

// A pool's blocks come back from several threads at once, each once.
TEST(InboxStress, BlocksComeBackFromManyThreads) {
  constexpr std::size_t kThreads = 3;
  constexpr std::uint64_t kRounds = 20'000;
  BlockPool<CommandBlock> pool;
  std::vector<std::unique_ptr<PerProducerFifo<CommandBlock>>> ways;
  std::vector<PerProducerFifo<CommandBlock>::Producer> producers;
  for (std::size_t i = 0; i < kThreads; ++i) {
    ways.push_back(std::make_unique<PerProducerFifo<CommandBlock>>());
    producers.emplace_back(*ways.back());
  }
  std::atomic<std::uint64_t> returned{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&returned, &way = *ways[i]] {
      std::array<CommandBlock*, 4> blocks{};
      // relaxed: only tells when all is over.
      while (returned.load(std::memory_order_relaxed) < kRounds) {
        const std::size_t count = way.drain(blocks);
        if (count == 0) std::this_thread::yield();
        for (std::size_t k = 0; k < count; ++k) {
          ASSERT_EQ(blocks[k]->records().size(), 1U);
          BlockPool<CommandBlock>::give_back(blocks[k]);
        }
        // relaxed: as above.
        returned.fetch_add(count, std::memory_order_relaxed);
      }
    });
  }
  std::uint64_t seen_back = 0;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    CommandBlock* const block = pool.take([&seen_back](const CommandBlock&) { ++seen_back; });
    ASSERT_TRUE(block->empty());
    block->add({}, {});
    producers[round % kThreads].push(block);
    if (pool.size() > 500) std::this_thread::yield();
  }
  for (std::thread& thread : threads) thread.join();
  pool.collect([&seen_back](const CommandBlock&) { ++seen_back; });
  EXPECT_EQ(seen_back, kRounds);
}

}  // namespace
}  // namespace stellwerk::runtime
