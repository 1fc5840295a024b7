// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/contact_center.h"

#include <string>

#include <gtest/gtest.h>

#include "core/sim/laboratory/experiment.h"
#include "core/sim/workload/drawn_days.h"
#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/shipped.h"

namespace stellwerk::lab {
namespace {

// Classes "a" to "d", one queue, one group of agents with what `agents` says.
std::string document(const std::string& agents, const std::string& queue = "",
                     const std::string& customers = "") {
  std::string text = "[scenario]\nname = \"test\"\nday = \"1h\"\nload = 1\n";
  for (const std::string name : {"a", "b", "c", "d"}) {
    text += "[[class]]\nname = \"" + name +
            "\"\nqueue = \"q\"\nshare = 0.25\nservice = { fixed = \"100s\" }\n" + customers;
  }
  text += "[[agents]]\nname = \"g\"\n" + agents;
  text +=
      "[[sla]]\nname = \"minute\"\nfirst_response = \"1m\"\n"
      "[[queue]]\nname = \"q\"\nsla = \"minute\"\n";
  return text + (queue.empty() ? "offer = { mode = \"auto\" }\n" : queue);
}

// One customer a class, in this order.
Day day_of(const Scenario& scenario, const std::vector<std::int64_t>& arrivals_s) {
  Day day;
  day.length_ms = scenario.day.ms;
  day.overtime_ms = scenario.overtime.ms;
  day.seats = seats_of(scenario);
  for (std::size_t i = 0; i < arrivals_s.size(); ++i) {
    Contact contact;
    contact.at_ms = arrivals_s[i] * 1'000;
    contact.service_ms = 100'000;
    contact.customer_class = static_cast<std::uint32_t>(i);
    day.contacts.push_back(contact);
  }
  return day;
}

Scenario scenario_of(const std::string& text) {
  ReadScenario read = read_scenario(text);
  for (const policy::Problem& problem : read.problems) {
    ADD_FAILURE() << policy::described(problem);
  }
  return std::move(read.scenario);
}

Contender contender_of(const Scenario& scenario, std::string_view text) {
  ReadContender read = read_contender(text, scenario);
  EXPECT_EQ(read.error, "");
  return std::move(read.contender);
}

// How long each of the day's customers waited, in seconds.
std::vector<double> waits_of(const RunOutcome& outcome) {
  std::vector<double> waits;
  for (const ClassOutcome& counts : outcome.classes) {
    if (counts.started > 0) waits.push_back(static_cast<double>(counts.wait_ms) / 1'000);
  }
  return waits;
}

struct Played {
  RunOutcome outcome;
  Tally tally;
};

Played play(const Scenario& scenario, const Day& day, std::string_view policy = "fifo") {
  Played played;
  ContactCenter center(scenario, contender_of(scenario, policy));
  center.run(day, played.outcome, played.tally);
  return played;
}

TEST(ContactCenter, OneAgentServesOneAfterTheOther) {
  const Scenario scenario = scenario_of(document("count = 1\n"));
  const Played played = play(scenario, day_of(scenario, {0, 10, 30, 500}));
  EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{0, 90, 170, 0}));
  EXPECT_EQ(played.outcome.busy_ms, 400'000);
  EXPECT_EQ(played.outcome.present_ms, 3'600'000);
  EXPECT_EQ(played.outcome.classes[0].on_time, 1);
  EXPECT_EQ(played.outcome.classes[1].on_time, 0);
  EXPECT_EQ(played.tally.classes[2].lateness.most_ms(), 110'000);
}

// Two at once go on at half the speed each, so the agent gets no more done with them than with one.
TEST(ContactCenter, SeveralAtOnceSlowEachOtherDown) {
  const Scenario scenario = scenario_of(document("count = 1\ncapacity = 2\nspeed = [1.0, 0.5]\n"));
  const Played played = play(scenario, day_of(scenario, {0, 50, 60, 170}));
  // a: 50 s alone, then 50 s of work in 100 s; b: 50 s of work until then, and goes on beside c.
  EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{0, 0, 90, 80}));
}

TEST(ContactCenter, SlowerAgentsTakeLonger) {
  const Scenario scenario = scenario_of(document("count = 1\nslowness = { a = 1.5 }\n"));
  EXPECT_EQ(waits_of(play(scenario, day_of(scenario, {0, 0, 0})).outcome),
            (std::vector<double>{0, 150, 250}));
}

TEST(ContactCenter, WrapUpKeepsTheAgentFromTheNext) {
  const Scenario scenario =
      scenario_of(document("count = 1\n", "offer = { mode = \"auto\" }\nwrap_up = \"20s\"\n"));
  const Played played = play(scenario, day_of(scenario, {0, 0, 0}));
  EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{0, 120, 240}));
  EXPECT_EQ(played.outcome.busy_ms, 360'000);
}

// A break from 150 s to 300 s: what was begun is finished, nothing new is given.
TEST(ContactCenter, AgentsHaveShifts) {
  const Scenario scenario =
      scenario_of(document("count = 1\nshift = [\"0s-150s\", \"300s-1000s\"]\n"));
  const Played played = play(scenario, day_of(scenario, {0, 90, 160, 950}));
  EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{0, 10, 140, 0}));
  EXPECT_EQ(played.outcome.present_ms, 850'000);
}

TEST(ContactCenter, WhoLosesPatienceLeavesAndMayTryAgain) {
  const Scenario scenario = scenario_of(document(
      "count = 1\n", "", "redial = { share = 1, after = { fixed = \"50s\" }, most = 2 }\n"));
  Day day = day_of(scenario, {0, 0, 70});
  day.contacts[1].patience_ms = 30'000;
  day.contacts[2].patience_ms = 30'000;
  const Played played = play(scenario, day);
  // b leaves at 30 and calls again at 80, then has all the patience there is; c leaves as the agent
  // becomes free, when he is served at once: b was before him.
  const ClassOutcome& b = played.outcome.classes[1];
  EXPECT_EQ(b.arrivals, 2);
  EXPECT_EQ(b.abandoned, 1);
  EXPECT_EQ(b.abandoned_wait_ms, 30'000);
  EXPECT_EQ(b.started, 1);
  EXPECT_EQ(played.outcome.classes[2].abandoned, 0);
  EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{0, 120, 30}));
}

TEST(ContactCenter, AgentsTakeWhatTheyAreOffered) {
  const Scenario asked = scenario_of(document("count = 2\n", "offer = { agents = 2 }\n"));
  const Scenario given = scenario_of(document("count = 2\n"));
  const std::vector<std::int64_t> arrivals = {0, 10, 20, 30};
  EXPECT_EQ(waits_of(play(asked, day_of(asked, arrivals)).outcome),
            waits_of(play(given, day_of(given, arrivals)).outcome));
}

TEST(ContactCenter, WhoStillWaitsPastTheDeadlineIsMissed) {
  const Scenario scenario = scenario_of(document("count = 1\n"));
  Day day = day_of(scenario, {3'500, 3'501, 3'590});
  const Played played = play(scenario, day);
  EXPECT_EQ(played.outcome.classes[1].decided, 1);
  EXPECT_EQ(played.outcome.classes[1].on_time, 0);
  EXPECT_EQ(played.outcome.classes[2].decided, 0);
  EXPECT_EQ(played.outcome.classes[2].arrivals, 1);
  day.overtime_ms = kForeverMs;
  const Played until_empty = play(scenario, day);
  EXPECT_EQ(waits_of(until_empty.outcome), (std::vector<double>{0, 99, 110}));
  EXPECT_EQ(until_empty.outcome.busy_ms, 100'000);  // within the hour
}

// The bot answers one, hands over the other after 15 s; time with it counts.
TEST(ContactCenter, BotsAnswerSomeAndHandOverOthers) {
  for (const bool own_queue : {true, false}) {
    std::string queue = "offer = { mode = \"auto\", retry = \"0s\" }\n";
    queue += own_queue ? "skills = \"human\"\n[[queue]]\nname = \"bots\"\nskills = \"bot\"\n"
                         "offer = { mode = \"auto\" }\n"
                       : "step = [{ after = \"0s\", kind = \"bot\" }, { after = \"10m\" }]\n";
    const std::string agents =
        "count = 1\nskills = \"human\"\n[[agents]]\nname = \"bots\"\nkind = \"bot\"\n"
        "capacity = 100\nskills = \"bot\"\n";
    const std::string bot = own_queue
                                ? "bot = { queue = \"bots\", answers = 0.5, time = \"15s\" }\n"
                                : "bot = { answers = 0.5, time = \"15s\" }\n";
    const Scenario scenario = scenario_of(document(agents, queue, bot));
    Day day = day_of(scenario, {0, 0, 0, 20});
    day.contacts[0].bot_answers = true;
    day.contacts[3].patience_ms = 3'000;
    const Played played = play(scenario, day, "sla-first");
    EXPECT_EQ(played.outcome.classes[0].bot_answered, 1);
    EXPECT_EQ(played.outcome.classes[0].arrivals, 0);
    EXPECT_EQ(waits_of(played.outcome), (std::vector<double>{15, 115})) << own_queue;
    EXPECT_EQ(played.outcome.classes[3].abandoned_wait_ms, 18'000);
    EXPECT_EQ(played.outcome.assignments, 2);
  }
}

TEST(ContactCenter, ThePoolServesAnybodyInTimeOrNotAtAll) {
  const Scenario scenario = scenario_of(std::string(shipped_scenario("N")));
  Day day;
  DrawnDays(scenario, 1.2, 1).make(0, day);
  for (const Contender& contender : pooled_contenders(scenario)) {
    RunOutcome outcome;
    Tally tally;
    ContactCenter(scenario, contender).run(day, outcome, tally);
    for (std::size_t i = 0; i < outcome.classes.size(); ++i) {
      EXPECT_EQ(outcome.classes[i].started, outcome.classes[i].on_time);
      EXPECT_GT(outcome.classes[i].abandoned, 50);
      EXPECT_LE(tally.classes[i].waits.most_ms(), 60'000);
    }
  }
}

TEST(ContactCenter, TheSameRunGivesTheSameDigest) {
  const Scenario scenario = scenario_of(std::string(shipped_scenario("messaging")));
  const DrawnDays days(scenario, 1.05, 9);
  const auto digest = [&](std::uint32_t number, std::uint32_t before) {
    ContactCenter center(scenario, contender_of(scenario, "sla-first"));
    Day day;
    RunOutcome outcome;
    Tally tally;
    for (const std::uint32_t run : {before, number}) {
      days.make(run, day);
      center.run(day, outcome, tally);
    }
    return center.digest();
  };
  EXPECT_EQ(digest(0, 1), digest(0, 2));
  EXPECT_NE(digest(0, 1), digest(1, 1));
}

TEST(Experiment, ResultsDoNotDependOnWhoRunsWhat) {
  const Scenario scenario = scenario_of(std::string(shipped_scenario("M")));
  const DrawnDays days(scenario, 1, 1);
  const auto run = [&](unsigned hands) {
    std::vector<Contender> contenders = {contender_of(scenario, "sla-first"),
                                         contender_of(scenario, "fifo")};
    Experiment experiment(scenario, days, std::move(contenders), 6, hands);
    for (std::uint32_t i = 0; i < 6; ++i) experiment.run(5 - i, i % hands);
    return experiment.results();
  };
  const auto alone = run(1);
  const auto shared = run(4);
  ASSERT_EQ(alone.size(), 2U);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    const PolicyFigures a = figures_of(scenario, alone[i]);
    const PolicyFigures b = figures_of(scenario, shared[i]);
    EXPECT_EQ(a.all.on_time.value, b.all.on_time.value);
    EXPECT_EQ(a.all.mean_wait.low, b.all.mean_wait.low);
    EXPECT_EQ(a.all.p95_wait_s, b.all.p95_wait_s);
    EXPECT_EQ(a.occupancy_gini, b.occupancy_gini);
  }
}

TEST(Contender, SaysWhatItCannotBe) {
  const Scenario scenario = scenario_of(document("count = 1\n"));
  EXPECT_EQ(read_contender("fifo+least-loaded", scenario).contender.policy.routing.select,
            model::Select::kLeastLoaded);
  const ReadContender read =
      read_contender("sla-first+reserve=2+catch_up=0.1+surcharge+late_max=2h", scenario);
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.contender.policy.routing.reserve, 2);
  EXPECT_EQ(read.contender.policy.routing.catch_up_permille, 100U);
  EXPECT_TRUE(read.contender.policy.routing.surcharge);
  EXPECT_EQ(read.contender.policy.queues[0].late_max, base::hours(2));
  for (const std::string_view wrong : {"", "lifo", "fifo+", "fifo+fast", "sla-first+reserve=-1",
                                       "sla-first+catch_up=2", "sla-first+late_max=soon"}) {
    EXPECT_NE(read_contender(wrong, scenario).error, "") << wrong;
  }
}

}  // namespace
}  // namespace stellwerk::lab
