// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"
#include "tests/queueing/chain.h"

namespace stellwerk::queueing {
namespace {

TEST(ErlangB, PublishedValues) {
  EXPECT_NEAR(blocking_probability(10, 10), 0.214582343107, 1e-12);
  EXPECT_NEAR(blocking_probability(10, 17), 0.012948875225, 1e-12);
}

// By the same recurrence in decimal arithmetic with 60 digits.
TEST(ErlangB, TenThousandAgents) {
  EXPECT_NEAR(blocking_probability(10'000, 10'000), 0.00793656324880567188, 1e-14);
  EXPECT_NEAR(blocking_probability(9'800, 10'000), 0.000537130402106269481, 1e-15);
}

TEST(ErlangB, Limits) {
  EXPECT_EQ(blocking_probability(7, 0), 1);
  EXPECT_EQ(blocking_probability(0, 3), 0);
  EXPECT_DOUBLE_EQ(blocking_probability(3, 1), 0.75);
  EXPECT_EQ(blocking_probability(1, 10'000), 0);
  EXPECT_NEAR(blocking_probability(1e9, 10), 1, 1e-7);
}

TEST(ErlangB, FallsWithAgentsAndRisesWithLoad) {
  for (std::uint32_t agents = 1; agents < 200; ++agents) {
    EXPECT_LT(blocking_probability(50, agents + 1), blocking_probability(50, agents));
    EXPECT_LT(blocking_probability(50, agents), blocking_probability(51, agents));
  }
}

TEST(ErlangB, AgreesWithTheChainOnRandomCases) {
  constexpr std::uint64_t kSeed = 11;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 200; ++run) {
    Station station{0.1 + 20 * prng.unit(), 0.2 + 3 * prng.unit(), 1};
    station.agents += static_cast<std::uint32_t>(prng.below(25));
    const auto share = numbers_in(station.arrival_rate, station.agents, [&](std::size_t n) {
      return static_cast<double>(n) * station.service_rate;
    });
    double busy = 0;
    for (std::size_t n = 0; n < share.size(); ++n) busy += static_cast<double>(n) * share[n];
    const Measures measures = erlang_b(station);
    EXPECT_NEAR(measures.blocking, share.back(), 1e-12);
    EXPECT_NEAR(measures.occupancy, busy / station.agents, 1e-12);
    EXPECT_EQ(measures.service_level, 1 - measures.blocking);
    EXPECT_EQ(measures.p_wait, 0);
  }
}

TEST(ErlangC, PublishedValues) {
  EXPECT_NEAR(wait_probability(10, 14), 0.174131933595, 1e-12);
  EXPECT_NEAR(wait_probability(48, 50), 0.694455611197, 1e-12);
  // 100 calls in half an hour of 3 minutes each, 20 seconds.
  constexpr std::array kServiceLevels = {.3896138, .6401580, .7955948, .8883500, .9414528};
  for (std::uint32_t i = 0; i < kServiceLevels.size(); ++i) {
    const Station station{100.0 / 30, 1.0 / 3, 11 + i};
    EXPECT_NEAR(erlang_c(station, 1.0 / 3).service_level, kServiceLevels[i], 5e-8);
  }
}

// By the same recurrence in decimal arithmetic with 60 digits.
TEST(ErlangC, TenThousandAgents) {
  EXPECT_NEAR(wait_probability(9'900, 10'000), 0.222776928864148240970, 1e-13);
  EXPECT_NEAR(wait_probability(9'990, 10'000), 0.880541711373989718345, 1e-13);
}

TEST(ErlangC, LiesAboveErlangBAsItMust) {
  for (std::uint32_t agents = 1; agents < 100; ++agents) {
    for (const double load : {0.1, 0.5, 0.9, 0.999}) {
      const double offered = load * agents;
      const double blocking = blocking_probability(offered, agents);
      const double waits = wait_probability(offered, agents);
      EXPECT_NEAR(waits, blocking / (1 - load * (1 - blocking)), 1e-12);
      EXPECT_GE(waits, blocking);
      // The reciprocal relation: 1/C(a,n) = 1/B(a,n) - (a/n)(1/B(a,n) - 1).
      EXPECT_NEAR(1 / waits, 1 / blocking - load * (1 / blocking - 1), 1e-9 / waits);
    }
  }
}

TEST(ErlangC, AgreesWithTheChainOnRandomCases) {
  constexpr std::uint64_t kSeed = 12;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 200; ++run) {
    Station station{0, 0.2 + 3 * prng.unit(), 1};
    station.agents += static_cast<std::uint32_t>(prng.below(12));
    station.arrival_rate = station.agents * station.service_rate * (0.1 + 0.7 * prng.unit());
    const double target = 2 * prng.unit() / station.service_rate;
    const auto share = numbers_in(station.arrival_rate, 300, [&](std::size_t n) {
      return std::min<double>(station.agents, static_cast<double>(n)) * station.service_rate;
    });
    double p_wait = 0;
    double waiting = 0;
    double late = 0;
    const double capacity = station.agents * station.service_rate;
    for (std::size_t n = station.agents; n < share.size(); ++n) {
      const auto ahead = static_cast<double>(n - station.agents);
      p_wait += share[n];
      waiting += ahead * share[n];
      // Served late when at most `ahead` agents become free within the target: a Poisson number.
      double poisson = std::exp(-capacity * target);
      double at_most = poisson;
      for (int freed = 1; freed <= static_cast<int>(ahead); ++freed) {
        poisson *= capacity * target / freed;
        at_most += poisson;
      }
      late += share[n] * at_most;
    }
    const Measures measures = erlang_c(station, target);
    EXPECT_NEAR(measures.p_wait, p_wait, 1e-11);
    EXPECT_NEAR(measures.mean_answer_wait, waiting / station.arrival_rate, 1e-11);
    EXPECT_NEAR(measures.service_level, 1 - late, 1e-11);
    EXPECT_NEAR(measures.occupancy, station.load() / station.agents, 1e-12);
    EXPECT_EQ(measures.mean_wait, measures.mean_answer_wait);
  }
}

TEST(ErlangC, Limits) {
  const Station station{8, 1, 10};
  EXPECT_DOUBLE_EQ(erlang_c(station, 0).service_level, 1 - wait_probability(8, 10));
  EXPECT_NEAR(erlang_c(station, 100).service_level, 1, 1e-12);
  EXPECT_EQ(wait_probability(0, 1), 0);
  EXPECT_DOUBLE_EQ(wait_probability(0.5, 1), 0.5);
}

TEST(ErlangC, AQueueThatGrowsWithoutEnd) {
  for (const double arrival_rate : {10.0, 10.5, 1e6}) {
    const Measures measures = erlang_c({arrival_rate, 1, 10}, 5);
    EXPECT_EQ(measures.p_wait, 1);
    EXPECT_EQ(measures.service_level, 0);
    EXPECT_TRUE(std::isinf(measures.mean_answer_wait));
    EXPECT_TRUE(std::isinf(measures.mean_wait));
    EXPECT_EQ(measures.occupancy, 1);
  }
}

}  // namespace
}  // namespace stellwerk::queueing
