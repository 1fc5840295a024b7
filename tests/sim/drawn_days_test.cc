// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/drawn_days.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "core/sim/workload/scenario_document.h"
#include "core/sim/workload/shipped.h"

namespace stellwerk::lab {
namespace {

Scenario shipped(std::string_view name) { return read_scenario(shipped_scenario(name)).scenario; }

std::vector<const Contact*> of_class(const Day& day, std::uint32_t index) {
  std::vector<const Contact*> contacts;
  for (const Contact& contact : day.contacts) {
    if (contact.customer_class == index) contacts.push_back(&contact);
  }
  return contacts;
}

TEST(DrawnDays, DependOnTheSeedAndTheNumberAlone) {
  const Scenario scenario = shipped("messaging");
  const DrawnDays days(scenario, 1.05, 3);
  const DrawnDays again(scenario, 1.05, 3);
  const DrawnDays others(scenario, 1.05, 4);
  Day a;
  Day b;
  days.make(1, b);  // what a day had before does not matter
  days.make(0, a);
  again.make(0, b);
  ASSERT_EQ(a.contacts.size(), b.contacts.size());
  for (std::size_t i = 0; i < a.contacts.size(); ++i) {
    EXPECT_EQ(a.contacts[i].at_ms, b.contacts[i].at_ms);
    EXPECT_EQ(a.contacts[i].service_ms, b.contacts[i].service_ms);
    EXPECT_EQ(a.contacts[i].bot_answers, b.contacts[i].bot_answers);
  }
  others.make(0, b);
  EXPECT_NE(a.contacts.front().at_ms, b.contacts.front().at_ms);
}

// Another load moves arrivals and leaves everything else of each customer as it was.
TEST(DrawnDays, CustomersAreTheSameUnderAnotherLoad) {
  const Scenario scenario = shipped("N");
  Day calm;
  Day busy;
  DrawnDays(scenario, 0.8, 1).make(7, calm);
  DrawnDays(scenario, 1.2, 1).make(7, busy);
  for (const std::uint32_t index : {0U, 1U}) {
    const auto few = of_class(calm, index);
    const auto many = of_class(busy, index);
    ASSERT_LT(few.size(), many.size());
    for (std::size_t i = 0; i < few.size(); ++i) {
      EXPECT_EQ(few[i]->service_ms, many[i]->service_ms);
      EXPECT_NEAR(static_cast<double>(few[i]->at_ms) * 0.8,
                  static_cast<double>(many[i]->at_ms) * 1.2, 2);
    }
  }
}

TEST(DrawnDays, ArriveAsOftenAsTheLoadSays) {
  constexpr std::uint64_t kSeed = 1;
  const Scenario scenario = shipped("messaging");
  const DrawnDays days(scenario, 0.95, kSeed);
  double count = 0;
  double morning = 0;
  constexpr std::uint32_t kRuns = 20;
  Day day;
  for (std::uint32_t i = 0; i < kRuns; ++i) {
    days.make(i, day);
    std::int64_t before = 0;
    for (const Contact* contact : of_class(day, 2)) {
      EXPECT_GE(contact->at_ms, before);
      before = contact->at_ms;
      ++count;
      if (contact->at_ms % base::hours(10).ms < base::hours(1).ms) ++morning;
    }
    EXPECT_LT(before, base::hours(100).ms);
  }
  const double expected = scenario.classes[2].rate_per_ms * 0.95 * 100 * 3'600'000 * kRuns;
  EXPECT_NEAR(count, expected, 4 * std::sqrt(expected)) << "seed " << kSeed;
  EXPECT_NEAR(morning / count, 0.06, 4 * std::sqrt(0.06 / count)) << "seed " << kSeed;
}

TEST(DrawnDays, BusyDaysAreBusyForAllClasses) {
  Scenario scenario = shipped("N");
  scenario.busyness_cv = 0.5;
  const DrawnDays days(scenario, 1, 1);
  Day day;
  double together = 0;
  for (std::uint32_t i = 0; i < 40; ++i) {
    days.make(i, day);
    const double a = static_cast<double>(of_class(day, 0).size()) / 1'056 - 1;
    const double b = static_cast<double>(of_class(day, 1).size()) / 864 - 1;
    together += a * b / 40;
  }
  EXPECT_NEAR(together, 0.25, 0.15);
}

TEST(DrawnDays, WeeksGoByTheirFactors) {
  Scenario scenario = shipped("N");
  scenario.week = {1, 0, 0.5};
  const DrawnDays days(scenario, 1, 1);
  Day day;
  std::vector<double> counts;
  for (std::uint32_t i = 0; i < 6; ++i) {
    days.make(i, day);
    counts.push_back(static_cast<double>(day.contacts.size()));
  }
  EXPECT_EQ(counts[1], 0);
  EXPECT_EQ(counts[4], 0);
  EXPECT_NEAR(counts[2] / counts[0], 0.5, 0.08);
  EXPECT_NEAR(counts[3] / counts[0], 1, 0.1);
}

}  // namespace
}  // namespace stellwerk::lab
