// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/runtime/fold.h"
#include "core/stream/event_store.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
    ShardWorld world(journal_);
    EXPECT_EQ(world.shard.replay().problem.text, "");
    work(world, from);
    return seen(world.shard);
  }
  // A start that finds everything as it was.
  Recovery recovered(const Seen& expected) {
    ShardWorld world(journal_);
    Recovery recovery = world.shard.replay();
    EXPECT_EQ(recovery.problem.text, "");
    EXPECT_TRUE(seen(world.shard) == expected);
    EXPECT_EQ(world.shard.released(0), world.shard.events(0).last());
    return recovery;
  }

  static Fold::Outcome folded(journal::History& history, std::uint64_t step = 7) {
    Fold fold({}, {}, {}, history);
    fold.set_step_records(step);
    while (fold.step()) {
    }
    return fold.outcome();
  }

  journal::MemoryJournal journal_;
};

TEST_F(ShardSnapshot, SparesTheNextStartWhatItStandsFor) {
  const Seen first = worked(0);
  const std::uint64_t records = journal_.next() - 1;
  EXPECT_EQ(recovered(first).replayed, records);
  const Fold::Outcome outcome = folded(journal_);
  EXPECT_EQ(outcome.recovery.problem.text, "");
  EXPECT_EQ(outcome.recovery.replayed, records);
  EXPECT_EQ(outcome.snapshot, journal_.next());
  EXPECT_THAT(journal_.snapshots(), ElementsAre(journal_.next()));
  const Recovery again = recovered(first);
  EXPECT_EQ(again.replayed, 0U);
  EXPECT_EQ(again.snapshot, journal_.next());
  EXPECT_THAT(again.notes, IsEmpty());
}

TEST_F(ShardSnapshot, GoesOnWithTheRecordsBehindIt) {
  static_cast<void>(worked(0));
  const std::uint64_t stored = folded(journal_).snapshot;
  const Seen later = worked(40);
  EXPECT_EQ(recovered(later).replayed, journal_.next() - stored);
}

// The records below the older of the two stay until the newer one has been loaded.
TEST_F(ShardSnapshot, TwoAreKeptAndEveryRecordSinceTheOlder) {
  static_cast<void>(worked(0));
  EXPECT_EQ(folded(journal_).first, 1U);
  const std::uint64_t first = journal_.next();
  static_cast<void>(worked(40));
  EXPECT_EQ(folded(journal_).first, first);
  const std::uint64_t second = journal_.next();
  EXPECT_THAT(journal_.snapshots(), ElementsAre(second, first));
  const Seen latest = worked(80);
  EXPECT_EQ(folded(journal_).first, second);
  EXPECT_THAT(journal_.snapshots(), ElementsAre(journal_.next(), second));
  journal_.spoil_snapshot(journal_.next());
  const Recovery by_old = recovered(latest);
  EXPECT_EQ(by_old.snapshot, second);
  EXPECT_EQ(by_old.replayed, journal_.next() - second);
}

// Whatever becomes of the newer ones, the journal can be gone on with from where it begins.
TEST_F(ShardSnapshot, WhereTheJournalBeginsOneStaysUntilItIsCut) {
  static_cast<void>(worked(0));
  static_cast<void>(folded(journal_));
  const std::uint64_t first = journal_.next();
  static_cast<void>(worked(40));
  EXPECT_EQ(folded(journal_).first, first);
  const std::uint64_t second = journal_.next();
  static_cast<void>(worked(80));
  journal_.refuse_trims(true);
  EXPECT_EQ(folded(journal_).recovery.problem.text, "the disk is full");
  const std::uint64_t third = journal_.next();
  EXPECT_THAT(journal_.snapshots(), ElementsAre(third, second, first));
  const Seen latest = worked(120);
  journal_.spoil_snapshot(third);
  journal_.spoil_snapshot(second);
  EXPECT_EQ(recovered(latest).snapshot, first);
  journal_.refuse_trims(false);
  EXPECT_EQ(folded(journal_).first, first);
  EXPECT_THAT(journal_.snapshots(), ElementsAre(journal_.next(), first));
}

TEST_F(ShardSnapshot, ADamagedOneIsPassedOverAndDroppedByTheNextFold) {
  const Seen first = worked(0);
  const std::uint64_t old = folded(journal_).snapshot;
  const Seen later = worked(40);
  const std::uint64_t spoiled = folded(journal_).snapshot;
  journal_.spoil_snapshot(spoiled);
  const Recovery by_old = recovered(later);
  EXPECT_EQ(by_old.snapshot, old);
  EXPECT_THAT(by_old.notes, ElementsAre(HasSubstr("is not used")));
  const Seen latest = worked(80);
  const Fold::Outcome outcome = folded(journal_);
  EXPECT_EQ(outcome.recovery.snapshot, old);
  EXPECT_EQ(outcome.first, old) << "what only the damaged one stands for must stay";
  EXPECT_THAT(journal_.snapshots(), ElementsAre(journal_.next(), old));
  EXPECT_EQ(recovered(latest).replayed, 0U);
}

TEST_F(ShardSnapshot, WithoutOneACutJournalIsRefused) {
  static_cast<void>(worked(0));
  const std::uint64_t old = folded(journal_).snapshot;
  static_cast<void>(worked(40));
  const std::uint64_t newest = folded(journal_).snapshot;
  journal_.spoil_snapshot(old);
  journal_.spoil_snapshot(newest);
  ShardWorld world(journal_);
  const Recovery recovery = world.shard.replay();
  EXPECT_EQ(recovery.problem.fault, journal::Fault::kDamaged);
  EXPECT_THAT(recovery.problem.text, HasSubstr("begins with record " + std::to_string(old)));
  EXPECT_EQ(folded(journal_).snapshot, 0U);
}

TEST_F(ShardSnapshot, AllRecordsAreKeptWhereThatIsAskedFor) {
  for (int round = 0; round < 3; ++round) {
    static_cast<void>(worked(40 * round));
    Fold fold({}, {}, {}, journal_);
    fold.set_keep_all(true);
    while (fold.step()) {
    }
    EXPECT_EQ(fold.outcome().first, 1U);
  }
  EXPECT_EQ(journal_.snapshots().size(), 2U);
}

TEST_F(ShardSnapshot, IsNotStoredWhereNothingIsNew) {
  EXPECT_EQ(folded(journal_).snapshot, 0U);
  static_cast<void>(worked(0));
  ASSERT_GT(folded(journal_).snapshot, 0U);
  const Fold::Outcome again = folded(journal_);
  EXPECT_EQ(again.snapshot, 0U);
  EXPECT_EQ(again.recovery.problem.text, "");
}

TEST_F(ShardSnapshot, AFoldGivesUpWhenItIsTold) {
  static_cast<void>(worked(0));
  for (int after = 0; after < 12; ++after) {
    int asked = 0;
    Fold fold({}, {}, {}, journal_);
    fold.set_step_records(50);
    fold.set_go_on([&asked, after] { return asked++ < after; });
    while (fold.step()) {
    }
    EXPECT_EQ(fold.outcome().recovery.problem.text, "") << after;
    EXPECT_EQ(journal_.first(), 1U);
    for (const std::uint64_t left : journal_.snapshots()) journal_.drop_snapshot(left);
  }
}

TEST_F(ShardSnapshot, OneOfARecordThatIsNoCommandIsNotStored) {
  static_cast<void>(worked(0));
  journal_.append_foreign({1'800'000'000'000}, "nonsense");
  const Fold::Outcome outcome = folded(journal_);
  EXPECT_EQ(outcome.recovery.problem.fault, journal::Fault::kDamaged);
  EXPECT_THAT(outcome.recovery.problem.text, HasSubstr("no command that this release knows"));
  EXPECT_THAT(journal_.snapshots(), IsEmpty());
}

// A machine that died has kept the snapshot and lost the records before it: others get their
// numbers, and the snapshot must not be taken for what those lead to.
TEST_F(ShardSnapshot, OfRecordsThatWereLostIsDropped) {
  journal_.set_delay(true);
  {
    ShardWorld world(journal_);
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
  ASSERT_GT(folded(whole).snapshot, 0U);
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
    ShardWorld world(journal_);
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
  for (const bool fold : {false, true}) {
    if (fold) {
      ASSERT_GT(folded(journal_).snapshot, 0U);
    }
    ShardWorld world(journal_);
    ASSERT_EQ(world.shard.replay().problem.text, "");
    world.clock.advance_to(now);
    static_cast<void>(world.work());
    EXPECT_EQ(world.shard.engine(0).digest(), later);
  }
}

TEST_F(ShardSnapshot, IsTakenWhenTenantsHaveComeSince) {
  const Seen first = worked(0);
  const std::uint64_t snapshot = folded(journal_).snapshot;
  ASSERT_GT(snapshot, 0U);
  ShardOptions more;
  more.tenants = 3;
  std::string digest;
  {
    ShardWorld world(journal_, more);
    EXPECT_EQ(world.shard.replay().snapshot, snapshot);
    EXPECT_TRUE(seen(world.shard) == first);
    digest = world.shard.engine(2).digest();
    EXPECT_EQ(digest, world.shard.engine(1).digest());
  }
  // Without one that a snapshot knows, it is not.
  static_cast<void>(worked(40));
  Fold fold({.index = 0, .shards = 1, .tenants = 3}, {}, {}, journal_);
  while (fold.step()) {
  }
  ShardWorld fewer(journal_);
  EXPECT_EQ(fewer.shard.replay().snapshot, snapshot);
}

TEST_F(ShardSnapshot, OfAnotherShardIsNotTaken) {
  const Seen first = worked(0);
  ASSERT_GT(folded(journal_).snapshot, 0U);
  ShardOptions other;
  other.shards = 2;
  ShardWorld world(journal_, other);
  const Recovery recovery = world.shard.replay();
  EXPECT_EQ(recovery.problem.text, "");
  EXPECT_EQ(recovery.snapshot, 0U);
  EXPECT_EQ(world.shard.engine(0).digest(), first.digest);
}

}  // namespace
}  // namespace stellwerk::runtime
