// SPDX-License-Identifier: Apache-2.0
// What a shard does with its journal: what it holds back, lets out and replays.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/runtime/shard.h"
#include "core/stream/event_store.h"
#include "tests/runtime/lent_journal.h"
#include "tests/runtime/queue_world.h"

namespace stellwerk::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ShardJournal, HoldsAnswersUntilTheyAreDurable) {
  journal::MemoryJournal journal;
  QueueWorld world(journal);
  journal.set_delay(true);
  const std::uint64_t released = world.shard.released(0);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  EXPECT_THAT(world.work(), IsEmpty());
  EXPECT_TRUE(world.shard.holding());
  EXPECT_FALSE(world.shard.release_due());
  EXPECT_EQ(world.shard.released(0), released);

  // Reads show what was decided, so they wait for it, too.
  world.send(12, "CONV.GET c1");
  EXPECT_THAT(world.work(), IsEmpty());

  journal.make_durable(journal.next());
  EXPECT_TRUE(world.shard.release_due());
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: {"), StartsWith("12: {")));
  EXPECT_EQ(world.shard.released(0), world.shard.events(0).last());
  EXPECT_FALSE(world.shard.holding());
}

TEST(ShardJournal, ReleasesInOrderAsFarAsItIsDurable) {
  journal::MemoryJournal journal;
  QueueWorld world(journal);
  journal.set_delay(true);
  const std::uint64_t base = journal.next();
  for (std::uint64_t i = 0; i < 3; ++i) {
    world.send(i, "CONV.OPEN c" + std::to_string(i) + " QUEUE q");
    world.work();
  }
  journal.make_durable(base + 2);
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("0: "), StartsWith("1: ")));
  journal.make_durable(base + 3);
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("2: ")));
}

// Makes everything durable when it is asked for the n-th time.
class DurableWhenAsked final : public LentJournal {
 public:
  explicit DurableWhenAsked(journal::MemoryJournal& to) : LentJournal(to), to_(to) {}
  std::uint64_t durable() const override {
    if (++asked_ == at_) to_.make_durable(to_.next());
    return to_.durable();
  }
  // Not the next so many times, then.
  void at_next_but(int more) { at_ = asked_ + more + 1; }

 private:
  int at_ = 0;
  mutable int asked_ = 0;
  journal::MemoryJournal& to_;
};

TEST(ShardJournal, ReleasesWhileItDecidesABlock) {
  journal::MemoryJournal memory;
  DurableWhenAsked journal(memory);
  QueueWorld world(journal);
  memory.set_delay(true);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  EXPECT_THAT(world.work(), IsEmpty());
  const tests::CommandLine get({"CONV.GET", "c1"}, QueueWorld::kStart);
  CommandBlock* const block = world.inbox.pool.take();
  for (std::uint64_t i = 0; i < 100; ++i) block->add(QueueWorld::envelope(12), get.command());
  world.inbox.waiting.push_back(block);
  const auto flushes = world.path.flushes;
  journal.at_next_but(1);
  EXPECT_EQ(world.work().size(), 101U);
  EXPECT_GT(world.path.flushes, flushes + 1) << "not all of it at the end of the block";
}

TEST(ShardJournal, DrainsNoMoreWhileTooMuchIsHeld) {
  journal::MemoryJournal journal;
  ShardOptions options;
  options.held_answers_max = 5;
  QueueWorld world(journal, options);
  journal.set_delay(true);
  world.send(0, "CONV.OPEN c0 QUEUE q");
  for (std::uint64_t i = 0; i < 20; ++i) world.send(i, "CONV.GET c0");
  world.work();
  world.work();
  EXPECT_EQ(world.inbox.depth(), 21U - 8U);
  journal.make_durable(journal.next());
  journal.set_delay(false);
  EXPECT_EQ(world.work().size(), 8U);
  EXPECT_EQ(world.work().size(), 13U);
}

TEST(ShardJournal, ReplaysToTheSameStateAndStreams) {
  journal::MemoryJournal journal;
  std::string digest;
  std::uint64_t last = 0;
  {
    QueueWorld world(journal);
    for (int i = 0; i < 30; ++i) {
      world.send(11, "CONV.OPEN c" + std::to_string(i) + " QUEUE q");
      // Offers expire and deadlines pass between commands.
      world.work_after(base::seconds(7));
    }
    world.work_after(base::minutes(3));
    digest = world.shard.engine(0).digest();
    last = world.shard.events(0).last();
  }
  ShardWorld again(journal);
  EXPECT_EQ(again.shard.replay().problem.text, "");
  EXPECT_EQ(again.shard.engine(0).digest(), digest);
  EXPECT_EQ(again.shard.events(0).last(), last);
  EXPECT_EQ(again.shard.released(0), last);
  EXPECT_THAT(again.path.take(), IsEmpty());
  again.clock.advance_to(journal.last_time());
  again.send(1, "CONV.OPEN new QUEUE q");
  EXPECT_THAT(again.work(), ElementsAre(HasSubstr("'state': 'waiting'")));
}

TEST(ShardJournal, WhatHappensByItselfIsJournaledAsATick) {
  journal::MemoryJournal journal;
  QueueWorld world(journal);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.work();
  const std::uint64_t before = journal.next();
  world.work_after(base::seconds(1));
  EXPECT_EQ(journal.next(), before);  // nothing happened
  world.work_after(base::seconds(19));
  ASSERT_EQ(journal.next(), before + 1);
  EXPECT_EQ(journal.last_time(), ShardWorld::kStart + base::seconds(20));
  EXPECT_EQ(world.shard.figures().shard.ticks_total, 1U);
}

TEST(ShardJournal, DecidesNothingMoreOnceRefused) {
  journal::MemoryJournal journal;
  QueueWorld world(journal);
  journal.set_delay(true);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  EXPECT_THAT(world.work(), IsEmpty());
  journal.append_foreign(ShardWorld::kStart, "somebody else's");
  world.send(12, "CONV.OPEN c2 QUEUE q");
  world.send(13, "CONV.GET c2");
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: !ERR the journal has refused"),
                                        StartsWith("12: !ERR the journal has refused"),
                                        StartsWith("13: !ERR the journal has refused")));
  EXPECT_TRUE(world.shard.figures().shard.failed);
  EXPECT_EQ(world.shard.next_timer(), base::kNever);
  const std::uint64_t last = world.shard.events(0).last();
  world.work_after(base::minutes(5));
  EXPECT_EQ(world.shard.events(0).last(), last);
}

}  // namespace
}  // namespace stellwerk::runtime
