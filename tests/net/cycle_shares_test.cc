// SPDX-License-Identifier: Apache-2.0
#include "core/net/cycle_shares.h"

#include <array>
#include <cstdint>

#include <gtest/gtest.h>

namespace stellwerk::net {
namespace {

constexpr std::array<std::uint32_t, 3> kWeights = {1, 3, 1};

// Reads as much as there is left of small requests, `most` at most.
std::int64_t read(CycleShares& shares, std::uint32_t tenant, std::int64_t most = 100'000) {
  std::int64_t count = 0;
  for (; count < most && shares.has_left(tenant); ++count) shares.take(tenant, 30);
  return count;
}

TEST(CycleShares, LimitNobodyWhereThereIsOneTenant) {
  CycleShares shares(std::array<std::uint32_t, 1>{1});
  shares.begin_cycle(0);
  EXPECT_EQ(read(shares, 0), 100'000);
  EXPECT_EQ(read(shares, CycleShares::kStrangers), 100'000);
}

TEST(CycleShares, LetOneThatSendsAloneSendMuch) {
  CycleShares shares(kWeights);
  for (std::int64_t cycle = 0; cycle < 5; ++cycle) {
    shares.begin_cycle(cycle);
    EXPECT_EQ(read(shares, 0), CycleShares::kAlone);
    EXPECT_FALSE(shares.has_left(0));
  }
}

TEST(CycleShares, AreSmallAndByWeightAmongSeveral) {
  CycleShares shares(kWeights);
  shares.begin_cycle(0);
  for (const std::uint32_t tenant : {0U, 1U, 2U}) read(shares, tenant, 1);
  shares.begin_cycle(1);
  EXPECT_EQ(read(shares, 0), CycleShares::kAmongSeveral);
  EXPECT_EQ(read(shares, 1), 3 * CycleShares::kAmongSeveral);
  EXPECT_EQ(read(shares, CycleShares::kStrangers), CycleShares::kAmongSeveral);
}

TEST(CycleShares, RememberForASecondWhoHasSent) {
  CycleShares shares(kWeights);
  shares.begin_cycle(0);
  read(shares, 0, 1);
  read(shares, 2, 1);
  shares.begin_cycle(CycleShares::kLatelyMs);
  EXPECT_EQ(read(shares, 0), CycleShares::kAmongSeveral);
  shares.begin_cycle(2 * CycleShares::kLatelyMs);
  EXPECT_EQ(read(shares, 0), CycleShares::kAlone);
  read(shares, 2, 1);
  shares.begin_cycle(5 * CycleShares::kLatelyMs);
  EXPECT_EQ(read(shares, 0), CycleShares::kAlone) << "a long pause later";
}

TEST(CycleShares, CountLargeRequestsAsSeveral) {
  CycleShares shares(kWeights);
  shares.begin_cycle(0);
  shares.take(2, 1);
  shares.take(0, 10 * CycleShares::kCommandBytes);
  shares.begin_cycle(1);
  shares.take(0, (CycleShares::kAmongSeveral + 10) * CycleShares::kCommandBytes);
  EXPECT_FALSE(shares.has_left(0));
  shares.begin_cycle(2);
  EXPECT_EQ(read(shares, 0), CycleShares::kAmongSeveral - 11) << "what was too much is paid for";
}

TEST(CycleShares, LimitNothingOnceLifted) {
  CycleShares shares(kWeights);
  shares.begin_cycle(0);
  read(shares, 0);
  shares.lift();
  EXPECT_EQ(read(shares, 0), 100'000);
}

}  // namespace
}  // namespace stellwerk::net
