// SPDX-License-Identifier: Apache-2.0
#include "core/engine/open_hours.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/support/hours_by_hand.h"

namespace stellwerk::engine {
namespace {

using base::Duration;
using base::Instant;
using base::kNever;

// Open from 10 to 20 and from 30 to 40; known until 50.
OpenHours two_intervals() {
  const std::array<model::OpenInterval, 2> intervals = {{{{10}, {20}}, {{30}, {40}}}};
  return OpenHours(intervals, {50});
}

TEST(OpenHours, WithoutIntervalsIsAlwaysOpen) {
  const OpenHours always;
  EXPECT_EQ(always.open_between({-5}, {7}), Duration{12});
  EXPECT_EQ(always.after({-5}, {12}), Instant{7});
  EXPECT_TRUE(always.open_at({-5}));
  EXPECT_EQ(always.next_change({-5}), kNever);
}

TEST(OpenHours, MeasuresFromOpeningToClosing) {
  const OpenHours hours = two_intervals();
  EXPECT_EQ(hours.open_between({0}, {10}), Duration{0});
  EXPECT_EQ(hours.open_between({0}, {11}), Duration{1});
  EXPECT_EQ(hours.open_between({19}, {31}), Duration{2});
  EXPECT_EQ(hours.open_between({20}, {30}), Duration{0});
  EXPECT_EQ(hours.open_between({0}, {50}), Duration{20});
  EXPECT_EQ(hours.open_between({0}, {57}), Duration{27}) << "open where nothing is known";
  EXPECT_EQ(hours.open_between({31}, {19}), Duration{0}) << "backwards";
}

TEST(OpenHours, WhatRunsOutWithTheHoursEndsAtTheClosing) {
  const OpenHours hours = two_intervals();
  EXPECT_EQ(hours.after({0}, {10}), Instant{20});
  EXPECT_EQ(hours.after({0}, {11}), Instant{31});
  EXPECT_EQ(hours.after({0}, {1}), Instant{11});
  EXPECT_EQ(hours.after({20}, {1}), Instant{31});
  EXPECT_EQ(hours.after({0}, {20}), Instant{40});
  EXPECT_EQ(hours.after({0}, {21}), Instant{51});
  EXPECT_EQ(hours.after({60}, {21}), Instant{81});
}

TEST(OpenHours, NothingTakesNoTimeOpenOrNot) {
  const OpenHours hours = two_intervals();
  for (const std::int64_t at : {0, 10, 15, 20, 25, 45, 55}) {
    EXPECT_EQ(hours.after({at}, {0}), Instant{at});
    EXPECT_EQ(hours.after({at}, {-7}), Instant{at});
  }
}

TEST(OpenHours, ChangesAtOpeningsAndClosings) {
  const OpenHours hours = two_intervals();
  EXPECT_FALSE(hours.open_at({9}));
  EXPECT_TRUE(hours.open_at({10}));
  EXPECT_TRUE(hours.open_at({19}));
  EXPECT_FALSE(hours.open_at({20}));
  EXPECT_TRUE(hours.open_at({50}));
  EXPECT_EQ(hours.next_change({0}), Instant{10});
  EXPECT_EQ(hours.next_change({10}), Instant{20});
  EXPECT_EQ(hours.next_change({20}), Instant{30});
  EXPECT_EQ(hours.next_change({40}), Instant{50});
  EXPECT_EQ(hours.next_change({50}), kNever);
  const std::array<model::OpenInterval, 1> to_the_end = {{{{10}, {20}}}};
  EXPECT_EQ(OpenHours(to_the_end, {20}).next_change({15}), kNever);
}

TEST(OpenHours, EndsAtNever) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const std::array<model::OpenInterval, 1> all = {{{{-kNever.ms}, kNever}}};
  const OpenHours shut({}, kNever);
  for (const OpenHours& hours : {OpenHours(), two_intervals(), OpenHours(all, kNever)}) {
    EXPECT_EQ(hours.after({0}, {kMost}), kNever);
    EXPECT_EQ(hours.after(kNever, {kMost}), kNever);
    EXPECT_EQ(hours.after({kMost}, {1}), kNever);
    EXPECT_LE(hours.open_between({kLeast}, {kMost}).ms, 2 * kNever.ms);
    EXPECT_EQ(hours.open_between({kMost - 5}, {kMost}), Duration{0});
    EXPECT_EQ(hours.next_change({kMost}), kNever);
  }
  EXPECT_EQ(OpenHours().open_between({kLeast}, {kMost}).ms, 2 * kNever.ms);
  EXPECT_EQ(OpenHours(all, kNever).open_between({kLeast}, {kMost}).ms, 2 * kNever.ms);
  EXPECT_EQ(shut.open_between({kLeast}, {kMost}), Duration{0});
  EXPECT_EQ(shut.after({0}, {1}), kNever);
  EXPECT_EQ(shut.next_change({0}), kNever);
}

// A million questions to a hundred thousand calendars.
TEST(OpenHours, AnswersAsAClockWatcherWould) {
  constexpr std::uint64_t kSeed = 41;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int i = 0; i < 100'000; ++i) {
    const testing::HoursByHand by_hand = testing::draw_hours(prng);
    const OpenHours hours(by_hand.intervals, by_hand.known_until);
    for (int question = 0; question < 10; ++question) {
      const Instant from{prng.between(-25, 120)};
      const Instant to{prng.between(-25, 120)};
      const Duration amount{prng.between(0, 60)};
      ASSERT_EQ(hours.open_between(from, to), by_hand.open_between(from, to)) << i;
      ASSERT_EQ(hours.after(from, amount), by_hand.after(from, amount)) << i;
      ASSERT_EQ(hours.open_at(from), by_hand.open_at(from)) << i;
      ASSERT_EQ(hours.next_change(from), by_hand.next_change(from)) << i;
    }
  }
}

TEST(OpenHours, AgreesAsFarAsBothAreKnown) {
  const OpenHours hours = two_intervals();
  const auto open = [](std::vector<model::OpenInterval> intervals, Instant known_until) {
    return OpenHours(intervals, known_until);
  };
  EXPECT_TRUE(hours.agrees_with(hours, {0}));
  EXPECT_TRUE(hours.agrees_with(open({{{15}, {20}}, {{30}, {40}}, {{60}, {70}}}, {80}), {15}));
  EXPECT_TRUE(hours.agrees_with(open({{{10}, {20}}, {{30}, {35}}}, {35}), {0}));
  EXPECT_FALSE(hours.agrees_with(open({{{10}, {20}}, {{30}, {35}}}, {36}), {0}));
  EXPECT_FALSE(hours.agrees_with(open({{{15}, {20}}, {{30}, {40}}}, {50}), {14}));
  EXPECT_FALSE(hours.agrees_with(open({{{30}, {41}}}, {50}), {20}));
  EXPECT_TRUE(hours.agrees_with(open({}, {30}), {20}));
  EXPECT_FALSE(hours.agrees_with(open({}, {31}), {20}));
  EXPECT_FALSE(hours.agrees_with(OpenHours(), {60})) << "what is always open is known for ever";
  EXPECT_TRUE(OpenHours().agrees_with(OpenHours(), {0}));
}

TEST(OpenHours, AgreesAsClockWatchersWould) {
  constexpr std::uint64_t kSeed = 42;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  int agreed = 0;
  for (int i = 0; i < 20'000; ++i) {
    const testing::HoursByHand one = testing::draw_hours(prng);
    const testing::HoursByHand other = testing::draw_hours(prng);
    const OpenHours hours(one.intervals, one.known_until);
    if (hours.always() || OpenHours(other.intervals, other.known_until).always()) continue;
    const Instant from{prng.between(-25, 120)};
    bool same = true;
    for (Instant at = from; at < std::min(one.known_until, other.known_until); ++at.ms) {
      same &= one.open_at(at) == other.open_at(at);
    }
    agreed += same && from < std::min(one.known_until, other.known_until) ? 1 : 0;
    ASSERT_EQ(hours.agrees_with(OpenHours(other.intervals, other.known_until), from), same) << i;
  }
  EXPECT_GT(agreed, 100);
}

}  // namespace
}  // namespace stellwerk::engine
