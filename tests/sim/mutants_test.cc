// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "core/sim/faults/campaign.h"
#include "core/sim/faults/mutant.h"

// Each checker is worth as much as what it notices: a run in which something is broken at the seams
// fails by the checker that watches over it, for one seed at least; others may notice first
// elsewhere.
namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kSeedsMax = 60;

// What a mutant needs to show itself, whatever the seed has drawn.
Scenario scenario_for(Mutant mutant, std::uint64_t seed) {
  Scenario scenario = Scenario::draw(seed);
  const auto set = [&scenario](Feature feature, bool on) { scenario.features.set(feature, on); };
  for (const Feature broken : {Feature::kLyingSyncs, Feature::kLazySyncs, Feature::kFailingDisk,
                               Feature::kFullDisk, Feature::kReserve}) {
    set(broken, false);
  }
  set(Feature::kRepeats, true);
  set(Feature::kKills, true);
  set(Feature::kPowerCuts, true);
  set(Feature::kClockJumps, true);
  const bool starves = mutant == Mutant::kStarves || mutant == Mutant::kHalvesShare;
  set(Feature::kMessages, !starves);
  if (mutant == Mutant::kSkipsSyncs) set(Feature::kKills, false);
  if (mutant == Mutant::kLowersSkills) set(Feature::kSkills, true);
  if (starves) {
    set(Feature::kUnits, false);
    set(Feature::kPriorities, false);
    scenario.rule = model::Rule::kSlaFirst;
    scenario.catch_up_permille = 500;
    scenario.waiting_wanted = 40;
    scenario.agents = 2;
  }
  if (mutant == Mutant::kLosesSegments) {
    set(Feature::kArchive, true);
    set(Feature::kFolding, true);
  }
  if (mutant == Mutant::kWithholds) set(Feature::kUnits, false);
  scenario.steps = 6'000;
  scenario.mutant = mutant;
  return scenario;
}

class Mutants : public testing::TestWithParam<std::uint8_t> {};

TEST_P(Mutants, AreNoticedByTheCheckerThatWatchesOver) {
  const auto mutant = static_cast<Mutant>(GetParam());
  std::string others;
  for (std::uint64_t seed = 1; seed <= kSeedsMax; ++seed) {
    const Outcome outcome = run(scenario_for(mutant, seed));
    if (!outcome.complaints.any()) continue;
    if (outcome.complaints.checker() == noticed_by(mutant)) return;
    others += std::to_string(seed) + ": " + std::string(name(outcome.complaints.checker())) + ": " +
              outcome.complaints.text() + '\n';
  }
  ADD_FAILURE() << name(mutant) << " was not noticed by " << name(noticed_by(mutant))
                << " with seeds 1 to " << kSeedsMax << "; by others:\n"
                << others;
}

// The same runs with nothing broken.
TEST_P(Mutants, AreAllThatIsWrong) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    Scenario scenario = scenario_for(static_cast<Mutant>(GetParam()), seed);
    scenario.mutant = Mutant::kNone;
    const Outcome outcome = run(scenario);
    ASSERT_FALSE(outcome.complaints.any())
        << "seed " << seed << ' ' << name(outcome.complaints.checker()) << ": "
        << outcome.complaints.text();
    EXPECT_GT(outcome.coverage[Coverage::kRecoveries], 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Mutants, testing::Range<std::uint8_t>(1, kMutantCount),
                         [](const auto& mutant) {
                           std::string text(name(static_cast<Mutant>(mutant.param)));
                           std::erase(text, '-');
                           return text;
                         });

}  // namespace
}  // namespace stellwerk::sim
