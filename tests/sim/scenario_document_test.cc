// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/scenario_document.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/sim/workload/drawn_days.h"
#include "core/sim/workload/shipped.h"

namespace stellwerk::lab {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSmall = R"([scenario]
name = "small"
day = "10h"
load = 0.9
[[class]]
name = "A"
share = 0.75
service = { exponential = "4m" }
patience = { lognormal = "2m", cv = 1.5 }
[[class]]
name = "B"
queue = "A"
share = 0.25
service = { fixed = "8m" }
redial = { share = 0.5, after = { exponential = "20m" } }
profile = [1, 3]
[[agents]]
name = "morning"
count = 3
shift = ["0h-2h", "2.5h-5h"]
stagger = "15m"
[[agents]]
name = "all-day"
staffing = [2, 4]
slowness = { B = 1.5 }
[[sla]]
name = "minute"
first_response = "1m"
[[queue]]
name = "A"
sla = "minute"
)";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(ScenarioDocument, EveryShippedScenarioCanBeRead) {
  EXPECT_GE(shipped_scenarios().size(), 6U);
  for (const ShippedScenario& shipped : shipped_scenarios()) {
    const ReadScenario read = read_scenario(shipped.toml);
    for (const policy::Problem& problem : read.problems) {
      ADD_FAILURE() << shipped.name << ' ' << policy::described(problem);
    }
    EXPECT_EQ(read.scenario.name, shipped.name);
    EXPECT_FALSE(read.scenario.title.empty()) << shipped.name;
    EXPECT_EQ(shipped_scenario(shipped.name), shipped.toml);
  }
  EXPECT_EQ(shipped_scenario("nothing"), "");
}

TEST(ScenarioDocument, SaysWhoComesAndWhoWorks) {
  const ReadScenario read = read_scenario(kSmall);
  ASSERT_TRUE(read.ok()) << policy::described(read.problems.front());
  const Scenario& scenario = read.scenario;
  // Three in the morning for 4.5 of 10 hours, two for half of the day and four for the other.
  const double force = 3 * 0.45 + 3;
  EXPECT_DOUBLE_EQ(work_force(scenario), force);
  ASSERT_EQ(scenario.classes.size(), 2U);
  const double work_a = scenario.classes[0].rate_per_ms * 240'000;
  const double work_b = scenario.classes[1].rate_per_ms * 480'000;
  EXPECT_NEAR(work_a + work_b, force, 1e-12);
  EXPECT_NEAR(scenario.classes[0].rate_per_ms, 3 * scenario.classes[1].rate_per_ms, 1e-15);
  EXPECT_EQ(scenario.classes[0].target, base::minutes(1));
  EXPECT_EQ(scenario.classes[1].profile, (std::vector<double>{0.5, 1.5}));
  EXPECT_EQ(scenario.groups[1].count, 4U);
  EXPECT_EQ(scenario.groups[1].slowness, (std::vector<double>{1, 1.5}));

  const std::vector<Seat> seats = seats_of(scenario);
  ASSERT_EQ(seats.size(), 7U);
  ASSERT_EQ(seats[1].duty.size(), 2U);
  EXPECT_EQ(seats[1].duty[0].on, base::minutes(15));
  EXPECT_EQ(seats[1].duty[1].off, base::minutes(315));
  ASSERT_EQ(seats[6].duty.size(), 1U);
  EXPECT_EQ(seats[6].duty[0].on, base::hours(5));
}

TEST(ScenarioDocument, WhatBotsAnswerIsNoLoadForPeople) {
  const ReadScenario plain = read_scenario(kSmall);
  const ReadScenario botted = read_scenario(
      replaced("share = 0.75", "share = 0.75\nbot = { answers = 0.5, time = \"10s\" }"));
  ASSERT_TRUE(plain.ok() && botted.ok());
  // A brings 180 s of work a customer on average before, 90 s after; B 120 s.
  EXPECT_NEAR(botted.scenario.classes[1].rate_per_ms / plain.scenario.classes[1].rate_per_ms,
              300.0 / 210, 1e-9);
}

TEST(ScenarioDocument, RatesOfTheirOwnMakeTheLoad) {
  std::string text = replaced("share = 0.75", "per_hour = 45");
  text.replace(text.find("share = 0.25"), 12, "per_hour = 9");
  text.replace(text.find("load = 0.9\n"), 11, "");
  const ReadScenario read = read_scenario(text);
  ASSERT_TRUE(read.ok()) << policy::described(read.problems.front());
  EXPECT_NEAR(read.scenario.load, (45 * 4 + 9 * 8) / 60.0 / work_force(read.scenario), 1e-12);
  EXPECT_NEAR(read.scenario.classes[0].rate_per_ms * read.scenario.load * 3'600'000, 45, 1e-9);
}

TEST(ScenarioDocument, MistakesAreNamedWithLineAndRemedy) {
  const auto first = [](const std::string& text) {
    const ReadScenario read = read_scenario(text);
    return read.ok() ? std::string() : policy::described(read.problems.front());
  };
  EXPECT_THAT(first(replaced("exponential = \"4m\"", "exponental = \"4m\"")),
              HasSubstr("line 8: class.service.exponental: unknown key; did you mean exponential"));
  EXPECT_THAT(first(replaced("load = 0.9", "load = 0")), HasSubstr("line 4: scenario.load"));
  EXPECT_THAT(first(replaced("load = 0.9\n", "")), HasSubstr("need a load"));
  EXPECT_THAT(first(replaced("queue = \"A\"\nshare", "queue = \"C\"\nshare")),
              HasSubstr("there is no [[queue]] named 'C'"));
  EXPECT_THAT(first(replaced("share = 0.75", "per_hour = 10")), HasSubstr("all classes"));
  EXPECT_THAT(first(replaced("share = 0.75\n", "")), HasSubstr("either share or per_hour"));
  EXPECT_THAT(first(replaced("{ B = 1.5 }", "{ C = 1.5 }")), HasSubstr("no class 'C'"));
  EXPECT_THAT(first(replaced("\"2.5h-5h\"", "\"1h-5h\"")), HasSubstr("by time"));
  EXPECT_THAT(first(replaced("fixed = \"8m\"", "fixed = \"8m\", cv = 2")), HasSubstr("lognormal"));
  EXPECT_THAT(first(replaced("name = \"B\"", "name = \"A\"")), HasSubstr("another class has it"));
  EXPECT_THAT(first(replaced("[scenario]", "[scenery]")), HasSubstr("scenery"));
  EXPECT_THAT(first("[scenario"), HasSubstr("no TOML"));
  EXPECT_THAT(first(""), HasSubstr("scenario"));
}

}  // namespace
}  // namespace stellwerk::lab
