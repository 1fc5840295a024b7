// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/text.h"
#include "core/engine/engine.h"
#include "tests/engine/support/changed_policy.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/fields.h"
#include "tests/engine/support/random_world.h"
#include "tests/engine/support/recorder.h"

// POLICY.SHADOW: a second policy that decides along.
namespace stellwerk::tests {
namespace {

std::string begin_shadow(engine::Engine& engine, std::string_view lines) {
  CommandLine line({"POLICY.SHADOW"}, {});
  FieldsWriter writer;
  engine.shadow(with_lines(line, lines).command(), writer);
  return writer.finish().to_string();
}

Fields report_of(engine::Engine& engine) {
  const CommandLine line({"POLICY.SHADOW"}, {});
  FieldsWriter writer;
  engine.shadow(line.command(), writer);
  return writer.finish();
}

std::int64_t number(const Fields& report, std::string_view name) {
  const std::string* value = report.find(name);
  return value == nullptr ? -1 : base::parse_integer(*value).value_or(-1);
}

std::string text(const Fields& report, std::string_view name) {
  const std::string* value = report.find(name);
  return value == nullptr ? std::string() : *value;
}

// An engine to which commands are written as on the wire.
class ShadowPolicy : public testing::Test {
 protected:
  void apply(std::string_view lines) {
    CommandLine line({"POLICY.APPLY"}, {});
    engine_.apply(now_, with_lines(line, lines).command(), recorder_);
    ASSERT_FALSE(recorder_.replies().back().head.starts_with('-'));
  }
  void send(std::string_view words) {
    std::vector<std::string> split = split_words(words);
    for (std::string& word : split) {
      if (word.starts_with('@')) word = recorder_.offer_of(word.substr(1));
    }
    const CommandLine line(split, {});
    ASSERT_EQ(line.error(), "");
    engine_.apply(now_, line.command(), recorder_);
    ASSERT_FALSE(recorder_.replies().back().head.starts_with('-'))
        << words << ": " << recorder_.replies().back().to_string();
  }
  void send_all(const std::vector<std::string_view>& lines) {
    for (const std::string_view line : lines) ASSERT_NO_FATAL_FAILURE(send(line));
  }
  void pass(base::Duration span) {
    now_ = now_ + span;
    engine_.advance(now_, recorder_);
  }
  [[nodiscard]] Fields report() { return report_of(engine_); }

  base::Instant now_{1'755'000'000'000};
  engine::Engine engine_{engine::Limits{}};
  Recorder recorder_;
};

// a1 has been idle for longest, a2 is the least loaded of two units.
TEST_F(ShadowPolicy, AnotherSelectionDisagreesWhereATableSays) {
  apply("routing policy=fifo select=longest-idle\nqueue q offer=auto\n");
  send_all({"AGENT.SET a1 CAPACITY 3", "AGENT.SET a2 CAPACITY 3", "AGENT.STATE a1 ONLINE",
            "AGENT.STATE a2 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "routing policy=fifo select=least-loaded\nqueue q offer=auto\n"),
            "OK");
  // Who is given it, and whom the shadow would have: (a1, a1) as both are idle; (a2, a2); then a1
  // again by idle time, with both loads 1; a2 closes its one and is least loaded, but a1's load
  // changed longer ago.
  send("CONV.OPEN c1 QUEUE q");
  pass(base::seconds(1));
  send("CONV.OPEN c2 QUEUE q");
  pass(base::seconds(1));
  EXPECT_EQ(number(report(), "decisions"), 2);
  EXPECT_EQ(number(report(), "disagreements"), 0);
  send("CONV.OPEN c3 QUEUE q");
  pass(base::seconds(1));
  send("CONV.CLOSE c1");
  send("CONV.CLOSE c3");
  pass(base::seconds(1));
  EXPECT_EQ(number(report(), "disagreements"), 0);
  send("CONV.OPEN c4 QUEUE q");
  const Fields told = report();
  EXPECT_EQ(number(told, "decisions"), 4);
  EXPECT_EQ(number(told, "disagreements"), 1);
  EXPECT_EQ(number(told, "queues.q.other_agent"), 1);
  EXPECT_EQ(text(told, "newest.0.conv"), "c4");
  EXPECT_EQ(text(told, "newest.0.agent"), "a2");
  EXPECT_EQ(text(told, "newest.0.shadow_agent"), "a1");
  EXPECT_EQ(number(told, "newest.0.at"), now_.ms);
}

TEST_F(ShadowPolicy, AnotherRuleChoosesAnotherConversation) {
  apply("routing policy=fifo\nqueue q offer=auto\n");
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE", "CONV.OPEN c1 QUEUE q", "CONV.OPEN c2 QUEUE q",
            "CONV.OPEN c3 QUEUE q PRIORITY 1"});
  ASSERT_EQ(begin_shadow(engine_, "routing policy=priority\nqueue q offer=auto\n"), "OK");
  send("CONV.CLOSE c1");
  const Fields told = report();
  EXPECT_EQ(number(told, "queues.q.other_conversation"), 1);
  EXPECT_EQ(text(told, "newest.0.conv"), "c2");
  EXPECT_EQ(text(told, "newest.0.shadow_conv"), "c3");
  EXPECT_EQ(text(told, "newest.0.agent"), "a1");
  send("CONV.CLOSE c2");  // c3 is all that is left
  EXPECT_EQ(number(report(), "disagreements"), 1);
}

TEST_F(ShadowPolicy, OtherSkillsWaitOrDoNot) {
  apply("queue q offer=auto\nqueue p offer=auto skills=de\n");
  send_all({"AGENT.SET a1 CAPACITY 4", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto skills=de\nqueue p offer=auto\n"), "OK");
  send("CONV.OPEN c1 QUEUE q");
  send("CONV.OPEN c2 QUEUE p");
  const Fields told = report();
  EXPECT_EQ(number(told, "queues.q.would_wait"), 1);
  EXPECT_EQ(number(told, "queues.p.would_not_wait"), 1);
  EXPECT_EQ(text(told, "newest.0.conv"), "");
  EXPECT_EQ(text(told, "newest.0.shadow_conv"), "c2");
  EXPECT_EQ(text(told, "newest.0.shadow_agent"), "a1");
}

// An offer ends and work is wrapped up when the policy in force says so.
TEST_F(ShadowPolicy, KeepsToWhatHappens) {
  apply("queue q timeout=20s wrap_up=10s retry=1s\n");
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto wrap_up=1s retry=1s\n"), "OK");
  send("CONV.OPEN c1 QUEUE q");
  pass(base::seconds(19));
  pass(base::seconds(1));  // expires
  pass(base::seconds(1));  // he is asked again
  send("CONV.ACCEPT c1 @c1");
  send("CONV.HOLD c1 FOR 5s");
  pass(base::seconds(5));
  send("CONV.CLOSE c1");
  pass(base::seconds(2));
  send("CONV.OPEN c2 QUEUE q");
  pass(base::seconds(8));
  const Fields told = report();
  EXPECT_EQ(number(told, "running"), 1) << text(told, "ended");
  EXPECT_EQ(number(told, "disagreements"), 0) << told.to_string();
  EXPECT_EQ(number(told, "decisions"), 3);
  engine_.check_invariants();
}

// What it cannot know is counted apart.
TEST_F(ShadowPolicy, DoesNotKnowQueuesThatItLacks) {
  apply("queue q offer=auto\nqueue p offer=auto\n");
  send_all({"AGENT.SET a1 CAPACITY 9", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto\n"), "OK");
  send_all({"CONV.OPEN c1 QUEUE q", "CONV.OPEN c2 QUEUE p", "CONV.TRANSFER c2 QUEUE q",
            "CONV.TRANSFER c1 QUEUE p"});
  const Fields told = report();
  EXPECT_EQ(number(told, "running"), 1);
  EXPECT_EQ(number(told, "decisions"), 1);
  EXPECT_EQ(number(told, "unknown"), 1);
  EXPECT_EQ(number(told, "disagreements"), 0) << told.to_string();
  // Conversations of such queues must be gone when it begins, as when it is applied.
  EXPECT_NE(begin_shadow(engine_, "queue q offer=auto\n").find("-BADSTATE"), std::string::npos);
  EXPECT_EQ(number(report(), "running"), 1) << "the one before goes on";
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto\nqueue p moved_to=q\n"), "OK");
  send_all({"CONV.OPEN c3 QUEUE p"});
  EXPECT_EQ(number(report(), "decisions"), 1);
  EXPECT_EQ(number(report(), "unknown"), 0);
}

TEST_F(ShadowPolicy, EndsWhenAnotherPolicyIsApplied) {
  apply("queue q offer=auto\n");
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto weight=2\n"), "OK");
  apply("queue q offer=auto\n");
  EXPECT_EQ(number(report(), "running"), 1) << "nothing has changed by that";
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE", "CONV.OPEN c1 QUEUE q"});
  apply("queue q offer=auto weight=3\n");
  EXPECT_EQ(number(report(), "running"), 0);
  EXPECT_EQ(number(report(), "decisions"), 1) << "what it said is kept";
  EXPECT_NE(text(report(), "ended").find("was replaced"), std::string::npos);
}

// Steps and lanes of its own come with time, without anybody's command.
TEST_F(ShadowPolicy, FollowsItsOwnStepsAndLanes) {
  apply("routing policy=fifo\nqueue q offer=auto\nqueue p offer=auto\n");
  send_all({"AGENT.SET a1", "AGENT.SET a2 SKILLS de=1", "AGENT.STATE a1 ONLINE",
            "AGENT.STATE a2 ONLINE", "CONV.OPEN b1 QUEUE p", "CONV.OPEN b2 QUEUE p"});
  ASSERT_EQ(begin_shadow(engine_,
                         "routing policy=sla-first reserve=0 catch_up=0\n"
                         "sla s first_response=10m\nsla t first_response=1h\n"
                         "queue q sla=s offer=auto\nqueue p sla=t offer=auto\n"),
            "OK");
  // By deadline the later one comes first as long as it is on time.
  send("CONV.OPEN c1 QUEUE p");
  pass(base::seconds(1));
  send("CONV.OPEN c2 QUEUE q");
  send("CONV.CLOSE b1");
  EXPECT_EQ(number(report(), "queues.p.other_conversation"), 1) << report().to_string();
  EXPECT_EQ(text(report(), "newest.0.shadow_conv"), "c2");
  send("CONV.OPEN c3 QUEUE p");
  pass(base::minutes(35));  // c2 is overdue now, and c3 urgent but not yet
  send("CONV.CLOSE b2");    // c2 by age, c3 by its lane
  EXPECT_EQ(text(report(), "newest.0.shadow_conv"), "c3") << report().to_string();
  EXPECT_EQ(text(report(), "newest.0.conv"), "c2");
  EXPECT_EQ(number(report(), "disagreements"), 2);
}

TEST_F(ShadowPolicy, ReachesItsOwnSteps) {
  apply("queue q offer=auto skills=de\n");
  send_all({"AGENT.SET a1 SKILLS fr=1", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto skills=de>=5 step=10s,relax=4\n"), "OK");
  send("CONV.OPEN c1 QUEUE q");
  EXPECT_EQ(number(report(), "disagreements"), 0);
  send("AGENT.SET a2 SKILLS de=1");
  pass(base::seconds(9));
  send("AGENT.STATE a2 ONLINE");  // given in force, not yet by the shadow
  EXPECT_EQ(number(report(), "queues.q.would_wait"), 1) << report().to_string();
  send("CONV.OPEN c2 QUEUE q");
  pass(base::seconds(10));
  send("CONV.CLOSE c1");
  EXPECT_EQ(number(report(), "decisions"), 2);
  EXPECT_EQ(number(report(), "disagreements"), 1) << report().to_string();
}

// What somebody decides by hand is no choice of a policy, and is what both go on from.
TEST_F(ShadowPolicy, LeavesOutWhatIsDoneByHand) {
  apply("routing select=longest-idle\nqueue q offer=auto decide=external\nqueue p offer=auto\n");
  send_all({"AGENT.SET a1 CAPACITY 4", "AGENT.SET a2 CAPACITY 4", "AGENT.STATE a1 ONLINE",
            "AGENT.STATE a2 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_,
                         "routing select=least-loaded\nqueue q offer=auto\nqueue p offer=auto\n"),
            "OK");
  send_all({"CONV.OPEN c1 QUEUE q", "CONV.DECIDE c1 AGENT a1", "CONV.TRANSFER c1 AGENT a2",
            "CONV.HOLD c1", "CONV.RESUME c1"});
  EXPECT_EQ(number(report(), "decisions"), 0) << report().to_string();
  send("CONV.OPEN c2 QUEUE p");  // both: a1, the idle one
  EXPECT_EQ(number(report(), "decisions"), 1);
  EXPECT_EQ(number(report(), "disagreements"), 0) << report().to_string();
}

// Hours of its own open and shut a queue, and who waits in it is looked at anew.
TEST_F(ShadowPolicy, KeepsItsOwnHours) {
  apply("queue q offer=auto\n");
  send_all({"AGENT.SET a1 CAPACITY 9", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_,
                         "calendar c open=0m-10m,20m-30m known=10d\n"
                         "queue q offer=auto calendar=c when_closed=wait\n"),
            "OK");
  send("CONV.OPEN c1 QUEUE q");
  pass(base::minutes(10));
  send("CONV.OPEN c2 QUEUE q");
  EXPECT_EQ(number(report(), "queues.q.would_wait"), 1) << report().to_string();
  pass(base::minutes(10));
  send("CONV.OPEN c3 QUEUE q");
  EXPECT_EQ(number(report(), "decisions"), 3);
  EXPECT_EQ(number(report(), "disagreements"), 1) << report().to_string();
}

// Calendars that are known for longer are the same ones.
TEST_F(ShadowPolicy, SurvivesRenewedCalendars) {
  const std::string queues = "sla s first_response=10m calendar=c\nqueue q sla=s offer=auto\n";
  const std::string before = "calendar c open=0m-10m,20m-30m known=1d\n" + queues;
  apply(before);
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE", "CONV.OPEN c1 QUEUE q"});
  ASSERT_EQ(begin_shadow(engine_, before), "OK");
  send_all({"CONV.OPEN c2 QUEUE q", "CONV.OPEN c3 QUEUE q DUE 3h"});
  CommandLine renewed({"POLICY.APPLY"}, {});
  model::Command command =
      with_lines(renewed, "calendar c open=0m-10m,20m-30m,1500m-1600m known=9d\n" + queues)
          .command();
  command.kind = model::CommandKind::kCalendarRenew;
  engine_.apply(now_, command, recorder_);
  ASSERT_GT(engine_.calendars_known_until(), now_ + base::hours(200));
  send_all({"CONV.CLOSE c1", "CONV.OPEN c4 QUEUE q", "CONV.CLOSE c2", "CONV.CLOSE c4"});
  EXPECT_EQ(number(report(), "running"), 1);
  EXPECT_EQ(number(report(), "decisions"), 3);
  EXPECT_EQ(number(report(), "disagreements"), 0) << report().to_string();
}

// The one in force was renewed, the second one expanded later: it begins and ends on other days.
TEST_F(ShadowPolicy, TakesCalendarsExpandedOnOtherDaysForTheSame) {
  const std::string queues = "sla s first_response=10m calendar=c\nqueue q sla=s offer=auto\n";
  apply("calendar c open=0m-100m,200m-300m known=1d\n" + queues);
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE", "CONV.OPEN c1 QUEUE q",
            "AGENT.STATE a1 OFFLINE"});  // c1 is due 10 minutes from here on
  pass(base::minutes(1));
  send("CONV.OPEN c2 QUEUE q");
  CommandLine renewed({"POLICY.APPLY"}, {});
  model::Command command =
      with_lines(renewed, "calendar c open=0m-100m,200m-300m,1500m-1600m known=9d\n" + queues)
          .command();
  command.kind = model::CommandKind::kCalendarRenew;
  engine_.apply(now_, command, recorder_);
  pass(base::minutes(1));
  ASSERT_EQ(begin_shadow(
                engine_,
                "calendar c open=1m-100m,200m-300m,1500m-1600m,13500m-13600m known=10d\n" + queues),
            "OK");
  send("AGENT.STATE a1 ONLINE");
  EXPECT_EQ(number(report(), "decisions"), 1);
  EXPECT_EQ(number(report(), "disagreements"), 0) << report().to_string();
  send("CONV.HOLD c1");  // it is the one that he has
}

// What an agent works on decides by the second policy's channels, too.
TEST_F(ShadowPolicy, SeesWhatAgentsWorkOnWithItsOwnChannels) {
  const std::string queue = "queue q offer=auto\n";
  apply("channel chat\nchannel mail\n" + queue);
  send_all(
      {"AGENT.SET a1 CAPACITY 2", "AGENT.STATE a1 ONLINE", "CONV.OPEN m1 QUEUE q CHANNEL mail"});
  ASSERT_EQ(begin_shadow(engine_, "channel chat\nchannel mail interruptible_by=chat\n" + queue),
            "OK");
  send("CONV.OPEN c1 QUEUE q CHANNEL chat");
  EXPECT_EQ(number(report(), "disagreements"), 0) << report().to_string();
  send("CONV.OPEN c2 QUEUE q CHANNEL chat");  // in place of m1
  EXPECT_EQ(number(report(), "queues.q.would_not_wait"), 1) << report().to_string();
  send("CONV.CLOSE m1");
  ASSERT_EQ(begin_shadow(engine_, "channel chat exclusive=true\nchannel mail\n" + queue), "OK");
  send_all({"CONV.CLOSE c1", "CONV.OPEN m2 QUEUE q CHANNEL mail"});
  EXPECT_EQ(number(report(), "queues.q.would_wait"), 1) << report().to_string();
  EXPECT_EQ(text(report(), "newest.0.conv"), "m2");
}

// Who waits on is looked at with each agent that comes, and counts once.
TEST_F(ShadowPolicy, CountsOnceWhatWaitsOn) {
  apply("queue q offer=auto skills=de\n");
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto\n"), "OK");
  send_all({"CONV.OPEN c1 QUEUE q", "CONV.UPDATE c1 PRIORITY 3", "CONV.UPDATE c1 PRIORITY 4",
            "AGENT.STATE a1 AWAY", "AGENT.STATE a1 ONLINE"});
  EXPECT_EQ(number(report(), "queues.q.would_not_wait"), 1) << report().to_string();
  EXPECT_EQ(number(report(), "decisions"), 1);
}

TEST_F(ShadowPolicy, ListsTheNewestThousand) {
  apply("queue q offer=auto\n");
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE"});
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto skills=de\n"), "OK");
  for (int i = 0; i < 1'001; ++i) {
    send("CONV.OPEN c" + std::to_string(i) + " QUEUE q");
    send("CONV.CLOSE c" + std::to_string(i));
  }
  const Fields told = report();
  EXPECT_EQ(number(told, "disagreements"), 1'001);
  EXPECT_EQ(text(told, "newest.0.conv"), "c1000");
  EXPECT_EQ(text(told, "newest.999.conv"), "c1");
  EXPECT_EQ(told.find("newest.1000.conv"), nullptr);
}

TEST_F(ShadowPolicy, EndsWhenItIsTold) {
  apply("queue q offer=auto\n");
  EXPECT_EQ(number(report(), "running"), 0);
  ASSERT_EQ(begin_shadow(engine_, "queue q offer=auto skills=de\n"), "OK");
  send_all({"AGENT.SET a1", "AGENT.STATE a1 ONLINE", "CONV.OPEN c1 QUEUE q"});
  EXPECT_EQ(engine_.figures().shadow_decisions, 1U);
  EXPECT_TRUE(engine_.figures().shadow_runs);
  CommandLine off({"POLICY.SHADOW"}, {});
  off.attach_policy("OFF", {});
  FieldsWriter writer;
  engine_.shadow(off.command(), writer);
  EXPECT_EQ(number(report(), "running"), 0);
  EXPECT_EQ(number(report(), "disagreements"), 1) << "what it said is kept";
  send_all({"CONV.CLOSE c1", "CONV.OPEN c2 QUEUE q"});
  EXPECT_EQ(engine_.figures().shadow_decisions, 1U);
}

class ShadowWorld : public testing::TestWithParam<std::size_t> {};

constexpr std::uint64_t kSeed = 20'261'130;
constexpr std::uint64_t kCommands = 2'500;
constexpr std::uint64_t kCommandsAlike = 6'500;  // 104,000 in all worlds

// Begun in the middle of a history; the history has the end it has without it.
TEST_P(ShadowWorld, ThatDecidesAlikeNeverDisagrees) {
  RandomWorld world(world_specs()[GetParam()], kSeed);
  RandomWorld alone(world_specs()[GetParam()], kSeed);
  engine::Engine& engine = world.engine_to_watch();
  std::int64_t decisions = 0;
  const auto begin = [&] {
    world.finish();
    decisions += std::max<std::int64_t>(number(report_of(engine), "decisions"), 0);
    ASSERT_EQ(begin_shadow(engine, policy_in_force(engine)), "OK");
  };
  for (std::uint64_t i = 0; i < kCommandsAlike; ++i) {
    if (i % 1'000 == 300) {
      ASSERT_NO_FATAL_FAILURE(begin());
    }
    world.step(false);
    alone.step(false);
    if (i % 100 != 0) continue;
    const Fields told = report_of(engine);
    ASSERT_EQ(number(told, "disagreements"), 0) << i << ": " << told.to_string();
    const std::string ended = text(told, "ended");
    if (ended.find("was replaced") != ended.npos) {
      ASSERT_NO_FATAL_FAILURE(begin());
    } else {
      ASSERT_EQ(ended, "") << i;
    }
  }
  world.finish();
  alone.finish();
  EXPECT_EQ(world.engine().digest(), alone.engine().digest());
  EXPECT_GT(decisions + number(report_of(engine), "decisions"), 200);
}

// Whatever the other policy: what happens does not change, and it follows to the end.
TEST_P(ShadowWorld, ThatDecidesOtherwiseChangesNothing) {
  const std::vector<std::string> others = {"policy=fifo select=round-robin",
                                           "policy=sla-first reserve=2 catch_up=0.3",
                                           "policy=priority select=longest-idle"};
  RandomWorld alone(world_specs()[GetParam()], kSeed + 1);
  RandomWorld world(world_specs()[GetParam()], kSeed + 1);
  engine::Engine& engine = world.engine_to_watch();
  std::int64_t disagreements = 0;
  for (std::uint64_t i = 0; i < kCommands; ++i) {
    if (i % 800 == 100) {
      world.finish();
      const std::string lines =
          changed_policy(engine, others[i / 800 % others.size()], i % 1'600 == 100);
      ASSERT_EQ(begin_shadow(engine, lines), "OK");
    }
    world.step(false);
    alone.step(false);
    if (i % 100 != 99) continue;
    const Fields told = report_of(engine);
    const std::string ended = text(told, "ended");
    ASSERT_TRUE(ended.empty() || ended.find("was replaced") != ended.npos) << i << ": " << ended;
    disagreements += i % 800 == 99 ? std::max<std::int64_t>(number(told, "disagreements"), 0) : 0;
  }
  disagreements += number(report_of(engine), "disagreements");
  world.finish();
  alone.finish();
  EXPECT_EQ(world.engine().digest(), alone.engine().digest());
  EXPECT_GT(disagreements, 10);
}

INSTANTIATE_TEST_SUITE_P(Worlds, ShadowWorld, testing::Range<std::size_t>(0, world_specs().size()),
                         [](const auto& param) { return test_name_of_world(param.param); });

}  // namespace
}  // namespace stellwerk::tests
