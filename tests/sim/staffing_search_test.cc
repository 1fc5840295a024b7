// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/staffing_search.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace stellwerk::lab {
namespace {

// Of two profiles the first does what one, the second what two classes need: each interval wants
// so many of the second, and so many of both together.
struct Wants {
  std::uint32_t second = 0;
  std::uint32_t both = 0;
};

StaffingSearch::Judge judge_of(const std::vector<Wants>& wants, int* trials = nullptr) {
  return [=](const StaffingPlan& plan) {
    if (trials != nullptr) ++*trials;
    Shortfalls shortfalls;
    for (std::size_t i = 0; i < wants.size(); ++i) {
      const auto lacking = [](std::uint32_t want, std::uint32_t have) {
        return want > have ? static_cast<double>(want - have) : 0;
      };
      shortfalls.push_back(lacking(wants[i].second, plan[1][i]) +
                           lacking(wants[i].both, plan[0][i] + plan[1][i]));
    }
    return shortfalls;
  };
}

const StaffingPlan kNobody = {{0, 0, 0}, {0, 0, 0}};
const std::vector<Wants> kWants = {{2, 7}, {0, 3}, {5, 5}};

TEST(StaffingSearch, AddsWhatGainsMostForItsCost) {
  StaffingSearch search({1, 1.5}, judge_of(kWants));
  const auto plan = search.from(kNobody, 20);
  ASSERT_TRUE(plan);
  EXPECT_EQ(*plan, (StaffingPlan{{5, 3, 0}, {2, 0, 5}}));
  EXPECT_DOUBLE_EQ(search.cost(*plan), 8 + 7 * 1.5);
}

TEST(StaffingSearch, TakesOutWhatIsTooMuch) {
  StaffingSearch search({1, 1.5}, judge_of(kWants));
  const auto plan = search.from({{9, 0, 4}, {9, 9, 9}}, 20);
  ASSERT_TRUE(plan);
  EXPECT_EQ(*plan, (StaffingPlan{{5, 3, 0}, {2, 0, 5}}));
}

TEST(StaffingSearch, ExchangesTwoForOne) {
  // One of the second does as much as two of the first.
  StaffingSearch search({1, 1.5}, [](const StaffingPlan& plan) {
    const std::uint32_t power = plan[0][0] + 2 * plan[1][0];
    return Shortfalls{power < 6 ? 6.0 - power : 0.0};
  });
  const auto plan = search.from({{6}, {0}}, 20);
  ASSERT_TRUE(plan);
  EXPECT_EQ(*plan, (StaffingPlan{{0}, {3}}));
}

// Who waits too long in an interval may have come to wait in the one before.
TEST(StaffingSearch, UndoesWhatHurtsLater) {
  StaffingSearch search({1}, [](const StaffingPlan& plan) {
    const bool enough = plan[0][0] + plan[0][1] >= 4 && plan[0][1] >= 1;
    return Shortfalls{plan[0][0] >= 1 ? 0.0 : 1.0, enough ? 0.0 : 1.0};
  });
  const auto plan = search.from({{4, 1}}, 20);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->at(0).at(0) + plan->at(0).at(1), 4U);
}

TEST(StaffingSearch, GivesUpWhereNobodyHelps) {
  StaffingSearch search({1, 1}, [](const StaffingPlan&) { return Shortfalls{1.0}; });
  EXPECT_FALSE(search.from({{1}, {1}}, 5));
}

TEST(StaffingSearch, JudgesAPlanOnce) {
  int trials = 0;
  StaffingSearch search({1, 1.5}, judge_of(kWants, &trials));
  const auto first = search.from(kNobody, 20);
  const int of_first = trials;
  EXPECT_EQ(search.from(*first, 20), first);
  EXPECT_EQ(trials, of_first);
}

}  // namespace
}  // namespace stellwerk::lab
