// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/erlang_a.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"
#include "tests/queueing/chain.h"

namespace stellwerk::queueing {
namespace {

constexpr double kHandling = 180;

Station of_seconds(double load, std::uint32_t agents) {
  return {load / kHandling, 1 / kHandling, agents};
}

TEST(ErlangA, PublishedValues) {
  const Measures measures = erlang_a({100.0 / 30, 1.0 / 3, 14}, 5, 1.0 / 3);
  EXPECT_NEAR(measures.p_abandon, 0.01398374, 5e-9);
  EXPECT_NEAR(measures.p_wait, 0.14526011, 5e-9);
  EXPECT_NEAR(measures.service_level, 0.91679209, 5e-9);
}

// From the states' weights in decimal arithmetic with 60 digits.
TEST(ErlangA, TenThousandAgents) {
  const Measures full = erlang_a(of_seconds(10'000, 10'000), 120, 20);
  EXPECT_NEAR(full.p_wait, 0.4509549209127818, 1e-11);
  EXPECT_NEAR(full.service_level, 0.9956076085105089, 1e-11);
  EXPECT_NEAR(full.p_abandon, 0.004392391489491081, 1e-13);
  EXPECT_NEAR(full.mean_answer_wait, 0.5253492026544311, 1e-10);
  EXPECT_NEAR(full.mean_wait, 0.5270869787389297, 1e-10);
  const Measures over = erlang_a(of_seconds(10'500, 10'000), 120, 20);
  EXPECT_NEAR(over.p_wait, 0.9999704549250265, 1e-11);
  EXPECT_NEAR(over.service_level, 0.9523808973570246, 1e-11);
  EXPECT_NEAR(over.p_abandon, 0.04761910264297539, 1e-12);
  EXPECT_NEAR(over.mean_answer_wait, 5.845827298726339, 1e-9);
  const Measures patient = erlang_a(of_seconds(9'900, 10'000), 3'600, 20);
  EXPECT_NEAR(patient.p_wait, 0.2151700229393259, 1e-11);
  EXPECT_NEAR(patient.service_level, 0.9999010382527880, 1e-11);
  EXPECT_NEAR(patient.p_abandon, 0.00009886149348574025, 1e-14);
  EXPECT_NEAR(patient.mean_answer_wait, 0.3557787710187906, 1e-10);
}

// Chance that the last of those who wait is served within `target`: those ahead of him are served
// or leave, and he may leave, too. By Runge and Kutta's method on the chain's equations.
double served_within(std::size_t ahead, double capacity, double leaving, double target) {
  constexpr int kSteps = 400;
  using Vector = std::vector<double>;
  const auto slope = [&](const Vector& at) {
    Vector change(at.size(), 0);
    for (std::size_t i = 0; i <= ahead; ++i) {
      const double forward = capacity + static_cast<double>(i) * leaving;
      change[i] -= (forward + leaving) * at[i];
      (i == 0 ? change[ahead + 1] : change[i - 1]) += forward * at[i];
    }
    return change;
  };
  const auto moved = [](const Vector& from, const Vector& by, double step) {
    Vector to = from;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += by[i] * step;
    return to;
  };
  Vector at(ahead + 2, 0);
  at[ahead] = 1;
  const double step = target / kSteps;
  for (int n = 0; n < kSteps; ++n) {
    const Vector a = slope(at);
    const Vector b = slope(moved(at, a, step / 2));
    const Vector c = slope(moved(at, b, step / 2));
    const Vector d = slope(moved(at, c, step));
    at = moved(moved(moved(moved(at, a, step / 6), b, step / 3), c, step / 3), d, step / 6);
  }
  return at[ahead + 1];
}

TEST(ErlangA, AgreesWithTheChainOnRandomCases) {
  constexpr std::uint64_t kSeed = 13;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 60; ++run) {
    Station station{0, 0.2 + 2 * prng.unit(), 1};
    station.agents += static_cast<std::uint32_t>(prng.below(8));
    station.arrival_rate = station.agents * station.service_rate * (0.1 + 1.5 * prng.unit());
    const double patience = (0.3 + 2 * prng.unit()) / station.service_rate;
    const double target = prng.unit() / station.service_rate;
    SCOPED_TRACE(run);
    const double capacity = station.agents * station.service_rate;
    const auto share = numbers_in(station.arrival_rate, 120, [&](std::size_t n) {
      const auto waiting = n > station.agents ? static_cast<double>(n - station.agents) : 0;
      return std::min<double>(station.agents, static_cast<double>(n)) * station.service_rate +
             waiting / patience;
    });
    double p_wait = 0;
    double waiting = 0;
    double in_time = 0;
    double busy = 0;
    for (std::size_t n = 0; n < share.size(); ++n) {
      busy += std::min<double>(station.agents, static_cast<double>(n)) * share[n];
      if (n < station.agents) {
        in_time += share[n];
        continue;
      }
      const std::size_t ahead = n - station.agents;
      p_wait += share[n];
      waiting += static_cast<double>(ahead) * share[n];
      if (share[n] > 1e-13)
        in_time += share[n] * served_within(ahead, capacity, 1 / patience, target);
    }
    const Measures measures = erlang_a(station, patience, target);
    EXPECT_NEAR(measures.p_wait, p_wait, 1e-11);
    EXPECT_NEAR(measures.p_abandon, waiting / patience / station.arrival_rate, 1e-11);
    EXPECT_NEAR(measures.mean_wait, waiting / station.arrival_rate, 1e-11);
    EXPECT_NEAR(measures.service_level, in_time, 1e-9);
    EXPECT_NEAR(measures.occupancy, busy / station.agents, 1e-11);
  }
}

// The mean wait of those served is what is left of 1 - service level, added up over all targets.
TEST(ErlangA, MeanAnswerWaitIsTheAreaAboveTheServiceLevels) {
  for (const double load : {2.0, 5.0, 9.0}) {
    const Station station{load, 1, 5};
    const double served = 1 - erlang_a(station, 0.8, 0).p_abandon;
    double area = 0;
    constexpr double kStep = 0.005;
    for (int i = 0; i < 4'000; ++i) {
      area += kStep * (served - erlang_a(station, 0.8, (i + 0.5) * kStep).service_level);
    }
    EXPECT_NEAR(erlang_a(station, 0.8, 0).mean_answer_wait, area / served, 1e-5);
  }
}

TEST(ErlangA, BecomesErlangCWithEndlessPatienceAndErlangBWithNone) {
  for (const double load : {0.3, 0.8, 0.9}) {
    for (const std::uint32_t agents : {1U, 10U, 100U}) {
      const Station station = of_seconds(load * agents, agents);
      const Measures c = erlang_c(station, 20);
      // What patience of so many arrivals leaves between the two shrinks as it grows.
      double before = 1;
      for (const double patience : {1e6, 1e7, 1e8}) {
        const Measures a = erlang_a(station, patience, 20);
        const double apart = std::max(std::abs(a.p_wait - c.p_wait),
                                      std::abs(a.mean_answer_wait / c.mean_answer_wait - 1));
        EXPECT_LT(std::abs(a.service_level - c.service_level), std::max(apart, 1e-12));
        EXPECT_LT(apart, before / 2);
        before = std::max(apart, 4e-9);
      }
      const Measures hasty = erlang_a(station, 1e-9, 20);
      EXPECT_NEAR(hasty.p_abandon, blocking_probability(station.load(), agents), 1e-8);
      EXPECT_NEAR(hasty.service_level, 1 - hasty.p_abandon, 1e-8);
    }
  }
}

TEST(ErlangA, ServiceLevelGoesFromAtOnceToAllWhoAreServed) {
  for (const double load : {500.0, 1'000.0, 1'500.0}) {
    const Station station = of_seconds(load, 1'000);
    const Measures at_once = erlang_a(station, 300, 0);
    EXPECT_NEAR(at_once.service_level, 1 - at_once.p_wait, 1e-12);
    double before = at_once.service_level;
    for (const double target : {1.0, 5.0, 20.0, 60.0, 300.0, 3'000.0, 3e5, 3e6}) {
      const double level = erlang_a(station, 300, target).service_level;
      EXPECT_GE(level, before - 1e-12) << target;
      before = level;
    }
    EXPECT_NEAR(before, 1 - at_once.p_abandon, 1e-11);
  }
}

TEST(ErlangA, EveryMeasureGetsBetterWithAgents) {
  Measures before = erlang_a(of_seconds(40, 1), 120, 20);
  for (std::uint32_t agents = 2; agents < 90; ++agents) {
    const Measures measures = erlang_a(of_seconds(40, agents), 120, 20);
    EXPECT_LE(measures.p_wait, before.p_wait);
    EXPECT_LT(measures.p_abandon, before.p_abandon);
    EXPECT_GE(measures.service_level, before.service_level);
    EXPECT_LT(measures.mean_answer_wait, before.mean_answer_wait);
    EXPECT_LT(measures.occupancy, before.occupancy);
    before = measures;
  }
}

TEST(ErlangA, ExtremesStayShares) {
  for (const double load : {0.0, 1e-6, 1.0, 5'000.0, 10'000.0, 50'000.0}) {
    for (const double patience : {1e-3, 1.0, 180.0, 1e4}) {
      for (const double target : {0.0, 20.0, 1e6}) {
        const Measures measures = erlang_a(of_seconds(load, 10'000), patience, target);
        for (const double share :
             {measures.p_wait, measures.service_level, measures.p_abandon, measures.occupancy}) {
          EXPECT_GE(share, 0) << load << ' ' << patience << ' ' << target;
          EXPECT_LE(share, 1 + 1e-12) << load << ' ' << patience << ' ' << target;
        }
        EXPECT_TRUE(std::isfinite(measures.mean_answer_wait));
        EXPECT_NEAR(measures.occupancy * 10'000, load * (1 - measures.p_abandon), 1e-6);
      }
    }
  }
}

}  // namespace
}  // namespace stellwerk::queueing
