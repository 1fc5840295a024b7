// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/scenario.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "core/sim/faults/campaign.h"

namespace stellwerk::sim {
namespace {

TEST(Scenario, IsTheSameForTheSameSeed) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Outcome once = run(Scenario::draw(seed));
    const Outcome again = run(Scenario::draw(seed));
    EXPECT_FALSE(once.complaints.any()) << "seed " << seed << ' ' << once.complaints.text();
    EXPECT_EQ(once.digest, again.digest) << "seed " << seed;
    EXPECT_EQ(once.coverage.counts, again.coverage.counts) << "seed " << seed;
    EXPECT_EQ(once.coverage.events, again.coverage.events) << "seed " << seed;
  }
}

TEST(Scenario, DrawsOtherFeaturesForOtherSeeds) {
  FeatureSet all;
  std::uint32_t on = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Scenario scenario = Scenario::draw(seed);
    for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
      if (!scenario.has(static_cast<Feature>(i))) continue;
      all.set(static_cast<Feature>(i), true);
      ++on;
    }
  }
  for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
    EXPECT_TRUE(all.has(static_cast<Feature>(i))) << name(static_cast<Feature>(i));
  }
  EXPECT_GT(on, 20U * kFeatureCount);
  EXPECT_LT(on, 80U * kFeatureCount);
}

TEST(Scenario, ARunThatReachesNothingFails) {
  Scenario scenario = Scenario::draw(5);
  scenario.steps = 3;
  const Outcome outcome = run(scenario);
  ASSERT_TRUE(outcome.complaints.any());
  EXPECT_EQ(outcome.complaints.checker(), Checker::kReached);
}

TEST(Shrink, LeavesStepsAndFeaturesOut) {
  Scenario scenario = Scenario::draw(6);
  scenario.mutant = Mutant::kDropsEvent;
  const Outcome failed = run(scenario);
  ASSERT_TRUE(failed.complaints.any());
  const Scenario least = shrink(scenario, failed);
  EXPECT_LE(least.steps, failed.steps);
  // An event is dropped whatever else happens.
  const std::string features = least.features.text();
  EXPECT_LE(std::count(features.begin(), features.end(), ','), 2) << features;
  const Outcome again = run(least, true);
  ASSERT_TRUE(again.complaints.any());
  EXPECT_EQ(again.complaints.checker(), failed.complaints.checker());
  EXPECT_EQ(again.steps, least.steps);
}

}  // namespace
}  // namespace stellwerk::sim
