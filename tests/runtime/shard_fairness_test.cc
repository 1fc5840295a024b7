// SPDX-License-Identifier: Apache-2.0
// What tenants that share a shard get of it.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/runtime/shard.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

ShardOptions tenants(std::vector<TenantTerms> terms) {
  ShardOptions options;
  options.tenants = static_cast<std::uint32_t>(terms.size());
  options.terms = std::move(terms);
  return options;
}

class ShardFairness : public ::testing::Test {
 protected:
  explicit ShardFairness(std::vector<TenantTerms> terms = {{}, {}})
      : world(journal, tenants(std::move(terms))) {}

  // A block of `count` commands of one session.
  void flood(std::uint64_t session, std::uint32_t tenant, std::size_t count) {
    const tests::CommandLine command({"AGENT.LIST"}, ShardWorld::kStart);
    CommandBlock* const block = world.inbox.pool.take();
    for (; count > 0; --count) {
      block->add(ShardWorld::envelope(session, tenant), command.command());
    }
    world.inbox.waiting.push_back(block);
  }
  // How many answers come before the first of that session.
  static std::size_t answers_before(const std::vector<std::string>& all, std::string_view session) {
    std::size_t before = 0;
    while (before < all.size() && !all[before].starts_with(session)) ++before;
    return before;
  }

  journal::MemoryJournal journal;
  ShardWorld world;
};

TEST_F(ShardFairness, OneThatComesIsAnsweredAfterASliceOfTheFlood) {
  for (int i = 0; i < 4; ++i) flood(7, 0, CommandBlock::kRecordsMax);
  world.send(8, "AGENT.LIST", 1);
  const std::vector<std::string> all = world.work();
  EXPECT_EQ(all.size(), 4 * CommandBlock::kRecordsMax + 1) << "nothing is lost";
  EXPECT_LE(answers_before(all, "8: "), FairOrder::kSlice);
}

TEST_F(ShardFairness, AFloodGoesOnInTheNextCycle) {
  for (int i = 0; i < 10; ++i) flood(7, 0, CommandBlock::kRecordsMax);
  const std::size_t first = world.work().size();
  EXPECT_LT(first, 10 * CommandBlock::kRecordsMax);
  EXPECT_TRUE(world.shard.waiting());
  world.send(8, "AGENT.LIST", 1);
  const std::vector<std::string> second = world.work();
  EXPECT_EQ(answers_before(second, "8: "), 0U) << "before what waits since the cycle before";
  std::size_t all = first + second.size();
  while (world.shard.waiting()) all += world.work().size();
  EXPECT_EQ(all, 10 * CommandBlock::kRecordsMax + 1);
  EXPECT_THAT(world.work(), IsEmpty());
}

// A command of the flood's that takes long ends its turn.
TEST_F(ShardFairness, LongCommandsEndATurn) {
  flood(7, 0, CommandBlock::kRecordsMax);
  world.stopwatch.step = 60'000;
  world.send(8, "AGENT.LIST", 1);
  EXPECT_LE(answers_before(world.work(), "8: "), 2U);
}

TEST_F(ShardFairness, TellsHowLongCommandsWaited) {
  world.stopwatch.now = 5'000'000;
  CommandBlock* const block = world.inbox.pool.take();
  const tests::CommandLine command({"AGENT.LIST"}, ShardWorld::kStart);
  block->add(ShardWorld::envelope(8, 1), command.command());
  block->set_sent(3'000'000);
  world.inbox.waiting.push_back(block);
  world.work();
  EXPECT_EQ(world.shard.figures().tenants[1].turn_ns.count, 1U);
  EXPECT_EQ(world.shard.figures().tenants[1].turn_ns.sum, 2'000'000U);
  EXPECT_EQ(world.shard.figures().tenants[0].turn_ns.count, 0U);
}

// What is journaled is decided again in the order in which it was decided.
TEST_F(ShardFairness, ReplaysToTheSame) {
  for (const std::uint32_t tenant : {0U, 1U}) {
    world.apply_policy(1, {"queue q"}, tenant);
    for (int i = 0; i < 100; ++i) {
      world.send(7, "CONV.OPEN c" + std::to_string(i) + " QUEUE q", tenant);
    }
  }
  world.work();
  ShardWorld again(journal, tenants({{}, {}}));
  EXPECT_TRUE(again.shard.replay().problem.none());
  for (const std::uint32_t tenant : {0U, 1U}) {
    EXPECT_EQ(again.shard.engine(tenant).digest(), world.shard.engine(tenant).digest());
  }
}

class ShardWeights : public ShardFairness {
 protected:
  ShardWeights() : ShardFairness({{.weight = 1}, {.weight = 3}}) {}
};

TEST_F(ShardWeights, AreWhatFloodsShareBy) {
  for (int i = 0; i < 3; ++i) {
    flood(7, 0, CommandBlock::kRecordsMax);
    flood(8, 1, CommandBlock::kRecordsMax);
  }
  std::size_t light = 0;
  std::size_t heavy = 0;
  const std::vector<std::string> all = world.work();
  for (std::size_t i = 0; i < 4 * FairOrder::kSlice * 4; ++i) {
    ++(all[i].starts_with("7: ") ? light : heavy);
  }
  EXPECT_EQ(light, 4 * FairOrder::kSlice);
  EXPECT_EQ(heavy, 12 * FairOrder::kSlice);
}

class ShardQuota : public ShardFairness {
 protected:
  ShardQuota() : ShardFairness({{}, {.open_max = 2, .agents_max = 1}}) {
    for (const std::uint32_t tenant : {0U, 1U}) world.apply_policy(1, {"queue q"}, tenant);
    world.work();
  }

  std::string ask(const std::string& line, std::uint32_t tenant = 1) {
    world.send(7, line, tenant);
    std::string all;
    for (const std::string& answer : world.work()) all += answer;
    return all;
  }
};

TEST_F(ShardQuota, RefusesOneMoreAndNamesTheKey) {
  ask("CONV.OPEN c1 QUEUE q");
  ask("MSG.IN c2 m1 hello QUEUE q");
  const std::uint64_t next = journal.next();
  for (const char* line : {"CONV.OPEN c3 QUEUE q", "MSG.IN c4 m1 hello QUEUE q"}) {
    EXPECT_THAT(ask(line), AllOf(HasSubstr("!FULL"), HasSubstr("2 (open_max)"),
                                 HasSubstr("retry-after-ms=1000")))
        << line;
  }
  EXPECT_THAT(ask("AGENT.SET anna"), HasSubstr("OK"));
  EXPECT_THAT(ask("AGENT.SET ben"), AllOf(HasSubstr("!FULL"), HasSubstr("1 (agents_max)")));
  EXPECT_EQ(journal.next(), next + 1) << "what is refused is not journaled";
  EXPECT_EQ(world.shard.figures().tenants[1].beyond_quota_total, 3U);
}

TEST_F(ShardQuota, LetsGoOnWhatIsThere) {
  ask("AGENT.SET anna");
  ask("CONV.OPEN c1 QUEUE q");
  ask("MSG.IN c2 m1 hello QUEUE q");
  EXPECT_THAT(ask("AGENT.SET anna CAPACITY 2"), HasSubstr("OK"));
  EXPECT_THAT(ask("CONV.OPEN c1 QUEUE q"), HasSubstr("'duplicate': 1"));
  EXPECT_THAT(ask("MSG.IN c2 m2 more"), HasSubstr("'duplicate': 0"));
  EXPECT_THAT(ask("MSG.IN c2 m1 hello"), HasSubstr("'duplicate': 1"));
  ask("CONV.CLOSE c1");
  EXPECT_THAT(ask("CONV.OPEN c1 QUEUE q"), HasSubstr("'state': 'closed'"));
  EXPECT_THAT(ask("CONV.OPEN c3 QUEUE q"), HasSubstr("'state': 'waiting'"));
  EXPECT_THAT(ask("CONV.OPEN c1 QUEUE q REOPEN 1"), HasSubstr("!FULL"));
  EXPECT_THAT(ask("MSG.IN c1 m9 again"), HasSubstr("!FULL"));
}

TEST_F(ShardQuota, IsEachTenantsOwn) {
  for (const char* name : {"c1", "c2", "c3"}) {
    EXPECT_THAT(ask(std::string("CONV.OPEN ") + name + " QUEUE q", 0), HasSubstr("waiting"));
  }
}

// Another quota changes nothing of what was decided.
TEST_F(ShardQuota, IsNotPartOfTheJournal) {
  ask("CONV.OPEN c1 QUEUE q");
  ask("CONV.OPEN c2 QUEUE q");
  ask("CONV.OPEN c3 QUEUE q");
  ShardWorld again(journal, tenants({{}, {.open_max = 1}}));
  EXPECT_TRUE(again.shard.replay().problem.none());
  EXPECT_EQ(again.shard.engine(1).digest(), world.shard.engine(1).digest());
}

}  // namespace
}  // namespace stellwerk::runtime
