// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>

#include <gtest/gtest.h>

#include "core/sim/faults/scenario.h"
#include "core/sim/faults/world.h"
#include "tests/sim/rocks_medium.h"

// The same runs on the journal that the daemon has. Opening it takes milliseconds, so there are
// few.
namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeeds = 12;

Scenario scenario_for(std::uint64_t seed) {
  Scenario scenario = Scenario::draw(seed);
  // Where files grow, a garbled last write is refused at the start, and left to the operator; lying
  // is the disk's.
  scenario.features.set(Feature::kReorderedWrites, false);
  scenario.features.set(Feature::kLyingSyncs, false);
  scenario.features.set(Feature::kFailingDisk, true);
  // Half of them with events on the disk that snapshots name.
  scenario.features.set(Feature::kArchive, seed % 2 == 0);
  if (seed % 2 == 0) scenario.features.set(Feature::kFolding, true);
  scenario.steps = 4'000;
  return scenario;
}

std::unique_ptr<Medium> make_medium(const Scenario& scenario, Coverage& coverage) {
  return std::make_unique<RocksMedium>(scenario, coverage);
}

TEST(RocksWorld, LosesNothingThatWasAcknowledged) {
  Coverage all;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    World world(scenario_for(seed), make_medium);
    world.run();
    ASSERT_FALSE(world.complaints().any())
        << "seed " << seed << " step " << world.steps() << ' ' << name(world.complaints().checker())
        << ": " << world.complaints().text();
    all.add(world.coverage());
  }
  for (const Coverage::Count count :
       {Coverage::kPowerCuts, Coverage::kKills, Coverage::kTornTails, Coverage::kLostRecords,
        Coverage::kFullEpisodes, Coverage::kNoRoomAnswers, Coverage::kFolds,
        Coverage::kArchivedStarts}) {
    EXPECT_GT(all[count], 0U) << Coverage::name(count);
  }
}

TEST(RocksWorld, NoticesSyncsThatAreLeftOut) {
  std::uint64_t noticed = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Scenario scenario = scenario_for(seed);
    scenario.features.set(Feature::kLazySyncs, false);
    scenario.features.set(Feature::kPowerCuts, true);
    scenario.mutant = Mutant::kSkipsSyncs;
    World world(scenario, make_medium);
    world.run();
    if (world.complaints().any() && world.complaints().checker() == Checker::kLost) ++noticed;
  }
  EXPECT_GT(noticed, kSeeds / 2);
}

TEST(RocksWorld, IsTheSameForTheSameSeed) {
  World once(scenario_for(3), make_medium);
  World again(scenario_for(3), make_medium);
  once.run();
  again.run();
  EXPECT_NE(once.digest(), "");
  EXPECT_EQ(once.digest(), again.digest());
  EXPECT_EQ(once.coverage().counts, again.coverage().counts);
}

}  // namespace
}  // namespace stellwerk::sim
