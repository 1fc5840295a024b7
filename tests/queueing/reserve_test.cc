// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/reserve.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_c.h"
#include "tests/queueing/chain.h"

namespace stellwerk::queueing {
namespace {

TEST(Reserve, PublishedValues) {
  constexpr std::array kOnTime = {.688597, .906579, .969864};
  for (std::uint32_t kept_free = 0; kept_free < kOnTime.size(); ++kept_free) {
    EXPECT_NEAR(1 - late_share({0.5, 1.0 / 6, 10}, kept_free, 1), kOnTime[kept_free], 5e-7);
  }
}

TEST(Reserve, AllKeptFreeIsErlangC) {
  for (const double load : {0.5, 3.0, 9.5}) {
    const Station station{load, 1, 10};
    EXPECT_NEAR(late_share(station, 10, 0.3), 1 - erlang_c(station, 0.3).service_level, 1e-13);
  }
}

TEST(Reserve, EachAgentMoreHelps) {
  const Station station{300, 1, 400};
  for (std::uint32_t kept_free = 0; kept_free < 400; ++kept_free) {
    EXPECT_LE(late_share(station, kept_free + 1, 0.001), late_share(station, kept_free, 0.001));
  }
  EXPECT_EQ(late_share({10, 1, 10}, 3, 1), 1);
  EXPECT_EQ(late_share({0, 1, 10}, 1, 0), 0);
}

TEST(Reserve, AgreesWithTheChainOnRandomCases) {
  constexpr std::uint64_t kSeed = 16;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  for (int run = 0; run < 100; ++run) {
    Station station{0, 0.5 + prng.unit(), 1};
    station.agents += static_cast<std::uint32_t>(prng.below(10));
    station.arrival_rate = station.agents * station.service_rate * 0.7 * prng.unit();
    const auto kept_free = static_cast<std::uint32_t>(prng.below(station.agents + 1));
    const double target = prng.unit();
    const std::uint32_t least = station.agents - kept_free;
    // From the state in which only the reserve is free; n beyond it.
    const auto share = numbers_in(station.arrival_rate, 200, [&](std::size_t n) {
      return std::min<double>(station.agents, least + static_cast<double>(n)) *
             station.service_rate;
    });
    double late = 0;
    for (std::size_t n = kept_free; n < share.size(); ++n) late += share[n];
    const double spare = station.agents * station.service_rate - station.arrival_rate;
    EXPECT_NEAR(late_share(station, kept_free, target), late * std::exp(-spare * target), 1e-11);
  }
}

}  // namespace
}  // namespace stellwerk::queueing
