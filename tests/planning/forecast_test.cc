// SPDX-License-Identifier: Apache-2.0
#include "core/planning/forecast.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/planning/hold_back.h"
#include "tests/planning/made_up_history.h"

namespace stellwerk::planning {
namespace {

const absl::CivilDay kFirst(2026, 1, 1);

// Poisson numbers around days that are each some 15 % off.
History drawn(int days, std::uint64_t seed) {
  base::Prng prng(seed);
  History history = plain_history(kFirst, days, [&prng](absl::CivilDay) {
    return 250 * (1 + 0.15 * (prng.chance(1, 2) ? 1 : -1));
  });
  for (DayCounts& day : history.days) {
    for (double& each : day.counts) each = poisson(prng, each);
  }
  return history;
}

TEST(Forecast, BandsHoldWhatTheyPromise) {
  constexpr std::uint64_t kSeed = 24;
  SCOPED_TRACE(kSeed);
  for (const double share : {0.5, 0.8, 0.9}) {
    ForecastError all;
    for (const MonthError& month : hold_back(drawn(365, kSeed), {}, 6, share)) all.add(month.error);
    EXPECT_NEAR(all.coverage(), share, 0.05);
    EXPECT_NEAR(all.bias(), 0, 0.03);
    EXPECT_LT(all.wape_interval(), all.wape_naive());
  }
}

TEST(Forecast, TheSpreadIsWhatDaysDifferBy) {
  EXPECT_NEAR(Forecast(drawn(300, 25), {}, 0.8).spread(), 0.15, 0.05);
  const History plain = plain_history(kFirst, 300, [](absl::CivilDay) { return 250.0; });
  EXPECT_EQ(Forecast(plain, {}, 0.8).spread(), 0);
}

TEST(Forecast, ThreeWeeksAreEnough) {
  const Forecast forecast(drawn(21, 26), {}, 0.8);
  EXPECT_GT(forecast.model().level(), 150);
  EXPECT_GT(forecast.band(50).high, 50U);
}

TEST(HoldBack, MonthsAndTheirErrors) {
  History history = plain_history(kFirst, 181, [](absl::CivilDay) { return 700.0; });
  for (DayCounts& day : history.days) {
    if (day.day < absl::CivilDay(2026, 6, 1)) continue;
    for (double& each : day.counts) each *= 1.25;
  }
  const auto months = hold_back(history, {}, 2, 0.8);
  ASSERT_EQ(months.size(), 2U);
  EXPECT_EQ(months[0].month, absl::CivilMonth(2026, 5));
  EXPECT_EQ(months[0].error.days, 31U);
  EXPECT_NEAR(months[0].error.wape_interval(), 0, 1e-9);
  EXPECT_NEAR(months[0].error.coverage(), 1, 0);
  EXPECT_EQ(months[1].error.days, 30U);
  EXPECT_NEAR(months[1].error.wape_interval(), 0.2, 1e-9);
  EXPECT_NEAR(months[1].error.wape_day(), 0.2, 1e-9);
  EXPECT_NEAR(months[1].error.wape_naive(), 0.2, 1e-9);
  EXPECT_NEAR(months[1].error.bias(), -0.2, 1e-9);
}

// What is held back is not looked at.
TEST(HoldBack, TheFutureDoesNotChangeAForecastOfIt) {
  History history = drawn(240, 27);
  const auto before = hold_back(history, {}, 1, 0.8);
  for (DayCounts& day : history.days) {
    if (absl::CivilMonth(day.day) != before[0].month) continue;
    for (double& each : day.counts) each = 3;
  }
  EXPECT_EQ(hold_back(history, {}, 1, 0.8)[0].error.expected, before[0].error.expected);
}

TEST(HoldBack, LeavesOutMonthsWithTooLittleBeforeThem) {
  const auto months = hold_back(drawn(100, 28), {}, 12, 0.8);
  ASSERT_EQ(months.size(), 3U);
  EXPECT_EQ(months[0].month, absl::CivilMonth(2026, 2));
  EXPECT_TRUE(hold_back(drawn(20, 28), {}, 12, 0.8).empty());
}

}  // namespace
}  // namespace stellwerk::planning
