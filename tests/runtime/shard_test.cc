// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/journal/null_journal.h"
#include "core/runtime/per_producer_fifo_inbox.h"
#include "core/runtime/system_clock.h"
#include "core/stream/event_store.h"
#include "tests/runtime/queue_world.h"

namespace stellwerk::runtime {
namespace {

using Lines = std::vector<std::string>;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Shard, DecidesInOrderAndAnswersEachCommand) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.send(12, "CONV.OPEN c2 QUEUE nowhere");
  world.send(13, "CONV.GET c1");
  const Lines lines = world.work();
  EXPECT_THAT(lines, ElementsAre(StartsWith("11: {'conv': 'c1', 'state': 'offered'"),
                                 StartsWith("12: !UNKNOWNQUEUE"),
                                 AllOf(StartsWith("13: {"), HasSubstr("'queue': 'q'"))));
  EXPECT_EQ(world.worked, 3U);
  EXPECT_THAT(world.work(), IsEmpty());
  EXPECT_EQ(world.worked, 0U);
}

TEST(Shard, KeepsTheEventsOfItsEngine) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.work();
  EXPECT_EQ(world.shard.events(0).last(), world.shard.engine(0).last_event());
  EXPECT_EQ(world.shard.released(0), world.shard.events(0).last());
  const stream::StreamView inbox = *world.shard.events(0).stream("inbox:a1");
  ASSERT_EQ(inbox.size(), 1U);
  EXPECT_EQ(world.shard.events(0).event(inbox[0]).type, model::EventType::kOfferCreated);
}

TEST(Shard, FiresTimersWhenTheyAreDue) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.work();
  const std::uint64_t before = world.shard.events(0).last();
  EXPECT_LE(world.shard.next_timer(), ShardWorld::kStart + base::seconds(20));
  world.work_after(base::milliseconds(19'999));
  EXPECT_EQ(world.shard.events(0).last(), before);
  world.work_after(base::milliseconds(1));
  EXPECT_GT(world.shard.events(0).last(), before);
  EXPECT_EQ(world.shard.events(0).event(before + 1).type, model::EventType::kOfferExpired);
}

// A machine's clocks in the test's hands.
class StoppedTime final : public TimeSource {
 public:
  std::int64_t monotonic_ns() override { return passed_ms * 1'000'000; }
  std::int64_t wall_ns() override {
    return (ShardWorld::kStart.ms + passed_ms + set_ms) * 1'000'000;
  }
  std::int64_t passed_ms = 0;
  std::int64_t set_ms = 0;
};

// What ShardPost does with the clock.
struct Machine {
  explicit Machine(journal::Journal& journal) : world(journal), clock(time, 1.0) {
    world.send(4, "AGENT.STATE a1 ONLINE LEASE 30s");
    world.work();
  }
  Lines work_after(std::int64_t ms) {
    time.passed_ms += ms;
    const Reading now = clock.read();
    if (clock.take_standstill()) world.shard.stood_still(now.engine);
    world.worked = world.shard.do_work(world.inbox, now.engine, now.real);
    return world.path.take();
  }
  std::vector<std::string> events_of(model::EventType type) {
    std::vector<std::string> found;
    const stream::EventStore& events = world.shard.events(0);
    for (std::uint64_t i = 1; i <= events.last(); ++i) {
      const model::Event event = events.event(i);
      if (event.type != type) continue;
      found.push_back(std::string(event.conv) + std::string(event.agent) + " " +
                      std::to_string((event.at - ShardWorld::kStart).ms));
    }
    return found;
  }

  StoppedTime time;
  QueueWorld world;
  SystemClock clock;
};

TEST(Shard, AfterASuspendedMachineClocksHaveRunAndLeasesBeginAnew) {
  journal::MemoryJournal journal;
  Machine machine(journal);
  machine.world.send(11, "CONV.OPEN c1 QUEUE q");
  machine.work_after(1'000);
  machine.work_after(7'200'000);
  // Due in the meantime, and at their time.
  EXPECT_EQ(machine.events_of(model::EventType::kOfferExpired).front(), "c1a1 21000");
  EXPECT_THAT(machine.events_of(model::EventType::kSlaBreached), ElementsAre(EndsWith(" 61000")));
  const auto logged_on = machine.events_of(model::EventType::kAgentState).size();
  machine.work_after(900);
  for (int i = 0; i < 29; ++i) machine.work_after(1'000);
  EXPECT_EQ(machine.events_of(model::EventType::kAgentState).size(), logged_on);
  machine.work_after(100);
  // The whole lease from the wake-up on: 7201 s + 30 s.
  EXPECT_THAT(machine.events_of(model::EventType::kAgentState).back(), "a1 7231000");

  // The journal knows of it: a second shard comes to the same.
  ShardWorld again(journal);
  ASSERT_TRUE(again.shard.replay().problem.none());
  EXPECT_EQ(again.shard.engine(0).digest(), machine.world.shard.engine(0).digest());
  EXPECT_EQ(again.shard.events(0).last(), machine.world.shard.events(0).last());
}

TEST(Shard, AWallClockThatIsSetFiresNothingEarlyAndNothingLate) {
  for (const std::int64_t set_ms : {-3'600'000, 3'600'000}) {
    journal::MemoryJournal journal;
    Machine machine(journal);
    machine.world.send(11, "CONV.OPEN c1 QUEUE q");
    machine.work_after(0);
    machine.time.set_ms = set_ms;
    std::int64_t expired_after_ms = 0;
    while (machine.events_of(model::EventType::kOfferExpired).empty()) {
      machine.work_after(10);
      expired_after_ms += 10;
      ASSERT_LT(expired_after_ms, 60'000);
    }
    // 20 s, less or more 5 %.
    EXPECT_GE(expired_after_ms, 19'000);
    EXPECT_LE(expired_after_ms, 21'100);
    EXPECT_THAT(machine.events_of(model::EventType::kOfferExpired), ElementsAre("c1a1 20000"));
  }
}

TEST(Shard, ReadsSeeThePresent) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  world.send(11, "AGENT.STATE a1 OFFLINE");
  world.send(12, "CONV.OPEN c1 QUEUE q");
  world.work();
  world.clock.advance(base::seconds(7));
  world.send(13, "CONV.GET c1");
  EXPECT_THAT(world.work(), ElementsAre(HasSubstr("'waited_ms': 7000")));
}

model::Command clock_command(std::optional<base::Instant> hold) {
  model::Command command;
  command.kind = model::CommandKind::kClock;
  if (hold) {
    command.at = *hold;
    command.mark(model::Field::kAt);
  }
  return command;
}

TEST(Shard, TellsTheTimeAndHasTheClockHeld) {
  journal::NullJournal journal;
  std::vector<std::int64_t> held;
  ShardOptions options;
  options.hold_clock = [&held](base::Instant until) {
    held.push_back(until.ms);
    return true;
  };
  ShardWorld world(journal, options);
  world.clock.advance(base::seconds(7));
  world.send(ShardWorld::envelope(1), clock_command({}));
  world.send(ShardWorld::envelope(2), clock_command(base::Instant{1'800'000'000'000}));
  EXPECT_THAT(world.work(),
              ElementsAre("1: {'now_ms': 1700000007000}", "2: {'now_ms': 1700000007000}"));
  EXPECT_THAT(held, ElementsAre(1'800'000'000'000));
}

TEST(Shard, SaysThatAClockCannotBeHeld) {
  journal::NullJournal journal;
  ShardWorld world(journal);
  world.send(ShardWorld::envelope(1), clock_command(base::Instant{1'800'000'000'000}));
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("1: !BADSTATE HOLD: ")));
}

TEST(Shard, DecidesABoundedBatchInOneCycle) {
  journal::NullJournal journal;
  ShardOptions options;
  options.batch_commands_max = 10;
  ShardWorld world(journal, options);
  for (std::uint64_t i = 0; i < 40; ++i) world.send(i, "SHARD.DIGEST");
  EXPECT_EQ(world.work().size(), 16U);  // two drains of eight blocks reach the bound
  EXPECT_EQ(world.work().size(), 16U);
  EXPECT_EQ(world.work().size(), 8U);
}

TEST(Shard, ManyTenantsLiveApart) {
  journal::NullJournal journal;
  ShardOptions options;
  options.index = 1;
  options.shards = 2;
  options.tenants = 4;
  ShardWorld world(journal, options);
  world.apply_policy(1, {"queue q"}, 1);
  world.send(2, "CONV.OPEN c QUEUE q", 1);
  world.send(3, "CONV.OPEN c QUEUE q", 3);
  EXPECT_THAT(world.work(),
              ElementsAre("1: 1", HasSubstr("'state': 'waiting'"), StartsWith("3: !UNKNOWNQUEUE")));
  EXPECT_GT(world.shard.events(1).last(), 0U);
  EXPECT_EQ(world.shard.events(3).last(), 0U);
}

TEST(ShardDeathTest, KnowsItsTenants) {
  journal::NullJournal journal;
  ShardWorld world(journal);
  world.send(1, "SHARD.DIGEST", 7);
  EXPECT_DEATH(world.work(), "place_.has");
}

// Notes how many commands counted as waiting when answers went out.
class DepthPath final : public ReplyPath {
 public:
  explicit DepthPath(PerProducerFifoInbox& inbox) : inbox_(inbox) {}
  void deliver(ReplyBlock* block) override {
    depths.push_back(inbox_.depth());
    BlockPool<ReplyBlock>::give_back(block);
  }
  void flush() override {}

  std::vector<std::uint64_t> depths;

 private:
  PerProducerFifoInbox& inbox_;
};

TEST(ShardFigures, WhoIsAnsweredNoLongerWaits) {
  journal::NullJournal journal;
  TextOutlet outlet;
  HandStopwatch stopwatch;
  PerProducerFifoInbox inbox(100);
  DepthPath path(inbox);
  Shard shard({}, journal, outlet, path, stopwatch);
  BlockPool<CommandBlock> pool;
  PerProducerFifoInbox::Producer producer = inbox.make_producer();
  CommandBlock* const block = pool.take();
  model::Command command;
  command.kind = model::CommandKind::kDigest;
  block->add({}, command);
  ASSERT_EQ(inbox.reserve(1), 1U);
  producer.push(block);
  EXPECT_GT(shard.do_work(inbox, ShardWorld::kStart, RealTime{}), 0U);
  EXPECT_THAT(path.depths, ElementsAre(0U));
}

TEST(ShardFigures, TellOfTheTimeOfTheQuestion) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  const base::Instant before = world.shard.engine(0).now();
  world.clock.advance(base::seconds(7));
  FiguresMailbox mailbox;
  CommandBlock* const block = world.inbox.pool.take();
  block->add_figures(ShardWorld::envelope(5), mailbox);
  world.inbox.waiting.push_back(block);
  world.work();
  ASSERT_TRUE(mailbox.ready());
  EXPECT_EQ(mailbox.figures().tenants[0].engine_time_ms, before.ms + 7'000);
}

TEST(ShardFigures, AreACopyForWhoAsks) {
  journal::NullJournal journal;
  QueueWorld world(journal);
  world.stopwatch.step = 1'000'000;
  FiguresMailbox mailbox;
  CommandBlock* const block = world.inbox.pool.take();
  block->add_figures(ShardWorld::envelope(5), mailbox);
  world.send(11, "CONV.OPEN c1 QUEUE q");
  world.inbox.waiting.push_back(block);
  EXPECT_FALSE(mailbox.ready());
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: "), "5: figures"));
  ASSERT_TRUE(mailbox.ready());
  const Figures& figures = mailbox.figures();
  EXPECT_EQ(figures.shard.commands_total, 4U);
  EXPECT_EQ(figures.shard.writes_total, 4U);
  EXPECT_EQ(figures.shard.batches_total, 1U);  // the one under way is not over
  EXPECT_EQ(figures.shard.journal_lag, 0U);
  ASSERT_EQ(figures.tenants.size(), 1U);
  EXPECT_EQ(figures.tenants[0].engine.open, 1U);
  EXPECT_EQ(figures.tenants[0].stream_last, world.shard.events(0).last());
  EXPECT_EQ(figures.tenants[0].engine_time_ms, ShardWorld::kStart.ms);
  mailbox.clear();
  EXPECT_FALSE(mailbox.ready());
}

TEST(ShardFigures, MeasureBatchesAndSampledCommands) {
  journal::NullJournal journal;
  ShardOptions options;
  options.sample_every = 4;
  options.cycle_ns_max = 5'000;
  ShardWorld world(journal, options);
  world.stopwatch.step = 300;
  for (std::uint64_t i = 0; i < 8; ++i) world.send(i, "SHARD.DIGEST");
  world.work();
  ShardFigures figures = world.shard.figures().shard;
  EXPECT_EQ(figures.decision_ns.count, 2U);  // the first and the fifth
  EXPECT_EQ(figures.decision_ns.sum, 600U);
  EXPECT_EQ(figures.cycle_ns.count, 1U);
  EXPECT_EQ(figures.cycle_ns.sum, 5U * 300U);
  EXPECT_EQ(figures.batch_commands.sum, 8U);
  EXPECT_EQ(figures.slow_cycles_total, 0U);
  world.stopwatch.step = 10'000;
  world.send(9, "SHARD.DIGEST");
  world.work();
  EXPECT_EQ(world.shard.figures().shard.slow_cycles_total, 1U);
  EXPECT_GT(world.shard.command_ns(), 0U);
}

}  // namespace
}  // namespace stellwerk::runtime
