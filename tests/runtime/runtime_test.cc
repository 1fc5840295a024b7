// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/runtime.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/runtime/manual_clock.h"
#include "tests/runtime/lent_journal.h"
#include "tests/runtime/text_outlet.h"

namespace stellwerk::runtime {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

constexpr std::int64_t kTenSeconds = 10'000'000'000;

RuntimeParts parts() {
  RuntimeParts parts;
  parts.outlet = [](std::uint32_t) { return std::make_unique<TextOutlet>(); };
  return parts;
}

model::Command agent_set(std::string_view agent) {
  model::Command command;
  command.kind = model::CommandKind::kAgentSet;
  command.agent = agent;
  command.mark(model::Field::kAgent);
  return command;
}

model::Command digest() {
  model::Command command;
  command.kind = model::CommandKind::kDigest;
  return command;
}

struct BlockedRead {
  BlockedRead() {
    command.kind = model::CommandKind::kStreamRead;
    command.streams = {&term, 1};
    command.mark(model::Field::kStreams);
    command.mark(model::Field::kBlock);
  }
  BlockedRead(const BlockedRead&) = delete;
  model::Term term{"events", model::kStreamAfterNow};
  model::Command command;
};

Envelope to(std::uint64_t session, std::uint32_t tenant = 0) {
  Envelope envelope;
  envelope.session = session;
  envelope.tenant = tenant;
  return envelope;
}

std::vector<std::string> drained(Port& port) {
  std::vector<std::string> lines;
  port.drain([&lines](const Port::Reply& reply) {
    lines.push_back(std::to_string(reply.to.session) + ": " + std::string(reply.bytes));
  });
  return lines;
}

// Waits for the next answers.
std::vector<std::string> awaited(Port& port) {
  return port.wait(kTenSeconds) ? drained(port) : std::vector<std::string>{"nothing came"};
}

TEST(Runtime, TurnsTheCrankWithoutThreads) {
  Runtime runtime(RuntimeOptions{}, parts());
  Port* const port = runtime.make_port();
  ASSERT_NE(port, nullptr);
  EXPECT_TRUE(port->submit(to(7), agent_set("a1")));
  EXPECT_EQ(runtime.do_work(), 0U);
  EXPECT_EQ(runtime.inbox_depth(0), 64U);  // reserved, and not used before the flush
  port->flush();
  EXPECT_EQ(runtime.inbox_depth(0), 1U);
  EXPECT_TRUE(runtime.has_work(0));
  EXPECT_GT(runtime.do_work(), 0U);
  EXPECT_THAT(drained(*port), ElementsAre("7: +OK"));
  EXPECT_EQ(runtime.inbox_depth(0), 0U);
  EXPECT_FALSE(runtime.has_work(0));
  EXPECT_EQ(runtime.do_work(), 0U);
  EXPECT_EQ(runtime.shard(0).figures().shard.commands_total, 1U);
}

TEST(Runtime, TheCranksOwnerSleepsUntilWork) {
  Runtime runtime(RuntimeOptions{}, parts());
  Port* const port = runtime.make_port();
  EXPECT_TRUE(port->submit(to(1), agent_set("a1")));
  port->flush();
  runtime.wait(-1);  // does not block: there is work
  EXPECT_GT(runtime.do_work(), 0U);
  runtime.wait(1'000'000);  // blocks for its limit
  BlockedRead read;
  read.command.block = {1};
  EXPECT_TRUE(port->submit(to(2), read.command));
  port->flush();
  while (runtime.do_work() > 0) {
  }
  EXPECT_GE(runtime.idle_ns_max(), 0);
  EXPECT_LE(runtime.idle_ns_max(), 1'000'000);
  for (int i = 0; i < 1'000 && runtime.do_work() == 0; ++i) runtime.wait(-1);
  EXPECT_THAT(drained(*port), ElementsAre("1: +OK", "2: nil-array"));
}

TEST(Runtime, UsesTheClockItIsGiven) {
  RuntimeParts with = parts();
  ManualClock* clock = nullptr;
  with.clock = [&clock](std::uint32_t) {
    auto made = std::make_unique<ManualClock>(base::Instant{5'000});
    clock = made.get();
    return made;
  };
  Runtime runtime(RuntimeOptions{}, with);
  Port* const port = runtime.make_port();
  clock->advance(base::seconds(3));
  EXPECT_TRUE(port->submit(to(1), agent_set("a1")));
  port->flush();
  runtime.do_work();
  EXPECT_EQ(runtime.shard(0).engine(0).now().ms, 8'000);
}

TEST(Runtime, ShardsAnswerOnTheirThreads) {
  RuntimeOptions options;
  options.shards = 2;
  options.tenants = 4;
  for (const Idle idle : {Idle::kSpin, Idle::kYield, Idle::kBlock}) {
    options.idle = idle;
    Runtime runtime(options, parts());
    Port* const port = runtime.make_port();
    runtime.start();
    EXPECT_TRUE(runtime.started());
    for (std::uint32_t round = 0; round < 50; ++round) {
      const std::uint32_t tenant = round % 4;
      EXPECT_TRUE(port->submit(to(round, tenant), agent_set("a")));
      EXPECT_THAT(awaited(*port), ElementsAre(std::to_string(round) + ": +OK"));
    }
    runtime.stop();
    EXPECT_EQ(runtime.shard(0).figures().shard.commands_total, 25U);
    EXPECT_EQ(runtime.shard(1).figures().shard.commands_total, 25U);
  }
}

TEST(Runtime, FiguresComeThroughTheMailbox) {
  Runtime runtime(RuntimeOptions{}, parts());
  Port* const port = runtime.make_port();
  runtime.start();
  EXPECT_TRUE(port->submit(to(1), agent_set("a1")));
  FiguresMailbox mailbox;
  port->request_figures(0, 99, mailbox);
  std::vector<AnswerKind> kinds;
  while (kinds.size() < 2 && port->wait(kTenSeconds)) {
    port->drain([&kinds](const Port::Reply& reply) { kinds.push_back(reply.kind); });
  }
  EXPECT_THAT(kinds, ElementsAre(AnswerKind::kReply, AnswerKind::kFigures));
  ASSERT_TRUE(mailbox.ready());
  EXPECT_EQ(mailbox.figures().shard.commands_total, 1U);
  EXPECT_EQ(mailbox.figures().shard.inbox_commands_max, 65'536U);
}

TEST(Runtime, AStopAnswersWhatWasSubmittedAndReleasesBlockedReads) {
  Runtime runtime(RuntimeOptions{}, parts());
  Port* const port = runtime.make_port();
  runtime.start();
  const BlockedRead read;
  EXPECT_TRUE(port->submit(to(1), read.command));
  for (std::uint64_t i = 0; i < 5'000; ++i) ASSERT_TRUE(port->submit(to(2), digest()));
  port->flush();
  runtime.stop();
  const std::vector<std::string> lines = drained(*port);
  ASSERT_EQ(lines.size(), 5'001U);
  EXPECT_EQ(lines.back(), "1: nil-array");
  runtime.stop();
}

TEST(Runtime, AStopWithoutThreadsDoesTheSame) {
  Runtime runtime(RuntimeOptions{}, parts());
  Port* const port = runtime.make_port();
  const BlockedRead read;
  EXPECT_TRUE(port->submit(to(1), read.command));
  EXPECT_TRUE(port->submit(to(2), digest()));
  port->flush();
  runtime.stop();
  EXPECT_THAT(drained(*port), ElementsAre(StartsWith("2: '"), "1: nil-array"));
}

TEST(Runtime, RefusesBeyondTheBound) {
  RuntimeOptions options;
  options.inbox_commands_max = 3;
  Runtime runtime(options, parts());
  Port* const port = runtime.make_port();
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_TRUE(port->submit(to(i), digest()));
  EXPECT_FALSE(port->submit(to(3), digest()));
  EXPECT_EQ(runtime.refused_total(), 1U);
  port->flush();
  runtime.do_work();
  EXPECT_TRUE(port->submit(to(4), digest()));
}

TEST(Runtime, PortsAreBoundedAndUsedAgain) {
  RuntimeOptions options;
  options.ports_max = 2;
  Runtime runtime(options, parts());
  Port* const first = runtime.make_port();
  Port* const second = runtime.make_port();
  EXPECT_EQ(second->index(), 1U);
  EXPECT_EQ(runtime.make_port(), nullptr);
  const std::uint64_t session = first->new_session();
  EXPECT_TRUE(first->submit(to(session), digest()));
  runtime.retire(*first);
  runtime.do_work();
  Port* const again = runtime.make_port();
  EXPECT_EQ(again, first);
  EXPECT_EQ(drained(*again).size(), 0U);  // the last owner's answers are gone
  EXPECT_GT(again->new_session(), session);
  EXPECT_EQ(runtime.make_port(), nullptr);
}

TEST(Runtime, ARestartGoesOnWhereTheJournalEnds) {
  journal::MemoryJournal journal;
  RuntimeParts with = parts();
  with.journal = [&journal](std::uint32_t) { return std::make_unique<LentJournal>(journal); };
  RuntimeOptions options;
  options.not_before = {4'000'000'000'000};  // long after the machine's clock
  std::string before;
  {
    Runtime runtime(options, with);
    EXPECT_EQ(runtime.recovered(), 0U);
    Port* const port = runtime.make_port();
    EXPECT_TRUE(port->submit(to(1), agent_set("a1")));
    EXPECT_TRUE(port->submit(to(1), digest()));
    port->flush();
    runtime.do_work();
    before = drained(*port).back();
  }
  options.not_before = {0};
  Runtime runtime(options, with);
  EXPECT_EQ(runtime.recovered(), 1U);
  Port* const port = runtime.make_port();
  EXPECT_TRUE(port->submit(to(1), digest()));
  port->flush();
  runtime.do_work();
  EXPECT_THAT(drained(*port), ElementsAre(before));
  EXPECT_GE(runtime.shard(0).engine(0).now().ms, 4'000'000'000'000);
}

TEST(Runtime, WakesWhenTheJournalIsDurable) {
  journal::MemoryJournal journal;
  journal.set_delay(true);
  RuntimeParts with = parts();
  with.journal = [&journal](std::uint32_t) { return std::make_unique<LentJournal>(journal); };
  Runtime runtime(RuntimeOptions{}, with);
  Port* const port = runtime.make_port();
  EXPECT_TRUE(port->submit(to(1), agent_set("a1")));
  port->flush();
  runtime.do_work();
  EXPECT_TRUE(drained(*port).empty());
  EXPECT_FALSE(runtime.has_work(0));
  runtime.shard_signal(0).prepare();
  journal.make_durable(journal.next());
  EXPECT_EQ(runtime.shard_signal(0).wakes_total(), 1U);
  EXPECT_TRUE(runtime.has_work(0));
  runtime.do_work();
  EXPECT_THAT(drained(*port), ElementsAre("1: +OK"));
}

}  // namespace
}  // namespace stellwerk::runtime
