// SPDX-License-Identifier: Apache-2.0
#include "core/engine/sla_clock.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/engine/support/hours_by_hand.h"

namespace stellwerk::engine {
namespace {

using base::Duration;
using base::Instant;
using base::kNever;
using State = SlaClock::State;
using testing::HoursByHand;

const OpenHours kAlways;

// Open from 100 to 200 and from 300 to 400.
OpenHours two_days() {
  const std::array<model::OpenInterval, 2> intervals = {{{{100}, {200}}, {{300}, {400}}}};
  return OpenHours(intervals, {500});
}

TEST(SlaClock, IsDueAtTheExactMillisecond) {
  const OpenHours hours = two_days();
  SlaClock clock({50}, {120});
  EXPECT_EQ(clock.due(hours), Instant{320});
  EXPECT_EQ(clock.warning(500, hours), Instant{160});
  EXPECT_EQ(clock.warning(999, hours), Instant{319});
  EXPECT_EQ(clock.warning(1'000, hours), Instant{320});
  SlaClock just_met = clock;
  just_met.meet({319}, hours);
  EXPECT_EQ(just_met.state(), State::kMet);
  EXPECT_EQ(just_met.elapsed({1'000}, hours), Duration{119});
  EXPECT_EQ(just_met.due(hours), kNever);
  clock.meet({320}, hours);
  EXPECT_EQ(clock.state(), State::kBreached);
  EXPECT_EQ(clock.elapsed({1'000}, hours), Duration{120});
}

TEST(SlaClock, StandsStillWhileItIsHeld) {
  const OpenHours hours = two_days();
  SlaClock clock({100}, {120});
  clock.pause({150}, hours);
  EXPECT_EQ(clock.state(), State::kPaused);
  EXPECT_EQ(clock.due(hours), kNever);
  EXPECT_EQ(clock.warning(800, hours), kNever);
  EXPECT_EQ(clock.elapsed({320}, hours), Duration{50});
  clock.pause({160}, hours);
  clock.resume({320}, hours);
  EXPECT_EQ(clock.paused({330}), Duration{170});
  EXPECT_EQ(clock.due(hours), Instant{390});
  EXPECT_EQ(clock.warning(800, hours), Instant{366});
}

TEST(SlaClock, ANewTargetKeepsWhatHasElapsed) {
  const OpenHours hours = two_days();
  SlaClock clock({100}, {120});
  SlaClock shorter = clock;
  shorter.retarget({160}, hours, {50});
  EXPECT_EQ(shorter.due(hours), Instant{160}) << "missed as it is set";
  shorter.settle({160}, hours);
  EXPECT_EQ(shorter.state(), State::kBreached);
  // To other hours: it runs by the old ones until then.
  clock.retarget({310}, hours, {120});
  EXPECT_EQ(clock.elapsed({310}, kAlways), Duration{110});
  EXPECT_EQ(clock.due(kAlways), Instant{320});
  clock.settle({320}, kAlways);
  clock.retarget({330}, kAlways, {1'000});
  EXPECT_EQ(clock.state(), State::kBreached) << "for good";
}

TEST(SlaClock, OfNothingIsOff) {
  SlaClock off;
  off.settle({10}, kAlways);
  off.pause({10}, kAlways);
  off.resume({10}, kAlways);
  off.meet({10}, kAlways);
  off.retarget({10}, kAlways, {5});
  EXPECT_EQ(off, SlaClock());
  EXPECT_EQ(off.state(), State::kOff);
  EXPECT_EQ(off.due(kAlways), kNever);
}

TEST(SlaClock, MeasuresTargetsOfAnyLength) {
  const SlaClock clock({0}, kNever - Instant{0});
  EXPECT_EQ(clock.due(kAlways), kNever);
  EXPECT_EQ(clock.warning(500, kAlways), Instant{kNever.ms / 2});
}

// The same clock, stepped through each millisecond.
struct SteppedClock {
  Instant at;
  Duration target;
  const HoursByHand* hours = nullptr;
  State state = State::kRunning;
  std::int64_t elapsed = 0;
  std::int64_t paused = 0;

  // Breaches at `at` come before commands at `at`.
  void breach() {
    if (state == State::kRunning && elapsed >= target.ms) state = State::kBreached;
  }
  void run_to(Instant end) {
    for (; at < end; ++at.ms) {
      breach();
      if (state == State::kRunning && hours->open_at(at)) ++elapsed;
      if (state == State::kPaused) ++paused;
    }
    breach();
  }
  // When so much has elapsed; kNever if it does not run.
  [[nodiscard]] Instant reaches(std::int64_t share) const {
    SteppedClock ahead = *this;
    ahead.target = kNever - Instant{0};
    if (state != State::kRunning) return kNever;
    while (ahead.elapsed < share) ahead.run_to(ahead.at + Duration{1});
    return ahead.at;
  }
};

struct Pair {
  SlaClock clock;
  SteppedClock stepped;

  void expect_same(const OpenHours& hours) const {
    const Instant at = stepped.at;
    ASSERT_EQ(clock.state(), stepped.state);
    ASSERT_EQ(clock.elapsed(at, hours).ms, stepped.elapsed);
    ASSERT_EQ(clock.paused(at).ms, stepped.paused);
    // What was reached before is not asked for again: timers are armed ahead.
    ASSERT_EQ(clock.due(hours), stepped.reaches(stepped.target.ms));
    const std::int64_t share = stepped.target.ms * 700 / 1'000;
    if (stepped.elapsed < share) {
      ASSERT_EQ(clock.warning(700, hours), stepped.reaches(share));
    }
  }
};

// Pauses, resumptions, new targets, new hours and an end, at drawn times, some of them at one time.
void live_through(base::Prng& prng, std::array<int, 5>& ends) {
  const std::array<HoursByHand, 2> by_hand = {testing::draw_hours(prng), testing::draw_hours(prng)};
  const std::array<OpenHours, 2> hours = {OpenHours(by_hand[0].intervals, by_hand[0].known_until),
                                          OpenHours(by_hand[1].intervals, by_hand[1].known_until)};
  std::size_t which = 0;
  const Instant start{prng.between(-20, 60)};
  const Duration target{prng.between(1, 60)};
  Pair pair{SlaClock(start, target), {start, target, by_hand.data()}};
  ASSERT_NO_FATAL_FAILURE(pair.expect_same(hours[which]));
  for (int step = 0; step < 8; ++step) {
    SteppedClock& stepped = pair.stepped;
    const Instant now = stepped.at + Duration{prng.between(0, 12)};
    stepped.run_to(now);
    pair.clock.settle(now, hours[which]);
    ASSERT_NO_FATAL_FAILURE(pair.expect_same(hours[which]));
    const bool lives = stepped.state == State::kRunning || stepped.state == State::kPaused;
    switch (prng.below(6)) {
      case 0:
      case 1:
        pair.clock.pause(now, hours[which]);
        if (stepped.state == State::kRunning) stepped.state = State::kPaused;
        break;
      case 2:
      case 3:
        pair.clock.resume(now, hours[which]);
        if (stepped.state == State::kPaused) stepped.state = State::kRunning;
        break;
      case 4: {
        const Duration other{prng.between(1, 60)};
        pair.clock.retarget(now, hours[which], other);
        which = 1 - which;
        if (lives) stepped.target = other;
        stepped.hours = &by_hand[which];
        // Less than has elapsed: due at once, and told by the next settle().
        if (lives && stepped.elapsed >= other.ms) pair.clock.settle(now, hours[which]);
        stepped.breach();
        break;
      }
      default:
        if (step < 5) break;
        pair.clock.meet(now, hours[which]);
        if (lives) stepped.state = State::kMet;
    }
    ASSERT_NO_FATAL_FAILURE(pair.expect_same(hours[which])) << "step " << step;
  }
  ++ends[static_cast<std::size_t>(pair.stepped.state)];
}

TEST(SlaClock, LivesAsOneSteppedThroughTime) {
  constexpr std::uint64_t kSeed = 43;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  std::array<int, 5> ends{};
  for (int i = 0; i < 30'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(live_through(prng, ends)) << "life " << i;
  }
  EXPECT_EQ(ends[0], 0);
  for (const State end : {State::kRunning, State::kPaused, State::kMet, State::kBreached}) {
    EXPECT_GT(ends[static_cast<std::size_t>(end)], 2'000);
  }
}

// A command at a time before the last one, as a clock that was corrected might bring.
TEST(SlaClock, DoesNotCountBackwards) {
  SlaClock clock({100}, {50});
  clock.pause({120}, kAlways);
  clock.resume({110}, kAlways);
  EXPECT_EQ(clock.paused({115}), Duration{0});
  EXPECT_EQ(clock.elapsed({115}, kAlways), Duration{20});
  EXPECT_EQ(clock.due(kAlways), Instant{150});
}

}  // namespace
}  // namespace stellwerk::engine
