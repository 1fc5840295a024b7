// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/clock.h"

#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

using std::chrono::milliseconds;

constexpr base::Instant kFirst{1'700'000'000'000};
constexpr DayClock::Steady::time_point kStart{std::chrono::hours(5)};

base::Instant after(std::int64_t seconds) { return kFirst + base::seconds(seconds); }

TEST(DayClock, BeginsWithTheFirstAnswerAndRunsOnFromEach) {
  DayClock clock(1'000, base::hours(7));
  EXPECT_FALSE(clock.is_set());
  clock.observe(kFirst, DayClock::kFree, kStart);
  EXPECT_EQ(clock.at(kStart), base::hours(7));
  EXPECT_EQ(clock.at(kStart + milliseconds(5)), base::hours(7) + base::seconds(5));
  clock.observe(after(8), DayClock::kFree, kStart + milliseconds(7));
  EXPECT_EQ(clock.daemon(kStart + milliseconds(9)), after(10));
  EXPECT_EQ(clock.of_daemon(after(3)), base::hours(7) + base::seconds(3));
  EXPECT_EQ(clock.until(base::hours(7) + base::seconds(12), kStart + milliseconds(9)),
            milliseconds(2));
  EXPECT_EQ(clock.until(base::hours(7), kStart + milliseconds(9)), milliseconds(0));
}

TEST(DayClock, StandsWhereTheDaemonIsHeld) {
  DayClock clock(1'000, base::hours(7));
  clock.observe(kFirst, after(4), kStart);
  EXPECT_EQ(clock.daemon(kStart + milliseconds(3)), after(3));
  EXPECT_EQ(clock.daemon(kStart + milliseconds(300)), after(4));
  // The daemon stood there, too, and has gone on since.
  clock.observe(after(4), after(8), kStart + milliseconds(301));
  EXPECT_EQ(clock.daemon(kStart + milliseconds(302)), after(5));
}

TEST(DayClock, NeverGoesBack) {
  DayClock clock(1'000, base::hours(7));
  clock.observe(kFirst, DayClock::kFree, kStart);
  EXPECT_EQ(clock.daemon(kStart + milliseconds(6)), after(6));
  // An answer that was long on its way.
  clock.observe(after(2), DayClock::kFree, kStart + milliseconds(6));
  EXPECT_EQ(clock.daemon(kStart + milliseconds(6)), after(6));
  EXPECT_EQ(clock.daemon(kStart + milliseconds(13)), after(9));
}

}  // namespace
}  // namespace stellwerk::cli
