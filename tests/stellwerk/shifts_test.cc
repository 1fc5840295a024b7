// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/shifts.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

std::int64_t on_duty(const std::vector<AgentPlan>& people, base::Duration at) {
  std::int64_t count = 0;
  for (const AgentPlan& person : people) {
    for (const Duty& duty : person.duty) {
      if (duty.on <= at && at < duty.off) ++count;
    }
  }
  return count;
}

TEST(PlanShifts, PutsSoManyOnDuty) {
  const std::vector<std::int64_t> wanted = {0, 2, 4, 3, 0, 5, 9};
  std::vector<AgentPlan> people(6);
  base::Prng prng(1);
  plan_shifts({.wanted = wanted,
               .slot = base::minutes(30),
               .jitter = base::minutes(5),
               .end = base::hours(4)},
              people, prng);
  for (std::size_t slot = 0; slot < wanted.size(); ++slot) {
    const base::Duration later =
        base::minutes(30) * static_cast<std::int64_t>(slot) + base::minutes(6);
    EXPECT_EQ(on_duty(people, later), std::min<std::int64_t>(wanted[slot], 6)) << slot;
  }
  EXPECT_EQ(on_duty(people, base::hours(4)), 0);
}

TEST(PlanShifts, TheLongestOnDutyGoesFirst) {
  std::vector<AgentPlan> people(3);
  base::Prng prng(1);
  plan_shifts({.wanted = {1, 2, 1},
               .slot = base::minutes(30),
               .jitter = base::minutes(0),
               .end = base::hours(2)},
              people, prng);
  ASSERT_EQ(people[0].duty.size(), 1U);
  EXPECT_EQ(people[0].duty[0].off, base::minutes(60));
  EXPECT_EQ(people[1].duty[0].off, base::hours(2));
  EXPECT_TRUE(people[2].duty.empty());
}

}  // namespace
}  // namespace stellwerk::cli
