// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/deadline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_b.h"
#include "core/queueing/erlang_c.h"

namespace stellwerk::queueing {
namespace {

TEST(Deadline, PublishedValues) {
  constexpr std::array<std::array<double, 2>, 4> kShares = {
      {{.85, .96136097}, {.95, .92502542}, {1.05, .87884065}, {1.2, .80205179}}};
  for (const auto& [load, share] : kShares) {
    EXPECT_NEAR(on_time_share({load * 20 * 0.2, 0.2, 20}, 1), share, 5e-9);
  }
}

TEST(Deadline, NoTimeIsErlangB) {
  for (const double load : {0.0, 0.3, 5.0, 8.0, 100.0}) {
    EXPECT_NEAR(on_time_share({load, 1, 8}, 0), 1 - blocking_probability(load, 8), 1e-14);
  }
}

TEST(Deadline, MuchTimeIsWhatTheAgentsCanDo) {
  EXPECT_NEAR(on_time_share({7, 1, 8}, 1e4), 1, 1e-14);
  EXPECT_NEAR(on_time_share({8, 1, 8}, 1e6), 1, 1e-6);
  EXPECT_NEAR(on_time_share({12, 1, 8}, 1e4), 8.0 / 12, 1e-14);
  EXPECT_NEAR(on_time_share({12'000, 1, 10'000}, 1e4), 10.0 / 12, 1e-14);
  EXPECT_NEAR(on_time_share({1, 1, 10'000}, 1), 1, 1e-14);
}

TEST(Deadline, MoreTimeMoreAgentsAndLessLoadAreBetter) {
  for (const double load : {0.5, 1.0, 1.5}) {
    for (std::uint32_t agents = 1; agents < 40; ++agents) {
      const Station station{load * agents, 1, agents};
      const double share = on_time_share(station, 0.4);
      EXPECT_GT(on_time_share(station, 0.5), share);
      EXPECT_GT(on_time_share({station.arrival_rate, 1, agents + 1}, 0.4), share);
      EXPECT_LT(on_time_share({station.arrival_rate * 1.01, 1, agents}, 0.4), share);
      // Dropping who is late anyway frees agents for the others.
      EXPECT_GE(share, erlang_c(station, 0.4).service_level);
    }
  }
}

double exponential(base::Prng& prng, double rate) { return -std::log(1 - prng.unit()) / rate; }

// Of so many who come one after the other, each to the agent free first, unless that is too late.
double played(const Station& station, double deadline, int arrivals, base::Prng& prng) {
  std::vector<double> free_at(station.agents, 0);
  double now = 0;
  int on_time = 0;
  for (int i = 0; i < arrivals; ++i) {
    now += exponential(prng, station.arrival_rate);
    const auto first = std::min_element(free_at.begin(), free_at.end());
    if (*first > now + deadline) continue;
    ++on_time;
    *first = std::max(*first, now) + exponential(prng, station.service_rate);
  }
  return static_cast<double>(on_time) / arrivals;
}

TEST(Deadline, AgreesWithDaysPlayedThrough) {
  constexpr std::uint64_t kSeed = 15;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (const Station& station : {Station{1.8, 1, 2}, Station{3.5, 0.5, 6}, Station{3, 1, 4}}) {
    constexpr int kDays = 40;
    double sum = 0;
    double squares = 0;
    for (int day = 0; day < kDays; ++day) {
      const double share = played(station, 0.7, 4'000, prng);
      sum += share;
      squares += share * share;
    }
    const double mean = sum / kDays;
    const double error = std::sqrt((squares / kDays - mean * mean) / (kDays - 1));
    EXPECT_NEAR(mean, on_time_share(station, 0.7), 3.5 * error);
    EXPECT_LT(error, 0.004);
  }
}

}  // namespace
}  // namespace stellwerk::queueing
