// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/stream/event_store.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ShardOptions storing_after(std::uint64_t records) {
  ShardOptions options;
  options.snapshot_records = records;
  return options;
}

// What readers can see of a shard.
struct Seen {
  std::string digest;
  std::vector<std::string> events;
  std::uint64_t inbox_added = 0;

  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen(const Shard& shard) {
  Seen result{shard.engine(0).digest(), {}, shard.events(0).added("inbox:anna")};
  const stream::EventStore& events = shard.events(0);
  for (std::uint64_t seq = events.first(); seq <= events.last(); ++seq) {
    std::string bytes;
    model::encode(events.event(seq), bytes);
    result.events.push_back(std::move(bytes));
  }
  return result;
}

class ShardSnapshot : public testing::Test {
 protected:
  // Conversations, offers that expire, wrap-ups and requests, in 40 commands or somewhat more.
  void work(ShardWorld& world, int from) {
    world.clock.advance_to(journal_.last_time());
    if (from == 0) {
      world.apply_policy(1, {"queue q wrap_up=10s timeout=20s"});
      world.send(1, "AGENT.SET anna CAPACITY 3");
      world.send(1, "AGENT.STATE anna ONLINE LEASE 60s");
    }
    for (int i = from; i < from + 40; ++i) {
      world.send(1, "CONV.OPEN c" + std::to_string(i) + " QUEUE q REQ r" + std::to_string(i));
      if (i % 5 == 0) world.send(1, "CONV.CLOSE c" + std::to_string(i / 2));
      static_cast<void>(world.work_after(base::seconds(7)));
    }
  }
  Seen worked(int from) {
    ShardWorld world(journal_, storing_after(0));
    EXPECT_EQ(world.shard.replay().problem.text, "");
    work(world, from);
    return seen(world.shard);
  }
  // A start that finds everything as it was.
  Shard::Recovery recovered(const Seen& expected, std::uint64_t store_after = 0) {
    ShardWorld world(journal_, storing_after(store_after));
    Shard::Recovery recovery = world.shard.replay();
    EXPECT_EQ(recovery.problem.text, "");
    EXPECT_TRUE(seen(world.shard) == expected);
    EXPECT_EQ(world.shard.released(0), world.shard.events(0).last());
    return recovery;
  }

  journal::MemoryJournal journal_;
};

TEST_F(ShardSnapshot, IsStoredAfterALongReplayAndSparesTheNext) {
  const Seen first = worked(0);
  const std::uint64_t records = journal_.next() - 1;
  EXPECT_EQ(recovered(first, records + 1).replayed, records);
  EXPECT_THAT(journal_.snapshots(), IsEmpty()) << "not long enough";
  EXPECT_EQ(recovered(first, records).replayed, records);
  EXPECT_THAT(journal_.snapshots(), ElementsAre(journal_.next()));
  const Shard::Recovery again = recovered(first, 1);
  EXPECT_EQ(again.replayed, 0U);
  EXPECT_EQ(again.snapshot, journal_.next());
  EXPECT_THAT(again.notes, IsEmpty());
}

TEST_F(ShardSnapshot, GoesOnWithTheRecordsBehindIt) {
  static_cast<void>(recovered(worked(0), 1));
  const std::uint64_t stored = journal_.next();
  const Seen later = worked(40);
  EXPECT_EQ(recovered(later).replayed, journal_.next() - stored);
}

TEST_F(ShardSnapshot, ADamagedOneIsPassedOver) {
  const Seen first = worked(0);
  static_cast<void>(recovered(first, 1));
  const std::uint64_t old = journal_.next();
  const Seen later = worked(40);
  static_cast<void>(recovered(later, 1));
  ASSERT_THAT(journal_.snapshots(), ElementsAre(journal_.next(), old));
  journal_.spoil_snapshot(journal_.next());
  const Shard::Recovery by_old = recovered(later);
  EXPECT_EQ(by_old.snapshot, old);
  EXPECT_THAT(by_old.notes, ElementsAre(HasSubstr("is not used")));
  journal_.spoil_snapshot(old);
  const Shard::Recovery by_none = recovered(later);
  EXPECT_EQ(by_none.snapshot, 0U);
  EXPECT_EQ(by_none.replayed, journal_.next() - 1);
}

// A machine that died has kept the snapshot and lost the records before it: others get their
// numbers, and the snapshot must not be taken for what those lead to.
TEST_F(ShardSnapshot, OfRecordsThatWereLostIsDropped) {
  journal_.set_delay(true);
  {
    ShardWorld world(journal_, storing_after(0));
    work(world, 0);
  }
  const std::uint64_t lost_at = journal_.next();
  journal_.make_durable(lost_at / 2);
  journal::MemoryJournal whole;  // lends a snapshot of all of them
  ASSERT_TRUE(journal_
                  .read(1,
                        [&whole](const journal::Record& record) {
                          whole.append_foreign(record.at, record.command);
                          return true;
                        })
                  .none());
  ShardWorld before(whole, storing_after(1));
  ASSERT_EQ(before.shard.replay().problem.text, "");
  journal_.crash();
  journal_.take_snapshots(whole);
  journal_.set_delay(false);
  ASSERT_THAT(journal_.snapshots(), ElementsAre(lost_at));
  const Seen later = worked(40);
  EXPECT_THAT(journal_.snapshots(), IsEmpty());
  ASSERT_GT(journal_.next(), lost_at);
  EXPECT_EQ(recovered(later).snapshot, 0U);
}

// Closed conversations are forgotten by time alone, which nobody sees and nothing records. Once it
// is as late as it was, a shard that has started again has forgotten the same.
TEST_F(ShardSnapshot, WhatIsForgottenUnseenIsForgottenAgain) {
  std::string at_work;
  std::string later;
  base::Instant now;
  {
    ShardWorld world(journal_, storing_after(0));
    work(world, 0);
    at_work = world.shard.engine(0).digest();
    const std::uint64_t records = journal_.next();
    for (int i = 0; i < 30; ++i) static_cast<void>(world.work_after(base::minutes(5)));
    later = world.shard.engine(0).digest();
    now = world.clock.read().engine;
    ASSERT_EQ(world.shard.engine(0).figures().remembered, 0U) << "nothing was forgotten";
    ASSERT_NE(later, at_work);
    ASSERT_LT(journal_.next(), records + 40) << "each look was recorded";
  }
  for (const std::uint64_t store_after : {0U, 1U, 0U}) {
    ShardWorld world(journal_, storing_after(store_after));
    ASSERT_EQ(world.shard.replay().problem.text, "");
    world.clock.advance_to(now);
    static_cast<void>(world.work());
    EXPECT_EQ(world.shard.engine(0).digest(), later);
  }
}

TEST_F(ShardSnapshot, OfAnotherShardIsNotTaken) {
  const Seen first = worked(0);
  static_cast<void>(recovered(first, 1));
  ShardOptions other = storing_after(0);
  other.tenants = 2;
  ShardWorld world(journal_, other);
  const Shard::Recovery recovery = world.shard.replay();
  EXPECT_EQ(recovery.problem.text, "");
  EXPECT_EQ(recovery.snapshot, 0U);
  EXPECT_EQ(world.shard.engine(0).digest(), first.digest);
}

}  // namespace
}  // namespace stellwerk::runtime
