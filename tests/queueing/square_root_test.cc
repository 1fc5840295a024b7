// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/square_root.h"

#include <cmath>

#include <gtest/gtest.h>

#include "core/queueing/erlang_c.h"

namespace stellwerk::queueing {
namespace {

TEST(SquareRoot, KnownPairs) {
  EXPECT_NEAR(square_root_p_wait(1), 0.223361, 1e-6);
  EXPECT_NEAR(square_root_p_wait(0.5), 0.504539, 1e-6);
  EXPECT_EQ(square_root_p_wait(0), 1);
  EXPECT_EQ(square_root_p_wait(-2), 1);
  EXPECT_NEAR(square_root_p_wait(100), 0, 1e-300);
}

TEST(SquareRoot, TheWayBack) {
  double before = 50;
  for (double p_wait = 0.001; p_wait < 1; p_wait += 0.001) {
    const double c = square_root_c(p_wait);
    EXPECT_NEAR(square_root_p_wait(c), p_wait, 1e-12);
    EXPECT_LT(c, before);
    before = c;
  }
  EXPECT_NEAR(square_root_p_wait(square_root_c(1e-200)) / 1e-200, 1, 1e-9);
}

TEST(SquareRoot, ErlangCComesToItAsTheLoadGrows) {
  double distance = 1;
  for (const double load : {100.0, 1'000.0, 10'000.0, 100'000.0}) {
    const std::uint32_t agents = square_root_agents(load, 1);
    const double c = (agents - load) / std::sqrt(load);
    const double now = std::abs(wait_probability(load, agents) - square_root_p_wait(c));
    EXPECT_LT(now, distance);
    distance = now;
  }
  EXPECT_LT(distance, 1e-3);
}

TEST(SquareRoot, Agents) {
  EXPECT_EQ(square_root_agents(100, 1), 110U);
  EXPECT_EQ(square_root_agents(100, 0.51), 106U);
  EXPECT_EQ(square_root_agents(0, 3), 1U);
}

}  // namespace
}  // namespace stellwerk::queueing
