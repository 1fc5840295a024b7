// SPDX-License-Identifier: Apache-2.0
#include "core/engine/response_clock.h"

#include <array>

#include <gtest/gtest.h>

#include "tests/engine/support/hours_by_hand.h"

namespace stellwerk::engine {
namespace {

using base::Duration;
using base::Instant;
using base::kNever;
using State = ResponseClock::State;
using testing::HoursByHand;

const OpenHours kAlways;
constexpr std::uint32_t kWarn = 700;

// Open from 100 to 200 and from 300 to 400.
OpenHours two_days() {
  const std::array<model::OpenInterval, 2> intervals = {{{{100}, {200}}, {{300}, {400}}}};
  return OpenHours(intervals, {500});
}

ResponseClock running(Instant start, Duration target, std::uint32_t permille,
                      const OpenHours& hours) {
  ResponseClock clock;
  clock.start = start;
  clock.run(target, permille, hours);
  return clock;
}

TEST(ResponseClock, IsDueAtTheExactMillisecond) {
  const OpenHours hours = two_days();
  EXPECT_EQ(running({50}, {120}, 500, hours).due, Instant{320});
  EXPECT_EQ(running({50}, {120}, 500, hours).next.at, Instant{160});
  EXPECT_EQ(running({50}, {120}, 999, hours).next.at, Instant{319});
  EXPECT_EQ(running({50}, {120}, 1'000, hours).next.at, Instant{320});
}

TEST(ResponseClock, WarnsThenBreachesThenIsLate) {
  ResponseClock clock = running({0}, {100}, 800, kAlways);
  EXPECT_FALSE(clock.fire());
  EXPECT_EQ(clock.next.at, Instant{100});
  EXPECT_TRUE(clock.fire());
  EXPECT_FALSE(clock.next.armed());
  EXPECT_TRUE(clock.unanswered());
  EXPECT_FALSE(clock.meet());
  EXPECT_FALSE(clock.unanswered());
}

TEST(ResponseClock, StandsStillWhileItIsPaused) {
  const OpenHours hours = two_days();
  ResponseClock clock = running({100}, {120}, 800, hours);
  clock.pause({150}, hours);
  EXPECT_EQ(clock.state, State::kPaused);
  EXPECT_FALSE(clock.next.armed());
  EXPECT_EQ(clock.elapsed(), Duration{50});
  clock.pause({160}, hours);
  EXPECT_EQ(clock.elapsed(), Duration{50});
  clock.start = {320};
  clock.run({120}, 800, hours);
  EXPECT_EQ(clock.due, Instant{390});
  EXPECT_EQ(clock.next.at, Instant{366});
}

TEST(ResponseClock, ANewTargetKeepsWhatHasElapsed) {
  const OpenHours hours = two_days();
  ResponseClock shorter = running({100}, {120}, 800, hours);
  shorter.count({160}, hours);
  shorter.run({50}, 800, hours);
  EXPECT_EQ(shorter.due, Instant{160}) << "missed as it is set";
  // To other hours: it runs by the old ones until then.
  ResponseClock clock = running({100}, {120}, 800, hours);
  clock.count({310}, hours);
  clock.run({120}, 800, kAlways);
  EXPECT_EQ(clock.elapsed(), Duration{110});
  EXPECT_EQ(clock.due, Instant{320});
}

TEST(ResponseClock, OneThatIsOffStaysOff) {
  ResponseClock off;
  off.pause({10}, kAlways);
  off.count({10}, kAlways);
  EXPECT_EQ(off.state, State::kOff);
  EXPECT_FALSE(off.next.armed());
  EXPECT_FALSE(off.unanswered());
}

TEST(ResponseClock, MeasuresTargetsOfAnyLength) {
  const ResponseClock clock = running({0}, kNever - Instant{0}, 500, kAlways);
  EXPECT_EQ(clock.due, kNever);
  EXPECT_EQ(clock.next.at, Instant{kNever.ms / 2});
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
  ResponseClock clock;
  SteppedClock stepped;

  void fire_until(Instant now) {
    while (clock.next.at <= now) static_cast<void>(clock.fire());
  }
  void expect_same() const {
    ASSERT_EQ(clock.state, stepped.state);
    if (stepped.state != State::kRunning) {
      ASSERT_FALSE(clock.next.armed());
      return;
    }
    ASSERT_EQ(clock.due, stepped.reaches(stepped.target.ms));
    const std::int64_t share = stepped.target.ms * kWarn / 1'000;
    if (stepped.elapsed < share && !clock.warned) {
      ASSERT_EQ(clock.next.at, stepped.reaches(share));
    } else {
      ASSERT_EQ(clock.next.at, clock.due);
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
  Pair pair{running(start, target, kWarn, hours[0]), {start, target, by_hand.data()}};
  pair.fire_until(start);
  ASSERT_NO_FATAL_FAILURE(pair.expect_same());
  for (int step = 0; step < 8; ++step) {
    SteppedClock& stepped = pair.stepped;
    const Instant now = stepped.at + Duration{prng.between(0, 12)};
    stepped.run_to(now);
    pair.fire_until(now);
    ASSERT_NO_FATAL_FAILURE(pair.expect_same());
    const bool lives = stepped.state == State::kRunning || stepped.state == State::kPaused;
    switch (prng.below(6)) {
      case 0:
      case 1:
        pair.clock.pause(now, hours[which]);
        if (stepped.state == State::kRunning) stepped.state = State::kPaused;
        break;
      case 2:
      case 3:
        if (stepped.state != State::kPaused) break;
        stepped.state = State::kRunning;
        pair.clock.start = now;
        pair.clock.run(stepped.target, kWarn, hours[which]);
        break;
      case 4:
        pair.clock.count(now, hours[which]);
        which = 1 - which;
        stepped.hours = &by_hand[which];
        if (lives) stepped.target = {prng.between(1, 60)};
        if (stepped.state == State::kRunning) pair.clock.run(stepped.target, kWarn, hours[which]);
        break;
      default:
        if (step < 5 || !lives) break;
        EXPECT_TRUE(pair.clock.meet());
        stepped.state = State::kMet;
    }
    pair.fire_until(now);
    stepped.breach();
    ASSERT_NO_FATAL_FAILURE(pair.expect_same()) << "step " << step;
  }
  ++ends[static_cast<std::size_t>(pair.stepped.state)];
}

TEST(ResponseClock, LivesAsOneSteppedThroughTime) {
  constexpr std::uint64_t kSeed = 43;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  std::array<int, 5> ends{};
  for (int i = 0; i < 30'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(live_through(prng, ends)) << "life " << i;
  }
  for (const State end : {State::kRunning, State::kPaused, State::kMet, State::kBreached}) {
    EXPECT_GT(ends[static_cast<std::size_t>(end)], 2'000);
  }
}

}  // namespace
}  // namespace stellwerk::engine
