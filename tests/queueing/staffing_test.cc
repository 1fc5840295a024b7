// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/staffing.h"

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_a.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"

namespace stellwerk::queueing {
namespace {

Station of(double load) { return {load, 1, 1}; }

TEST(Staffing, TextbookAnswers) {
  EXPECT_EQ(least_agents_b(of(10), {.blocking = 0.013}), 17U);
  // 100 calls in half an hour of 3 minutes each, 80 % in 20 seconds.
  const Station calls{100.0 / 30, 1.0 / 3, 1};
  EXPECT_EQ(least_agents_c(calls, 1.0 / 3, {.service_level = 0.8}), 14U);
  EXPECT_EQ(least_agents_c(calls, 1.0 / 3, {.service_level = 0.7955}), 13U);
  EXPECT_EQ(least_agents_a(calls, 5, 1.0 / 3, {.p_abandon = 0.014}), 14U);
}

TEST(Staffing, AllGoalsAtOnce) {
  const Goals level{.service_level = 0.8};
  const Goals wait{.p_wait = 0.05};
  const Goals both{.service_level = 0.8, .p_wait = 0.05};
  const auto of_both = least_agents_c(of(40), 0.1, both);
  EXPECT_EQ(of_both,
            std::max(least_agents_c(of(40), 0.1, level), least_agents_c(of(40), 0.1, wait)));
  EXPECT_FALSE(Goals{}.any());
  EXPECT_TRUE(both.any());
  EXPECT_EQ(least_agents_c(of(40), 0, {}), 1U) << "whoever asks for nothing gets it";
}

TEST(Staffing, OutOfReach) {
  EXPECT_EQ(least_agents_b(of(2e6), {.blocking = 0.01}), std::nullopt);
  EXPECT_EQ(least_agents_c(of(2e6), 1, {.service_level = 0.5}), std::nullopt);
  EXPECT_EQ(least_agents_b(of(0), {.blocking = 0}), 1U);
}

// The first number of agents for which the goal is met, by trying all.
template <typename Measure>
std::uint32_t first_enough(const Goals& goals, Measure measure) {
  std::uint32_t agents = 1;
  while (!goals.met(measure(agents))) ++agents;
  return agents;
}

TEST(Staffing, AgreesWithTryingAllOnRandomCases) {
  constexpr std::uint64_t kSeed = 17;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 60; ++run) {
    SCOPED_TRACE(run);
    Station station = of(80 * prng.unit() * prng.unit());
    const double share = 0.001 + 0.99 * prng.unit();
    const double target = prng.unit();
    const double patience = 0.1 + 3 * prng.unit();
    const auto b = [&](std::uint32_t agents) { return station.agents = agents, erlang_b(station); };
    const auto c = [&](std::uint32_t agents) {
      station.agents = agents;
      return erlang_c(station, target);
    };
    const auto a = [&](std::uint32_t agents) {
      station.agents = agents;
      return erlang_a(station, patience, target);
    };
    const Goals blocking{.blocking = share};
    EXPECT_EQ(least_agents_b(station, blocking), first_enough(blocking, b));
    for (const Goals& goals :
         {Goals{.service_level = share}, Goals{.answer_wait = share}, Goals{.p_wait = share},
          Goals{.service_level = share, .answer_wait = 0.2}}) {
      EXPECT_EQ(least_agents_c(station, target, goals), first_enough(goals, c));
      EXPECT_EQ(least_agents_a(station, patience, target, goals), first_enough(goals, a));
    }
    const Goals abandon{.p_abandon = share};
    EXPECT_EQ(least_agents_a(station, patience, target, abandon), first_enough(abandon, a));
  }
}

TEST(Staffing, TenThousandErlang) {
  const auto agents = least_agents_c(of(10'000), 0, {.p_wait = 0.2});
  ASSERT_TRUE(agents);
  EXPECT_LE(wait_probability(10'000, *agents), 0.2);
  EXPECT_GT(wait_probability(10'000, *agents - 1), 0.2);
  const auto impatient = least_agents_a(of(10'000), 0.7, 0.1, {.p_abandon = 0.01});
  ASSERT_TRUE(impatient);
  EXPECT_LT(*impatient, 10'000U) << "some give up, so fewer than the load will do";
}

}  // namespace
}  // namespace stellwerk::queueing
