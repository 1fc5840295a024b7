// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/priority.h"

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/queueing/erlang_c.h"
#include "tests/queueing/chain.h"

namespace stellwerk::queueing {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();

TEST(Priority, PublishedValues) {
  const auto waits = priority_waits(0.5, 12, std::array{2.1, 2.1});
  EXPECT_NEAR(waits[0], 0.0471509309, 5e-11);
  EXPECT_NEAR(waits[1], 0.1571697696, 5e-11);
}

TEST(Priority, OneClassIsErlangC) {
  const auto waits = priority_waits(0.5, 12, std::array{4.2});
  EXPECT_NEAR(waits[0], erlang_c({4.2, 0.5, 12}, 0).mean_wait, 1e-14);
}

// Who goes first changes nothing about all of them together.
TEST(Priority, TheMeanOverAllIsErlangC) {
  constexpr std::array kRates = {0.4, 1.3, 0.0, 2.2};
  const auto waits = priority_waits(0.5, 9, kRates);
  double sum = 0;
  for (std::size_t k = 0; k < kRates.size(); ++k) sum += kRates[k] * waits[k];
  EXPECT_NEAR(sum / 3.9, erlang_c({3.9, 0.5, 9}, 0).mean_wait, 1e-13);
  for (std::size_t k = 1; k < kRates.size(); ++k) EXPECT_LE(waits[k - 1], waits[k]);
}

TEST(Priority, AClassBeyondWhatTheAgentsCanDoWaitsForever) {
  const auto waits = priority_waits(1, 3, std::array{1.0, 1.5, 0.6, 0.1});
  // The agents are always busy, so the first class is served by one agent three times as fast.
  EXPECT_NEAR(waits[0], 1.0 / 3 / (1 - 1.0 / 3), 1e-14);
  EXPECT_NEAR(waits[1], 1.0 / 3 / ((1 - 1.0 / 3) * (1 - 2.5 / 3)), 1e-13);
  EXPECT_EQ(waits[2], kForever);
  EXPECT_EQ(waits[3], kForever);
}

TEST(Priority, AgreesWithTheChainOnRandomCases) {
  constexpr std::uint64_t kSeed = 14;
  SCOPED_TRACE(kSeed);
  base::Prng prng(kSeed);
  constexpr std::size_t kMost = 24;
  for (int run = 0; run < 8; ++run) {
    SCOPED_TRACE(run);
    const auto agents = static_cast<std::uint32_t>(1 + prng.below(3));
    const double service_rate = 0.5 + prng.unit();
    std::array<double, 2> rates{};
    for (double& rate : rates) rate = agents * service_rate * (0.05 + 0.15 * prng.unit());
    const double capacity = agents * service_rate;
    // First the states with a free agent, then all busy with a queue of each class.
    const auto busy_state = [&](std::size_t high, std::size_t low) {
      return agents + high * (kMost + 1) + low;
    };
    Chain chain;
    for (std::uint32_t busy = 0; busy < agents; ++busy) {
      chain.add(busy, busy + 1 == agents ? busy_state(0, 0) : busy + 1, rates[0] + rates[1]);
      if (busy > 0) chain.add(busy, busy - 1, busy * service_rate);
    }
    chain.add(busy_state(0, 0), agents - 1, capacity);
    for (std::size_t high = 0; high <= kMost; ++high) {
      for (std::size_t low = 0; low <= kMost; ++low) {
        const std::size_t here = busy_state(high, low);
        if (high < kMost) chain.add(here, busy_state(high + 1, low), rates[0]);
        if (low < kMost) chain.add(here, busy_state(high, low + 1), rates[1]);
        if (high > 0) {
          chain.add(here, busy_state(high - 1, low), capacity);
        } else if (low > 0) {
          chain.add(here, busy_state(high, low - 1), capacity);
        }
      }
    }
    const auto share = chain.long_run();
    std::array<double, 2> waiting{};
    for (std::size_t high = 0; high <= kMost; ++high) {
      for (std::size_t low = 0; low <= kMost; ++low) {
        waiting[0] += static_cast<double>(high) * share[busy_state(high, low)];
        waiting[1] += static_cast<double>(low) * share[busy_state(high, low)];
      }
    }
    const auto waits = priority_waits(service_rate, agents, rates);
    EXPECT_NEAR(waits[0], waiting[0] / rates[0], 1e-7);
    EXPECT_NEAR(waits[1], waiting[1] / rates[1], 1e-7);
  }
}

}  // namespace
}  // namespace stellwerk::queueing
