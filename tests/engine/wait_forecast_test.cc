// SPDX-License-Identifier: Apache-2.0
#include "core/engine/wait_forecast.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::engine {
namespace {

constexpr base::Instant kStart{1'755'000'000'000};

// A single server with exponential service times, who is always busy: whoever comes at position n
// waits for n of them.
struct Server {
  Server(std::uint64_t seed, double mean) : prng(seed), mean_ms(mean) {}

  base::Duration wait(std::uint64_t position) {
    double sum = 0;
    for (std::uint64_t i = 0; i < position; ++i) sum -= mean_ms * std::log(1 - prng.unit());
    return base::milliseconds(static_cast<std::int64_t>(sum) + 1);
  }
  // One of them starts.
  void step(WaitForecast& forecast, std::uint64_t position) {
    const base::Duration gap = wait(1);
    const WaitForecast::Made made = forecast.made(position);
    now = now + gap;
    forecast.started(now, made, wait(position));
  }

  base::Prng prng;
  double mean_ms;
  base::Instant now = kStart;
};

TEST(WaitForecast, SaysNothingBeforeItHasSeenEnough) {
  WaitForecast forecast;
  forecast.begins(kStart);
  Server server(1, 60'000);
  for (std::uint32_t i = 0; i < WaitForecast::kTrusted; ++i) {
    EXPECT_FALSE(forecast.at(3).has_value());
    EXPECT_FALSE(forecast.chance_permille(3, base::hours(1)).has_value());
    server.step(forecast, 3);
  }
  server.step(forecast, 3);  // the first of all only said how long a service takes
  EXPECT_TRUE(forecast.at(3).has_value());
  EXPECT_TRUE(forecast.at(1'000'000).has_value());
}

TEST(WaitForecast, NineOfTenWaitNoLongerAndHalfNoLongerThanTheMedian) {
  for (const std::uint64_t position : {1U, 4U, 40U}) {
    WaitForecast forecast;
    forecast.begins(kStart);
    Server server(7 + position, 30'000);
    for (int i = 0; i < 2'000; ++i) server.step(forecast, position);
    int within_p90 = 0;
    int within_median = 0;
    double chance = 0;
    int in_time = 0;
    constexpr int kTrials = 4'000;
    const auto limit = base::milliseconds(static_cast<std::int64_t>(30'000 * position));
    for (int i = 0; i < kTrials; ++i) {
      const auto expected = forecast.at(position);
      chance += *forecast.chance_permille(position, limit) / 1'000.0;
      const base::Duration waited = server.wait(position);
      within_p90 += waited <= expected->p90 ? 1 : 0;
      within_median += waited <= expected->median ? 1 : 0;
      in_time += waited <= limit ? 1 : 0;
      server.step(forecast, position);
    }
    EXPECT_NEAR(within_p90, 0.915 * kTrials, 0.03 * kTrials) << position;
    EXPECT_NEAR(within_median, 0.5 * kTrials, 0.06 * kTrials) << position;
    EXPECT_NEAR(chance, in_time, 0.06 * kTrials) << position;
  }
}

TEST(WaitForecast, FollowsWhenServiceTakesTwiceAsLong) {
  WaitForecast forecast;
  forecast.begins(kStart);
  Server server(11, 10'000);
  for (int i = 0; i < 500; ++i) server.step(forecast, 8);
  const base::Duration before = forecast.at(8)->median;
  server.mean_ms = 20'000;
  for (int i = 0; i < 500; ++i) server.step(forecast, 8);
  const double ratio =
      static_cast<double>(forecast.at(8)->median.ms) / static_cast<double>(before.ms);
  EXPECT_GT(ratio, 1.5);
  EXPECT_LT(ratio, 2.7);
}

TEST(WaitForecast, TheChanceGrowsWithTheTimeThatIsLeft) {
  WaitForecast forecast;
  forecast.begins(kStart);
  Server server(13, 60'000);
  for (int i = 0; i < 300; ++i) server.step(forecast, 5);
  std::uint32_t before = 0;
  for (std::int64_t seconds = 0; seconds < 7'200; seconds += 10) {
    const auto chance = forecast.chance_permille(5, base::seconds(seconds));
    ASSERT_GE(*chance, before);
    ASSERT_LE(*chance, 1'000U);
    before = *chance;
  }
  EXPECT_EQ(*forecast.chance_permille(5, base::seconds(-1)), 0U);
  EXPECT_EQ(*forecast.chance_permille(5, base::hours(1'000)), 1'000U);
}

TEST(WaitForecast, NumbersThatAreTooLargeAreTheGreatest) {
  WaitForecast forecast;
  for (int i = 0; i < 100; ++i) {
    const WaitForecast::Made made = forecast.made(~std::uint64_t{0});
    forecast.begins({kStart.ms + i});
    forecast.started({kStart.ms * 2 + i}, made, base::Duration{base::kNever.ms});
  }
  EXPECT_GT(forecast.at(~std::uint64_t{0})->p90.ms, 0);
  EXPECT_LT(forecast.at(~std::uint64_t{0})->p90.ms, base::kNever.ms);
}

}  // namespace
}  // namespace stellwerk::engine
