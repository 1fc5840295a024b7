// SPDX-License-Identifier: Apache-2.0
// Calendars that are known for longer, by themselves.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/journal/memory_journal.h"
#include "core/policy/compile.h"
#include "core/runtime/shard.h"
#include "tests/runtime/shard_world.h"

namespace stellwerk::runtime {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kToml = R"(
[[calendar]]
name = "office"
zone = "Europe/Berlin"
hours = { mon-sun = ["09:00-17:00"] }

[[sla]]
name = "slow"
first_response = "2h"
calendar = "office"

[[queue]]
name = "q"
sla = "slow"
)";

constexpr base::Duration days(std::int64_t count) { return base::hours(24 * count); }

class ShardCalendars : public ::testing::Test {
 protected:
  ShardCalendars() { apply(kToml); }

  void apply(std::string_view toml) {
    const policy::Compiled compiled = policy::compile(toml, world.clock.read().engine);
    SW_CHECK(compiled.ok());
    std::string payload;
    model::encode(compiled.policy, payload);
    tests::CommandLine command({"POLICY.APPLY"}, ShardWorld::kStart);
    command.attach_policy(std::string(toml), payload);
    world.send(ShardWorld::envelope(1), command.command());
    world.work();
  }
  std::string ask(const std::string& line) {
    world.send(7, line);
    std::string all;
    for (const std::string& answer : world.work()) all += answer;
    return all;
  }
  [[nodiscard]] base::Duration known() const {
    return world.shard.engine(0).calendars_known_until() - world.clock.read().engine;
  }
  std::uint64_t renewed() { return world.shard.figures().shard.calendars_renewed_total; }

  journal::MemoryJournal journal;
  mutable ShardWorld world{journal};
};

TEST_F(ShardCalendars, AreRenewedWellBeforeTheyRunOut) {
  world.work_after(days(398));
  EXPECT_EQ(renewed(), 0U);
  world.work_after(days(3));
  EXPECT_EQ(renewed(), 1U);
  EXPECT_GE(known(), days(799));
  world.work_after(days(1));
  EXPECT_EQ(renewed(), 1U) << "once";
  for (int year = 0; year < 10; ++year) {
    for (int day = 0; day < 365; day += 5) world.work_after(days(5));
    EXPECT_GE(known(), days(398)) << year;
  }
}

// Without it, clocks would run day and night from the 800th day on.
TEST_F(ShardCalendars, MeasureAfterThreeYears) {
  for (int day = 0; day < 1'100; day += 10) world.work_after(days(10));
  // Midnight in Berlin, in winter, is 23:00 of UTC: until 17:00 of the first day there are 8 hours.
  const std::int64_t now = world.clock.read().engine.ms;
  const std::int64_t day_ms = days(1).ms;
  world.work_after(base::Duration{day_ms - now % day_ms - base::hours(1).ms});
  const std::int64_t midnight = world.clock.read().engine.ms;
  ask("CONV.OPEN c1 QUEUE q");
  const std::string opened = ask("CONV.GET c1");
  const std::int64_t winter = midnight + base::hours(9 + 2).ms;
  EXPECT_THAT(opened, ::testing::AnyOf(
                          HasSubstr("'due_ms': " + std::to_string(winter)),
                          HasSubstr("'due_ms': " + std::to_string(winter - base::hours(1).ms))));
}

// By the journal alone, whatever rules the machine has that replays it.
TEST_F(ShardCalendars, ReplayToTheSame) {
  ask("CONV.OPEN c1 QUEUE q DUE 9000h");
  for (int day = 0; day < 900; day += 10) world.work_after(days(10));
  ask("CONV.OPEN c2 QUEUE q");
  EXPECT_EQ(renewed(), 2U);
  ShardWorld again(journal);
  EXPECT_TRUE(again.shard.replay().problem.none());
  EXPECT_EQ(again.shard.engine(0).calendars_known_until(),
            world.shard.engine(0).calendars_known_until());
  EXPECT_EQ(again.shard.engine(0).digest(), world.shard.engine(0).digest());
}

// What was due within what is known is due then, and one that was reckoned beyond it by guess is
// reckoned anew.
TEST_F(ShardCalendars, LeaveRunningClocksExact) {
  ask("CONV.OPEN soon QUEUE q DUE 3h");
  ask("CONV.OPEN late QUEUE q DUE 7200h");  // 900 days of 8 hours
  const auto due = [this](const std::string& conv) {
    const std::string text = ask("CONV.GET " + conv);
    const std::size_t at = text.find("'due_ms': ") + 10;
    return std::stoll(text.substr(at, text.find(',', at) - at));
  };
  const auto soon = due("soon");
  const auto guessed = due("late");
  EXPECT_LT(guessed, (ShardWorld::kStart + days(899)).ms) << "beyond 800 days day and night";
  for (int day = 0; day < 410; day += 10) world.work_after(days(10));
  EXPECT_EQ(renewed(), 1U);
  EXPECT_EQ(due("soon"), soon);
  EXPECT_GT(due("late"), (ShardWorld::kStart + days(899)).ms);
  EXPECT_LT(due("late"), (ShardWorld::kStart + days(902)).ms);
  world.shard.engine(0).check_invariants();
}

TEST_F(ShardCalendars, WaitForRoomInTheJournal) {
  journal.set_room(journal::Room::kLow);
  world.work_after(days(500));
  EXPECT_EQ(renewed(), 0U);
  journal.set_room(journal::Room::kPlenty);
  world.work_after(base::seconds(1));
  EXPECT_EQ(renewed(), 1U);
}

}  // namespace
}  // namespace stellwerk::runtime
