// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policy/described_all.h"

// Where a queue's conversations go: what its keys may say, and what that means.
namespace stellwerk::policy {
namespace {

using model::OverflowWhen;
using model::StepKind;
using model::StepMove;
using testing::ElementsAre;
using testing::IsEmpty;

// A queue q with the keys, and two others.
std::string with(std::string_view keys) {
  return "[[queue]]\nname = \"q\"\n" + std::string(keys) +
         "\n[[queue]]\nname = \"general\"\n[[queue]]\nname = \"night\"\n" +
         "[[calendar]]\nname = \"office\"\nzone = \"UTC\"\nhours = { mon = [\"08:00-09:00\"] }\n";
}

TEST(PolicyPlan, ReadsTheSteps) {
  const Compiled compiled = compile(with(R"(step = [
  { after = "0s", kind = "bot", consider_if = "present" },
  { after = "0s", skills = "billing>=4", prefer = "golf,tea" },
  { after = "2m", kind = "human", relax = 2 },
  { after = "30m", overflow = "general" },
  { after = "1h", divert = "night" },
])"));
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const auto& steps = compiled.policy.queues.at(0).steps;
  std::vector<model::StepPolicy> expected(5);
  expected[0].kind = StepKind::kBot;
  expected[0].if_present = true;
  expected[1].skills = {{"billing", 4}};
  expected[1].prefer = {"golf", "tea"};
  expected[2].after = base::minutes(2);
  expected[2].kind = StepKind::kHuman;
  expected[2].relax = 2;
  expected[3].after = base::minutes(30);
  expected[3].move = StepMove::kOverflow;
  expected[3].to = "general";
  expected[4].after = base::hours(1);
  expected[4].move = StepMove::kDivert;
  expected[4].to = "night";
  EXPECT_EQ(steps, expected);
}

TEST(PolicyPlan, ReadsTheHoursOfSteps) {
  const Compiled compiled = compile(with(R"(calendar = "office"
step = [
  { after = "0s", kind = "human", hours = "open" },
  { after = "0s", kind = "bot", hours = "closed" },
  { after = "5m" },
])"));
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const auto& steps = compiled.policy.queues.at(0).steps;
  EXPECT_EQ(steps.at(0).hours, model::StepHours::kOpen);
  EXPECT_EQ(steps.at(1).hours, model::StepHours::kClosed);
  EXPECT_EQ(steps.at(2).hours, model::StepHours::kAny);
  const Compiled waits = compile(with(R"(calendar = "office"
when_closed = "wait"
step = [{ after = "0s", hours = "open", skills = "de" }])"));
  EXPECT_THAT(described_all(waits), IsEmpty());
}

TEST(PolicyPlan, ReadsWhereItOverflows) {
  const Compiled compiled = compile(with(R"(calendar = "office"
overflow = [
  { to = "general", waiting = 50 },
  { to = "general", waited = "5m" },
  { to = "general", expected_wait = "10m" },
  { to = "night", closed = true },
]
when_full = "night"
when_closed = "wait")"));
  ASSERT_THAT(described_all(compiled), IsEmpty());
  const model::QueuePolicy& queue = compiled.policy.queues.at(0);
  EXPECT_THAT(queue.overflows,
              ElementsAre(model::OverflowPolicy{"general", OverflowWhen::kWaiting, 50},
                          model::OverflowPolicy{"general", OverflowWhen::kWaited, 300'000},
                          model::OverflowPolicy{"general", OverflowWhen::kExpectedWait, 600'000},
                          model::OverflowPolicy{"night", OverflowWhen::kClosed, 0}));
  EXPECT_EQ(queue.when_full, "night");
  EXPECT_TRUE(queue.shuts);
}

TEST(PolicyPlan, ReadsTheSplitAndTheDefaults) {
  const Compiled compiled = compile(with("split = { general = 60, night = 40 }"));
  ASSERT_THAT(described_all(compiled), IsEmpty());
  EXPECT_THAT(compiled.policy.queues.at(0).split,
              ElementsAre(model::SplitShare{"general", 60}, model::SplitShare{"night", 40}));
  const model::QueuePolicy& other = compiled.policy.queues.at(1);
  EXPECT_THAT(other.steps, IsEmpty());
  EXPECT_THAT(other.overflows, IsEmpty());
  EXPECT_THAT(other.split, IsEmpty());
  EXPECT_EQ(other.when_full, "");
  EXPECT_FALSE(other.shuts);
  const Compiled refuse = compile(with("when_full = \"refuse\"\nwhen_closed = \"route\""));
  ASSERT_THAT(described_all(refuse), IsEmpty());
  EXPECT_EQ(refuse.policy.queues.at(0).when_full, "");
}

struct Refused {
  std::string_view keys;
  std::string_view problem;
};

TEST(PolicyPlan, RefusesWithLineAndKey) {
  const Refused cases[] = {
      {"step = 5",
       "line 3: queue.step: expected tables as [{ after = \"0s\", kind = \"bot\" }, { after = "
       "\"2m\" }]"},
      {"step = [\n  { kind = \"bot\" } ]",
       "line 4: queue.step: missing: after; give \"0s\" or later"},
      {"step = [{ after = \"0s\", kind = \"cat\" }]",
       "line 3: queue.step.kind: 'cat' is none of the choices; use bot or human"},
      {"step = [{ after = \"0s\", skill = \"de\" }]",
       "line 3: queue.step.skill: unknown key; did you mean skills?"},
      {"step = [{ after = \"2m\" },\n { after = \"1m\" }]",
       "line 4: queue.step.after: is earlier than that of the step before; put the steps in order"},
      {"step = [{ after = \"0s\", relax = 10 }]",
       "line 3: queue.step.relax: 10 is out of range; use 1 to 9"},
      {"step = [{ after = \"0s\", prefer = \"de>=2\" }]",
       "line 3: queue.step.prefer: 'de>=2' is no skill; write names as golf,tea, without levels"},
      {"step = [{ after = \"0s\", skills = \"a,b,c,d,e\" }]",
       "line 3: queue.step.skills: more than 4 skills"},
      {"step = [{ after = \"0s\", overflow = \"general\", divert = \"night\" }]",
       "line 3: queue.step.overflow: a step goes to one queue; give overflow or divert"},
      {"step = [{ after = \"0s\", kind = \"bot\", overflow = \"general\" }]",
       "line 3: queue.step.kind: has no effect in a step that goes to another queue; make it two "
       "steps"},
      {"step = [{ after = \"0s\", hours = \"night\" }]",
       "line 3: queue.step.hours: 'night' is none of the choices; use open or closed"},
      {"step = [{ after = \"0s\" },\n { after = \"1m\", hours = \"closed\" }]",
       "line 4: queue.step.hours: needs a calendar; give the queue one"},
      {"calendar = \"office\"\nstep = [{ after = \"0s\", hours = \"open\" }]",
       "line 4: queue.step.hours: leaves closed hours without a step, where everybody would be "
       "admitted; add a step with hours = \"closed\", or when_closed = \"wait\""},
      {"calendar = \"office\"\n"
       "step = [{ after = \"0s\", hours = \"closed\", divert = \"night\" }]",
       "line 4: queue.step.hours: has no effect in a step that goes to another queue; make it two "
       "steps"},
      {"step = [{ after = \"1h\", overflow = \"none\" }]",
       "line 3: queue.step.overflow: 'none' is no other queue that stays; name one of this "
       "document"},
      {"overflow = [{ to = \"general\" }]",
       "line 3: queue.overflow: needs one condition: waiting, waited, expected_wait or closed"},
      {"overflow = [{ waiting = 5 }]", "line 3: queue.overflow: missing: to, the queue to go to"},
      {"overflow = [{ to = \"general\", waiting = 5, waited = \"5m\" }]",
       "line 3: queue.overflow: needs one condition: waiting, waited, expected_wait or closed"},
      {"overflow = [{ to = \"q\", waiting = 5 }]",
       "line 3: queue.overflow.to: 'q' is no other queue that stays; name one of this document"},
      {"overflow = [{ to = \"night\", closed = true }]",
       "line 3: queue.overflow: closed = true needs a calendar; give the queue one"},
      {"when_closed = \"wait\"", "line 3: queue.when_closed: needs a calendar; give the queue one"},
      {"when_full = \"nowhere\"",
       "line 3: queue.when_full: 'nowhere' is no other queue that stays; name one of this "
       "document"},
      {"split = { general = 0 }",
       "line 3: queue.split.general: 0 is out of range; use 1 to 1000000"},
      {"split = { nobody = 1 }",
       "line 3: queue.split: 'nobody' is no other queue that stays; name one of this document"},
      {"split = { general = 1 }\nwhen_full = \"night\"",
       "line 4: queue.when_full: has no effect beside split; nobody waits in a queue that is "
       "split"},
  };
  for (const auto& [keys, problem] : cases) {
    EXPECT_THAT(described_all(compile(with(keys))), ElementsAre(problem)) << keys;
  }
}

TEST(PolicyPlan, RefusesDivertsThatLeadBack) {
  const auto queues = [](std::string_view a, std::string_view b, std::string_view c) {
    return compile("[[queue]]\nname = \"a\"\n" + std::string(a) + "\n[[queue]]\nname = \"b\"\n" +
                   std::string(b) + "\n[[queue]]\nname = \"c\"\n" + std::string(c) + '\n');
  };
  const auto to = [](std::string_view queue, std::string_view how = "divert") {
    return "step = [{ after = \"1m\", " + std::string(how) + " = \"" + std::string(queue) + "\" }]";
  };
  EXPECT_THAT(described_all(queues(to("b"), to("c"), to("a"))),
              ElementsAre("line 9: queue.step.divert: leads back: a to b to c to a; leave out one "
                          "of these diverts or splits"));
  EXPECT_THAT(described_all(queues(to("b"), "split = { a = 1, c = 1 }", "")),
              ElementsAre("line 6: queue.split: leads back: a to b to a; leave out one of these "
                          "diverts or splits"));
  EXPECT_THAT(described_all(queues(to("b"), to("c"), to("a", "overflow"))), IsEmpty())
      << "an overflow never goes back";
  EXPECT_THAT(described_all(queues(to("c"), to("c"), "")), IsEmpty());
}

}  // namespace
}  // namespace stellwerk::policy
