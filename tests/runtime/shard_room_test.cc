// SPDX-License-Identifier: Apache-2.0
// What a shard does when its journal has little room, or breaks.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/runtime/shard.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// One agent with an offer that runs out in 20 s.
class ShardRoom : public ::testing::Test {
 protected:
  ShardRoom() {
    world.apply_policy(1, {"queue q"});
    world.send(1, "AGENT.SET anna");
    world.send(1, "AGENT.STATE anna ONLINE");
    world.send(1, "CONV.OPEN c1 QUEUE q");
    SW_CHECK(world.work().size() == 4);
  }

  std::string ask(const std::string& line) {
    world.send(7, line);
    std::string all;
    for (const std::string& answer : world.work()) all += answer;
    return all;
  }

  journal::MemoryJournal journal;
  ShardWorld world{journal};
};

TEST_F(ShardRoom, LittleRefusesNewWorkAndFinishesTheRest) {
  journal.set_room(journal::Room::kLow);
  const std::uint64_t next = journal.next();
  for (const char* line : {"CONV.OPEN c2 QUEUE q", "MSG.IN c1 m1 hello", "AGENT.SET ben"}) {
    EXPECT_THAT(ask(line), AllOf(HasSubstr("!FULL"), HasSubstr("retry-after-ms="))) << line;
  }
  EXPECT_EQ(journal.next(), next) << "what is refused is not journaled";
  EXPECT_EQ(world.shard.figures().shard.refused_for_room_total, 3U);
  EXPECT_THAT(ask("CONV.GET c1"), HasSubstr("'state': 'offered'"));
  EXPECT_THAT(ask("AGENT.STATE anna AWAY"), HasSubstr("7: "));
  EXPECT_THAT(ask("CONV.GET c1"), HasSubstr("'state': 'waiting'"));
  EXPECT_THAT(ask("CONV.CLOSE c1"), HasSubstr("'state': 'closed'"));
  journal.set_room(journal::Room::kPlenty);
  EXPECT_THAT(ask("CONV.OPEN c2 QUEUE q"), HasSubstr("'state': 'waiting'"));
}

TEST_F(ShardRoom, NoneRefusesEveryWriteAndTimeStandsStill) {
  journal.set_room(journal::Room::kNone);
  const std::uint64_t next = journal.next();
  EXPECT_THAT(ask("CONV.CLOSE c1"), HasSubstr("!FULL"));
  EXPECT_EQ(world.shard.next_timer(), base::kNever) << "nothing to wake for";
  world.work_after(base::seconds(30));
  EXPECT_EQ(journal.next(), next);
  EXPECT_THAT(ask("CONV.GET c1"), HasSubstr("'state': 'offered'"));
  journal.set_room(journal::Room::kPlenty);
  EXPECT_LE(world.shard.next_timer(), ShardWorld::kStart + base::seconds(20));
  world.work();
  EXPECT_GT(journal.next(), next) << "the offer has run out";
  EXPECT_THAT(ask("CONV.GET c1"), HasSubstr("'state': 'waiting'"));
}

TEST_F(ShardRoom, AJournalThatBreaksAnswersWhoWaits) {
  journal.set_delay(true);
  world.send(11, "CONV.CLOSE c1");
  EXPECT_THAT(world.work(), IsEmpty());
  EXPECT_FALSE(world.shard.release_due());
  journal.fail();
  EXPECT_TRUE(world.shard.release_due()) << "there is something to do";
  EXPECT_THAT(world.work(), ElementsAre(StartsWith("11: !ERR the journal has refused")));
  EXPECT_TRUE(world.shard.figures().shard.failed);
  EXPECT_THAT(ask("CONV.GET c1"), HasSubstr("!ERR the journal has refused"));
}

TEST(ShardReplay, NamesARecordThatIsNoCommand) {
  for (const std::string& bytes : {std::string("?"), std::string()}) {
    journal::MemoryJournal journal;
    journal.append_foreign(ShardWorld::kStart, bytes);
    ShardWorld world(journal);
    const journal::Problem problem = world.shard.replay().problem;
    EXPECT_EQ(problem.fault, journal::Fault::kDamaged);
    EXPECT_THAT(problem.text, HasSubstr("record 1 of shard 0"));
  }
}

}  // namespace
}  // namespace stellwerk::runtime
