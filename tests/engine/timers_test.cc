// SPDX-License-Identifier: Apache-2.0
#include "core/engine/timers.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"

namespace stellwerk::engine {
namespace {

using base::Instant;

std::vector<std::uint32_t> pop_all(TimerWheel& wheel, std::int64_t now) {
  std::vector<std::uint32_t> fired;
  while (const auto timer = wheel.pop(Instant{now})) fired.push_back(timer->index);
  return fired;
}

TEST(TimerWheel, FiresByDueThenByOrderOfArming) {
  TimerWheel wheel;
  const TimerId a = wheel.create(TimerOwner::kAgent, 1);
  const TimerId b = wheel.create(TimerOwner::kAgent, 2);
  const TimerId c = wheel.create(TimerOwner::kAgent, 3);
  wheel.arm(a, Instant{1'000'000}, 3);
  wheel.arm(b, Instant{1'000'000}, 2);
  wheel.arm(c, Instant{999'999}, 9);
  EXPECT_EQ(wheel.armed(), 3U);
  EXPECT_EQ(pop_all(wheel, 999'998), std::vector<std::uint32_t>{});
  EXPECT_EQ(pop_all(wheel, 1'000'000), (std::vector<std::uint32_t>{3, 2, 1}));
  EXPECT_EQ(wheel.next_bound(), base::kNever);
}

// Whoever advances from bound to bound gets there, also when nothing has come of the last one.
TEST(TimerWheel, TheBoundMovesOn) {
  TimerWheel wheel;
  EXPECT_EQ(pop_all(wheel, 4'000), std::vector<std::uint32_t>{});
  wheel.arm(wheel.create(TimerOwner::kAgent, 1), Instant{5'000}, 1);
  Instant now{4'000};
  int steps = 0;
  while (pop_all(wheel, now.ms).empty() && ++steps < 10) {
    EXPECT_LE(wheel.next_bound(), Instant{5'000});
    now = std::max(now, wheel.next_bound());
  }
  EXPECT_EQ(now, Instant{5'000});
}

TEST(TimerWheel, AnEarlierArmedTimerOfAHigherLevelKeepsItsTurn) {
  TimerWheel wheel;
  const TimerId early = wheel.create(TimerOwner::kAgent, 1);
  const TimerId late = wheel.create(TimerOwner::kAgent, 2);
  wheel.arm(early, Instant{5'000}, 1);  // stands on a higher level first
  EXPECT_TRUE(pop_all(wheel, 4'995).empty());
  wheel.arm(late, Instant{5'000}, 2);
  EXPECT_EQ(pop_all(wheel, 5'000), (std::vector<std::uint32_t>{1, 2}));
}

TEST(TimerWheel, APastDueTimeFiresAtOnceAndACancelledOneNever) {
  TimerWheel wheel;
  const TimerId a = wheel.create(TimerOwner::kAgent, 1);
  const TimerId b = wheel.create(TimerOwner::kAgent, 2);
  EXPECT_TRUE(pop_all(wheel, 100).empty());
  wheel.arm(a, Instant{50}, 1);
  wheel.arm(b, Instant{60}, 2);
  EXPECT_EQ(wheel.next_bound(), Instant{50});
  wheel.cancel(a);
  EXPECT_FALSE(wheel.is_armed(a));
  EXPECT_EQ(pop_all(wheel, 100), std::vector<std::uint32_t>{2});
}

TEST(TimerWheel, AgreesWithAnOrderedMapWhateverTheSteps) {
  constexpr std::uint64_t kSeed = 11;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  TimerWheel wheel;
  std::vector<TimerId> ids;
  for (std::uint32_t i = 0; i < 200; ++i) ids.push_back(wheel.create(TimerOwner::kAgent, i));
  std::map<std::pair<std::int64_t, std::uint64_t>, std::uint32_t> reference;
  std::vector<std::pair<std::int64_t, std::uint64_t>> armed(200, {-1, 0});
  std::int64_t now = 1'700'000'000'000;
  std::uint64_t order = 0;
  std::size_t fired_total = 0;
  for (int step = 0; step < 200'000; ++step) {
    const auto i = static_cast<std::uint32_t>(prng.below(200));
    reference.erase(armed[i]);
    if (prng.chance(1, 4)) {
      wheel.cancel(ids[i]);
      armed[i] = {-1, 0};
    } else {
      const unsigned magnitude = static_cast<unsigned>(prng.below(34));
      const std::int64_t due =
          now - 3 + static_cast<std::int64_t>(prng.below(std::uint64_t{1} << magnitude));
      armed[i] = {due, ++order};
      reference[armed[i]] = i;
      wheel.arm(ids[i], Instant{due}, order);
    }
    if (!reference.empty()) {
      ASSERT_LE(wheel.next_bound().ms, reference.begin()->first.first);
    }
    const unsigned stride = static_cast<unsigned>(prng.below(24));
    now += static_cast<std::int64_t>(prng.below(std::uint64_t{1} << stride)) *
           (prng.chance(1, 3) ? 1 : 0);
    while (const auto timer = wheel.pop(Instant{now})) {
      ASSERT_FALSE(reference.empty());
      ASSERT_EQ(reference.begin()->second, timer->index) << "step " << step;
      ASSERT_EQ(reference.begin()->first.first, timer->due.ms);
      reference.erase(reference.begin());
      ++fired_total;
    }
    ASSERT_TRUE(reference.empty() || reference.begin()->first.first > now) << "step " << step;
    ASSERT_EQ(wheel.armed(), reference.size());
  }
  EXPECT_GT(fired_total, 10'000U);
}

}  // namespace
}  // namespace stellwerk::engine
