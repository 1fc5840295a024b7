// SPDX-License-Identifier: Apache-2.0
#include "core/base/check.h"

#include <csignal>

#include <gtest/gtest.h>

namespace stellwerk::base {
namespace {

const char* message_counting(int& calls) {
  ++calls;
  return "counted";
}

TEST(Check, PassesWithoutEvaluatingTheMessage) {
  int calls = 0;
  SW_CHECK(calls == 0);
  SW_CHECK_MSG(calls == 0, message_counting(calls));
  EXPECT_EQ(calls, 0);
}

TEST(Check, EvaluatesTheConditionOnce) {
  int evaluations = 0;
  SW_CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(CheckDeathTest, NamesThePlaceAndTheExpression) {
  const int assigned = 3;
  EXPECT_DEATH(SW_CHECK(assigned < 2), "check_test\\.cc:[0-9]+: check failed: assigned < 2\n");
}

TEST(CheckDeathTest, AddsTheMessage) {
  const int assigned = 3;
  EXPECT_DEATH(SW_CHECK_MSG(assigned < 2, "over capacity"), "assigned < 2 \\(over capacity\\)");
}

TEST(CheckDeathTest, StaysOnInOptimisedBuilds) {
  const void* owner = nullptr;
  EXPECT_EXIT(SW_CHECK(owner), testing::KilledBySignal(SIGABRT), "check failed: owner");
}

}  // namespace
}  // namespace stellwerk::base
