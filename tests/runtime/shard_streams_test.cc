// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/journal/null_journal.h"
#include "core/stream/event_store.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using model::kStreamAfterNow;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

// Queue q assigns without asking; agents a1 and a2 are known, nobody is online.
struct World : ShardWorld {
  explicit World(journal::Journal& journal, const ShardOptions& options = {})
      : ShardWorld(journal, options) {
    apply_policy(1, {"queue q offer=auto"});
    send(2, "AGENT.SET a1");
    send(3, "AGENT.SET a2");
    work();
  }
  std::uint64_t last() const { return shard.events(0).last(); }
};

TEST(ShardStreams, AReadSeesWhatWasWrittenBeforeIt) {
  journal::NullJournal journal;
  World world(journal);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.read(11, {{"events", 0}});
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: {"), HasSubstr("conversation.opened")));
}

TEST(ShardStreams, WithoutBlockNothingIsAnsweredAtOnce) {
  journal::NullJournal journal;
  World world(journal);
  world.read(11, {{"inbox:a1", 0}, {"outbox:web", kStreamAfterNow}});
  EXPECT_THAT(world.work(), ElementsAre("11: nil-array"));
}

TEST(ShardStreams, ABlockedReadIsAnsweredWhenItsStreamMoves) {
  journal::NullJournal journal;
  World world(journal);
  world.send(10, "AGENT.STATE a1 ONLINE");
  world.work();
  world.read(11, {{"inbox:a1", kStreamAfterNow}}, 0);
  world.read(12, {{"inbox:a2", 0}}, 0);
  world.read(13, {{"events", kStreamAfterNow}}, 0, 1);
  EXPECT_THAT(world.work(), IsEmpty());
  EXPECT_EQ(world.shard.figures().shard.parked_reads, 3U);

  world.send(14, "CONV.OPEN c1 QUEUE q");
  EXPECT_THAT(
      world.work(),
      ElementsAre(StartsWith("14: "),
                  AllOf(StartsWith("13: [['events', [["), HasSubstr("conversation.opened"),
                        Not(HasSubstr("conversation.assigned"))),
                  AllOf(StartsWith("11: [['inbox:a1', [["), HasSubstr("conversation.assigned"))));
  EXPECT_EQ(world.shard.figures().shard.parked_reads, 1U);
}

TEST(ShardStreams, WhatIsThereIsAnsweredWithoutWaiting) {
  journal::NullJournal journal;
  World world(journal);
  world.read(11, {{"inbox:a1", 0}, {"events", 0}}, 5'000);
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: [['events', [[")));
}

TEST(ShardStreams, ABlockedReadRunsOutOfRealTime) {
  journal::NullJournal journal;
  World world(journal);
  world.read(11, {{"inbox:a1", 0}}, 100);
  world.read(12, {{"inbox:a1", 0}}, 50);
  world.read(13, {{"inbox:a1", 0}}, 0);
  world.work();
  EXPECT_EQ(world.shard.next_deadline(), RealTime{50'000'000});
  EXPECT_THAT(world.work_after(base::milliseconds(49)), IsEmpty());
  EXPECT_THAT(world.work_after(base::milliseconds(1)), ElementsAre("12: nil-array"));
  EXPECT_THAT(world.work_after(base::hours(9)), ElementsAre("11: nil-array"));
  EXPECT_EQ(world.shard.next_deadline(), kRealNever);
}

TEST(ShardStreams, ASessionThatGoesIsForgotten) {
  journal::NullJournal journal;
  World world(journal);
  world.read(11, {{"events", kStreamAfterNow}}, 0);
  world.work();
  world.cancel(11);
  world.cancel(12);
  world.work();
  EXPECT_EQ(world.shard.figures().shard.parked_reads, 0U);
  world.send(14, "AGENT.STATE a1 ONLINE");
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("14: ")));
}

TEST(ShardStreams, ASecondBlockedReadOfASessionIsRefused) {
  journal::NullJournal journal;
  World world(journal);
  world.read(11, {{"inbox:a1", 0}}, 0);
  world.read(11, {{"inbox:a2", 0}}, 0);
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: !BADSTATE")));
}

TEST(ShardStreams, BlockedReadsAreBounded) {
  journal::NullJournal journal;
  ShardOptions options;
  options.parked_reads_max = 2;
  World world(journal, options);
  for (std::uint64_t session = 11; session < 14; ++session) {
    world.read(session, {{"inbox:a1", 0}}, 0);
  }
  EXPECT_THAT(world.work(),
              ElementsAre(AllOf(StartsWith("13: !FULL"), HasSubstr("retry-after-ms=1000"))));
}

TEST(ShardStreams, APortThatDoesNotReadGetsNoMoreStreams) {
  journal::NullJournal journal;
  ShardOptions options;
  options.port_bytes_max = 50;
  World world(journal, options);
  world.path.keep = true;
  world.read(11, {{"events", 0}});
  world.read(12, {{"events", 0}});
  EXPECT_THAT(world.work(),
              ElementsAre(StartsWith("11: [["),
                          AllOf(StartsWith("12: !FULL"), HasSubstr("retry-after-ms=100"))));
  world.path.give_back();
  world.work();
  world.read(13, {{"events", 0}});
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("13: [[")));
  world.path.give_back();
}

TEST(ShardStreams, ErrorsAreAnswered) {
  journal::NullJournal journal;
  ShardOptions options;
  options.streams.entries_max = 2;
  World world(journal, options);
  world.send(4, "CONV.OPEN c1 QUEUE q");
  world.send(5, "CONV.OPEN c2 QUEUE q");
  world.send(6, "CONV.OPEN c3 QUEUE q");
  world.work();
  world.read(11, {{"event", 0}}, 0);
  world.read(12, {{"events", 1}}, 0);
  EXPECT_THAT(world.work(),
              ElementsAre(StartsWith("11: !UNKNOWNSTREAM 'event'"),
                          StartsWith("12: !STALE first=" + std::to_string(world.last() - 1))));
}

TEST(ShardStreams, NothingIsShownThatIsNotDurable) {
  journal::MemoryJournal journal;
  World world(journal);
  const std::uint64_t before = world.last();
  world.read(11, {{"events", kStreamAfterNow}}, 0);
  world.work();
  journal.set_delay(true);
  world.send(12, "CONV.OPEN c1 QUEUE q");
  EXPECT_THAT(world.work(), IsEmpty());
  EXPECT_EQ(world.shard.released(0), before);

  // `$` is the last released id: the conversation is news to who reads from now on.
  world.read(13, {{"events", kStreamAfterNow}}, 0);
  EXPECT_THAT(world.work(), IsEmpty());
  journal.make_durable(journal.next());
  EXPECT_THAT(world.work(),
              ElementsAre(StartsWith("12: {"), HasSubstr("conversation.opened"),
                          AllOf(StartsWith("13: "), HasSubstr("conversation.opened"))));
}

TEST(ShardStreams, AnOrderlyStopAnswersBlockedReads) {
  journal::NullJournal journal;
  World world(journal);
  for (std::uint64_t session = 11; session < 14; ++session) {
    world.read(session, {{"inbox:a1", 0}}, session == 12 ? 1'000 : 0);
  }
  world.work();
  world.shard.answer_parked();
  EXPECT_THAT(world.path.take(), ElementsAre("11: nil-array", "12: nil-array", "13: nil-array"));
  EXPECT_EQ(world.shard.figures().shard.parked_reads, 0U);
}

TEST(ShardStreams, TrimmingIsSeenByReaders) {
  journal::NullJournal journal;
  World world(journal);
  world.send(4, "CONV.OPEN c1 QUEUE q");
  world.work();
  const model::Term key{"events", 0};
  model::Command trim;
  trim.kind = model::CommandKind::kStreamTrim;
  trim.streams = {&key, 1};
  trim.mark(model::Field::kStreams);
  trim.first = world.last();
  trim.mark(model::Field::kFirst);
  world.send(ShardWorld::envelope(5), trim);
  model::Command length = trim;
  length.kind = model::CommandKind::kStreamLength;
  world.send(ShardWorld::envelope(6), length);
  EXPECT_THAT(world.work(), ElementsAre("5: " + std::to_string(world.last() - 1), "6: 1"));
}

}  // namespace
}  // namespace stellwerk::runtime
