// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/system_clock.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/runtime/manual_clock.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kStartMs = 1'700'000'000'000;

// A machine whose clocks stand until they are moved.
class FakeTime final : public TimeSource {
 public:
  std::int64_t monotonic_ns() override { return monotonic; }
  std::int64_t wall_ns() override { return wall; }
  void pass_ms(std::int64_t ms) {
    monotonic += ms * kMs;
    wall += ms * kMs;
  }

  std::int64_t monotonic = 555 * kMs;
  std::int64_t wall = kStartMs * kMs;
};

TEST(SystemClock, StartsAtTheWallClockAndGoesOnMonotonic) {
  FakeTime time;
  SystemClock clock(time, 1.0);
  EXPECT_EQ(clock.read().engine.ms, kStartMs);
  time.pass_ms(1'500);
  const Reading reading = clock.read();
  EXPECT_EQ(reading.engine.ms, kStartMs + 1'500);
  EXPECT_EQ(reading.real.ns, 2'055 * kMs);
}

TEST(SystemClock, RunsAsManyTimesFasterAsItIsTold) {
  FakeTime time;
  SystemClock fast(time, 1'440.0);
  SystemClock slow(time, 0.5);
  for (int i = 0; i < 60; ++i) {
    time.pass_ms(1'000);
    EXPECT_EQ(fast.read().engine.ms, kStartMs + (i + 1) * 1'440'000LL);
  }
  EXPECT_EQ(slow.read().engine.ms, kStartMs + 30'000);
  EXPECT_EQ(fast.real_ns_until({kStartMs + 60 * 1'440'000LL + 1'440}), kMs);
  EXPECT_EQ(slow.real_ns_until({kStartMs + 30'001}), 2 * kMs);
}

TEST(SystemClock, StandsWhereItIsHeldUntilItIsLetGoOn) {
  FakeTime time;
  SystemClock clock(time, 1'000.0);
  EXPECT_TRUE(clock.hold({kStartMs + 4'000}));
  time.pass_ms(3);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 3'000);
  EXPECT_EQ(clock.real_ns_until({kStartMs + 4'000}), kMs);
  time.pass_ms(200);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 4'000);
  // The time it stood is not made up.
  EXPECT_TRUE(clock.hold({kStartMs + 60'000}));
  time.pass_ms(2);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 6'000);
  // What it has shown stays true.
  EXPECT_TRUE(clock.hold({kStartMs}));
  time.pass_ms(2);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 6'000);
}

TEST(SystemClock, AHoldLapses) {
  FakeTime time;
  SystemClock clock(time, 1'000.0);
  (void)clock.read();
  EXPECT_TRUE(clock.hold({kStartMs + 1'000}));
  EXPECT_EQ(clock.real_ns_until({kStartMs + 1'001}), SystemClock::kHoldNs);
  time.pass_ms(4'999);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 1'000);
  EXPECT_EQ(clock.real_ns_until({kStartMs + 1'001}), kMs);
  time.pass_ms(1);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 1'000);
  time.pass_ms(7);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 8'000);
  EXPECT_EQ(clock.real_ns_until({kStartMs + 9'000}), kMs);
}

TEST(SystemClock, RealTimeIsNotHeld) {
  FakeTime time;
  SystemClock clock(time, 1.0);
  EXPECT_FALSE(clock.hold({kStartMs + 10}));
  time.pass_ms(20);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 20);
}

TEST(SystemClock, SaysHowLongUntilAnInstant) {
  FakeTime time;
  SystemClock clock(time, 1.0);
  EXPECT_EQ(clock.real_ns_until(clock.read().engine), 0);
  EXPECT_EQ(clock.real_ns_until({kStartMs - 5}), 0);
  EXPECT_EQ(clock.real_ns_until({kStartMs + 7}), 7 * kMs);
  EXPECT_EQ(clock.real_ns_until(base::kNever), kRealNever.ns);
}

TEST(SystemClock, IsDrawnToAWallClockThatJumpsAheadByAtMostAShare) {
  FakeTime time;
  SystemClock clock(time, 1.0);
  time.wall += 10'000 * kMs;
  std::int64_t before = clock.read().engine.ms;
  for (int i = 0; i < 1'000; ++i) {
    time.pass_ms(100);
    const std::int64_t now = clock.read().engine.ms;
    EXPECT_GE(now - before, 100);
    EXPECT_LE(now - before, 106);
    before = now;
  }
  // 100 s at 5 % are 5 s of the 10 s.
  EXPECT_NEAR(static_cast<double>(before - kStartMs), 105'000.0, 20.0);
  EXPECT_NEAR(static_cast<double>(clock.ahead_of_wall().ms), -5'000.0, 20.0);
  for (int i = 0; i < 2'000; ++i) {
    time.pass_ms(100);
    (void)clock.read();
  }
  EXPECT_EQ(clock.read().engine.ms, time.wall / kMs);
}

TEST(SystemClock, NeverGoesBackWhenTheWallClockDoes) {
  constexpr std::uint64_t kSeed = 77;
  base::Prng prng(kSeed);
  FakeTime time;
  SystemClock clock(time, 1.0);
  time.wall -= 3'600'000 * kMs;
  const std::int64_t started = clock.read().engine.ms;
  Reading before = clock.read();
  std::int64_t passed_ns = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto step = static_cast<std::int64_t>(prng.below(2'000'000));
    passed_ns += step;
    time.monotonic += step;
    time.wall += step;
    const Reading now = clock.read();
    ASSERT_GE(now.engine, before.engine) << "seed " << kSeed;
    ASSERT_GE(now.real, before.real);
    before = now;
  }
  const double real_ms = static_cast<double>(passed_ns) / 1e6;
  EXPECT_NEAR(static_cast<double>(before.engine.ms - started), real_ms * 0.95, real_ms * 0.002);
}

TEST(SystemClock, AnEarlierRunsTimeIsNotGoneBehind) {
  FakeTime time;
  SystemClock clock(time, 1.0, {kStartMs + 60'000});
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 60'000);
  time.pass_ms(1'000);
  const std::int64_t now = clock.read().engine.ms;
  EXPECT_GE(now, kStartMs + 60'949);
  EXPECT_LE(now, kStartMs + 61'000);
  EXPECT_GT(clock.ahead_of_wall().ms, 59'000);

  SystemClock later(time, 1.0, {kStartMs - 5});
  EXPECT_EQ(later.read().engine.ms, kStartMs + 1'000);
}

TEST(SystemClock, TimeOfASuspendedMachineCounts) {
  FakeTime time;
  SystemClock clock(time, 1.0);
  time.pass_ms(1'000);
  (void)clock.read();
  EXPECT_FALSE(clock.take_standstill());
  time.pass_ms(7'200'000);
  EXPECT_EQ(clock.read().engine.ms, kStartMs + 7'201'000);
  EXPECT_TRUE(clock.take_standstill());
  EXPECT_FALSE(clock.take_standstill()) << "once";
  EXPECT_EQ(clock.ahead_of_wall().ms, 0);
  // Who reads every second is running.
  for (int i = 0; i < 100; ++i) {
    time.pass_ms(1'000);
    (void)clock.read();
  }
  EXPECT_FALSE(clock.take_standstill());
  // A wall clock that was set has stopped nobody.
  time.wall += 3'600'000 * kMs;
  time.pass_ms(1'000);
  (void)clock.read();
  EXPECT_FALSE(clock.take_standstill());
}

TEST(SystemClock, TheMachinesClocksRun) {
  TimeSource& time = system_time();
  const std::int64_t first = time.monotonic_ns();
  EXPECT_GE(time.monotonic_ns(), first);
  EXPECT_GT(time.wall_ns(), 1'600'000'000LL * 1'000 * kMs);
}

TEST(ManualClock, StandsUntilItIsAdvanced) {
  ManualClock clock({1'000});
  EXPECT_EQ(clock.read().engine.ms, 1'000);
  clock.advance(base::seconds(2));
  EXPECT_EQ(clock.read().engine.ms, 3'000);
  EXPECT_EQ(clock.read().real.ns, 2'000 * kMs);
  clock.advance_to({2'000});
  EXPECT_EQ(clock.read().engine.ms, 3'000);
  clock.advance_to({3'500});
  EXPECT_EQ(clock.real_ns_until({3'600}), 100 * kMs);
}

TEST(RealTime, DeadlinesBeyondAHundredYearsAreForEver) {
  EXPECT_EQ(after_ms({5}, 10), (RealTime{5 + 10 * kMs}));
  EXPECT_EQ(after_ms({5}, INT64_MAX), kRealNever);
}

}  // namespace
}  // namespace stellwerk::runtime
