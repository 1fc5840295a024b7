// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/sim_disk.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace stellwerk::sim {
namespace {

Scenario scenario_with(std::initializer_list<Feature> features, std::uint64_t seed) {
  Scenario scenario;
  scenario.seed = seed;
  for (const Feature feature : features) scenario.features.set(feature, true);
  return scenario;
}

TEST(SimDisk, KeepsWhatWasSyncedAndAnyOfTheRest) {
  bool lost = false;
  bool kept = false;
  bool torn = false;
  bool holed = false;
  for (std::uint64_t seed = 1; seed <= 64; ++seed) {
    const Scenario scenario =
        scenario_with({Feature::kTornWrites, Feature::kReorderedWrites}, seed);
    Coverage coverage;
    SimDisk disk(scenario, coverage);
    const std::string first(300, 'a');
    const std::string second(1'000, 'b');
    ASSERT_EQ(disk.append(first), Io::kOk);
    ASSERT_EQ(disk.sync(), Io::kOk);
    ASSERT_EQ(disk.append(second), Io::kOk);
    disk.power_cut();
    const std::string left(disk.bytes());
    ASSERT_EQ(left.substr(0, first.size()), first);
    const std::string rest = left.substr(first.size());
    lost = lost || rest.empty();
    kept = kept || rest == second;
    torn = torn || (!rest.empty() && rest.size() < second.size());
    const auto hole = rest.find('\0');
    holed = holed || (hole != rest.npos && rest.find('b', hole) != rest.npos);
  }
  EXPECT_TRUE(lost);
  EXPECT_TRUE(kept);
  EXPECT_TRUE(torn);
  EXPECT_TRUE(holed);
}

TEST(SimDisk, MayLieAboutSyncs) {
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 64; ++seed) {
    const Scenario scenario = scenario_with({Feature::kLyingSyncs}, seed);
    Coverage coverage;
    SimDisk disk(scenario, coverage);
    ASSERT_EQ(disk.append("abc"), Io::kOk);
    ASSERT_EQ(disk.sync(), Io::kOk);
    disk.power_cut();
    if (!disk.bytes().empty()) continue;
    ++lost;
    EXPECT_EQ(coverage[Coverage::kLostSyncs], 1U);
  }
  EXPECT_GT(lost, 0U);
}

TEST(SimDisk, TakesNoMoreThanItHasRoomFor) {
  const Scenario scenario;
  Coverage coverage;
  SimDisk disk(scenario, coverage);
  disk.bound(4);
  EXPECT_EQ(disk.append("abcdef"), Io::kNoSpace);
  EXPECT_EQ(disk.bytes(), "abcd");
  disk.truncate(0);
  disk.forget_bound();
  EXPECT_EQ(disk.append("abcdef"), Io::kOk);
  disk.break_down();
  EXPECT_EQ(disk.append("g"), Io::kFailed);
  EXPECT_EQ(disk.sync(), Io::kFailed);
}

}  // namespace
}  // namespace stellwerk::sim
