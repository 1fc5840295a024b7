// SPDX-License-Identifier: Apache-2.0
#include "core/planning/history.h"

#include <gtest/gtest.h>

namespace stellwerk::planning {
namespace {

TEST(History, BeforeADay) {
  History history{1, {}};
  const absl::CivilDay first(2026, 2, 26);
  for (const int i : {0, 1, 4, 5}) history.days.push_back({first + i, {1.0 * i}});
  EXPECT_EQ(history.before(first).days.size(), 0U);
  EXPECT_EQ(history.before(first + 2).days.size(), 2U);
  EXPECT_EQ(history.before(first + 4).days.size(), 2U);
  EXPECT_EQ(history.before(first + 9).days.size(), 4U);
  EXPECT_EQ(history.before(first + 5).days.back().day, absl::CivilDay(2026, 3, 2));
}

TEST(History, Merged) {
  const History history{4, {{absl::CivilDay(2026, 1, 1), {1, 2, 3, 4.5}}}};
  EXPECT_EQ(merged(history, 2).days[0].counts, (std::vector<double>{3, 7.5}));
  EXPECT_EQ(merged(history, 4).intervals, 1U);
  EXPECT_EQ(merged(history, 1).days[0].counts, history.days[0].counts);
  EXPECT_EQ(history.days[0].total(), 10.5);
}

}  // namespace
}  // namespace stellwerk::planning
