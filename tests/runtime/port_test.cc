// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/port.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/runtime/shard_figures.h"

namespace stellwerk::runtime {
namespace {

// The shard's end of a port, worked by hand.
struct Door {
  explicit Door(std::uint32_t commands_max, const Seats& seats = {}) : inbox(commands_max, seats) {}

  PerProducerFifoInbox inbox;
  WakeSignal signal;
  Counter command_ns;

  ShardDoor door() { return {&inbox, &signal, &command_ns}; }

  // Takes everything out; the sessions in the order in which they came.
  std::vector<std::uint64_t> drain() {
    std::vector<std::uint64_t> sessions;
    std::array<CommandBlock*, 4> blocks{};
    for (std::size_t count = 0; (count = inbox.drain(blocks)) > 0;) {
      for (std::size_t i = 0; i < count; ++i) {
        for (const CommandRecord& record : blocks[i]->records()) {
          sessions.push_back(record.envelope.session);
          ports.push_back(record.envelope.port);
          kinds.push_back(record.kind);
        }
        inbox.done(blocks[i]);
      }
    }
    return sessions;
  }

  std::vector<std::uint16_t> ports;
  std::vector<RecordKind> kinds;
};

Envelope from(std::uint64_t session, std::uint32_t tenant = 0) {
  Envelope envelope;
  envelope.session = session;
  envelope.tenant = tenant;
  return envelope;
}

using Sessions = std::vector<std::uint64_t>;

TEST(Port, SendsAtTheFlush) {
  Door shard(100);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(3, doors);
  EXPECT_TRUE(port.submit(from(1), {}));
  port.cancel(from(2));
  FiguresMailbox mailbox;
  port.request_figures(0, 9, mailbox);
  EXPECT_EQ(shard.drain(), Sessions{});
  port.flush();
  EXPECT_EQ(shard.drain(), (Sessions{1, 2, 9}));
  EXPECT_EQ(shard.ports, (std::vector<std::uint16_t>{3, 3, 3}));
  EXPECT_EQ(shard.kinds, (std::vector<RecordKind>{RecordKind::kCommand, RecordKind::kCancel,
                                                  RecordKind::kFigures}));
  EXPECT_EQ(port.submitted_total().value(), 1U);
  EXPECT_EQ(shard.inbox.depth(), 0U);
}

TEST(Port, SendsAFullBlockAtOnce) {
  Door shard(10'000);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  for (std::uint64_t i = 0; i < CommandBlock::kRecordsMax + 5; ++i) {
    ASSERT_TRUE(port.submit(from(i), {}));
  }
  EXPECT_EQ(shard.drain().size(), CommandBlock::kRecordsMax);
  port.flush();
  EXPECT_EQ(shard.drain().size(), 5U);
}

TEST(Port, RefusesBeyondTheBoundAndTakesAgainWhenThereIsRoom) {
  Door shard(70);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  for (std::uint64_t i = 0; i < 70; ++i) ASSERT_TRUE(port.submit(from(i), {})) << i;
  EXPECT_FALSE(port.submit(from(70), {}));
  EXPECT_EQ(port.refused_total().value(), 1U);
  port.flush();
  EXPECT_FALSE(port.submit(from(71), {}));
  EXPECT_EQ(shard.drain().size(), 70U);
  EXPECT_TRUE(port.submit(from(72), {}));
  port.flush();
  EXPECT_EQ(shard.drain(), Sessions{72});
  EXPECT_EQ(shard.inbox.depth(), 0U);
}

TEST(Port, HoldsNoRoomThatItDoesNotUse) {
  Door shard(64);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port first(0, doors);
  Port second(1, doors);
  EXPECT_TRUE(first.submit(from(1), {}));
  first.flush();
  EXPECT_EQ(shard.inbox.depth(), 1U);
  for (std::uint64_t i = 0; i < 63; ++i) ASSERT_TRUE(second.submit(from(i), {}));
  EXPECT_FALSE(second.submit(from(64), {}));
}

TEST(Port, HasBlocksOfOneTenantEach) {
  Door shard(1'000, Seats(1, {1, 1}));
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  for (std::uint64_t i = 0; i < 6; ++i) {
    ASSERT_TRUE(port.submit(from(i, static_cast<std::uint32_t>(i % 2)), {}));
  }
  port.cancel(from(6, 1));
  FiguresMailbox mailbox;
  port.request_figures(0, 7, mailbox, 0);
  port.request_figures(0, 8, mailbox);
  EXPECT_EQ(shard.inbox.depth(), 16U) << "a step of room for each";
  port.flush();
  EXPECT_EQ(shard.inbox.depth(0), 3U);
  EXPECT_EQ(shard.inbox.depth(1), 3U);
  EXPECT_EQ(shard.drain(), (Sessions{0, 2, 4, 7, 1, 3, 5, 6, 8}));
  EXPECT_EQ(shard.inbox.depth(), 0U);
}

TEST(Port, RefusesTheTenantThatFloodsAlone) {
  Door shard(200, Seats(1, {1, 1}));
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  std::uint64_t taken = 0;
  while (port.submit(from(1, 0), {})) ++taken;
  EXPECT_EQ(taken, 100U);
  for (std::uint64_t i = 0; i < 50; ++i) ASSERT_TRUE(port.submit(from(2, 1), {})) << i;
  EXPECT_FALSE(port.submit(from(1, 0), {}));
}

TEST(Port, SendsEachTenantToItsShard) {
  Door even(100, Seats(2, {1, 1, 1}));
  Door odd(100, Seats(2, {1, 1, 1}));
  const std::array<ShardDoor, 2> doors = {even.door(), odd.door()};
  Port port(0, doors);
  for (std::uint32_t tenant = 0; tenant < 6; ++tenant) {
    EXPECT_EQ(port.shard_of(tenant), tenant % 2);
    ASSERT_TRUE(port.submit(from(tenant, tenant), {}));
  }
  port.flush();
  EXPECT_EQ(even.drain(), (Sessions{0, 2, 4}));
  EXPECT_EQ(odd.drain(), (Sessions{1, 3, 5}));
}

TEST(Port, WakesASleepingShardOnce) {
  Door shard(100);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  shard.signal.prepare();
  port.flush();
  EXPECT_EQ(shard.signal.wakes_total(), 0U);  // nothing was sent
  EXPECT_TRUE(port.submit(from(1), {}));
  port.flush();
  EXPECT_EQ(shard.signal.wakes_total(), 1U);
  EXPECT_TRUE(port.submit(from(2), {}));
  port.flush();
  EXPECT_EQ(shard.signal.wakes_total(), 1U);  // it is awake now
}

TEST(Port, DrainsAnswersAndHandsTheirBlocksBack) {
  Door shard(100);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(5, doors);
  BlockPool<ReplyBlock> pool;
  PerProducerFifo<ReplyBlock>::Producer back(port.replies());
  for (std::uint64_t i = 0; i < 40; ++i) {
    ReplyBlock* const block = pool.take();
    block->set_port(5);
    Envelope to = from(i);
    to.port = 5;
    block->bytes() += "answer " + std::to_string(i);
    block->end(to, AnswerKind::kReply);
    back.push(block);
  }
  std::uint64_t next = 0;
  const auto visit = [&next](const Port::Reply& reply) {
    EXPECT_EQ(reply.to.session, next);
    EXPECT_EQ(reply.bytes, "answer " + std::to_string(next));
    ++next;
  };
  EXPECT_FALSE(port.prepare_sleep());
  EXPECT_EQ(port.drain(visit, 16), 16U);
  EXPECT_EQ(port.drain(visit), 24U);
  EXPECT_EQ(port.drain(visit), 0U);
  EXPECT_TRUE(port.prepare_sleep());
  port.awake();
  std::size_t returned = 0;
  pool.collect([&returned](const ReplyBlock&) { ++returned; });
  EXPECT_GE(returned, 24U);
  EXPECT_LE(pool.size(), 40U);
}

TEST(Port, SaysHowLongToHoldBack) {
  Door shard(10'000);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  EXPECT_EQ(port.retry_after_ms(0), 1U);
  ASSERT_EQ(shard.inbox.reserve(10'000), 10'000U);
  shard.command_ns.set(2'000);
  EXPECT_EQ(port.retry_after_ms(0), 20U);
  shard.command_ns.set(1'000'000'000);
  EXPECT_EQ(port.retry_after_ms(0), 1'000U);
}

TEST(Port, NumbersSessionsOnce) {
  Door shard(10);
  const std::array<ShardDoor, 1> doors = {shard.door()};
  Port port(0, doors);
  const std::uint64_t first = port.new_session();
  EXPECT_NE(first, port.new_session());
}

}  // namespace
}  // namespace stellwerk::runtime
