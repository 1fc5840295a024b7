// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/scenario.h"

#include "core/base/prng.h"

namespace stellwerk::sim {
namespace {

// Out of a hundred runs. Those that leave a checker little to check are rarer.
std::uint64_t share(Feature feature) {
  switch (feature) {
    case Feature::kLyingSyncs:
    case Feature::kLazySyncs:
    case Feature::kReserve:
    case Feature::kFailingDisk:
      return 15;
    case Feature::kUnits:
    case Feature::kChannels:
    case Feature::kFullDisk:
    case Feature::kHolds:
    case Feature::kHandOvers:
    case Feature::kSticky:
    case Feature::kWindows:
    case Feature::kResolution:
      return 30;
    case Feature::kKills:
    case Feature::kPowerCuts:
    case Feature::kRepeats:
      return 80;
    default:
      return 50;
  }
}

}  // namespace

Scenario Scenario::draw(std::uint64_t seed) {
  base::Prng prng(seed);
  Scenario scenario;
  scenario.seed = seed;
  scenario.steps = static_cast<std::uint32_t>(prng.between(4'000, 12'000));
  for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
    const auto feature = static_cast<Feature>(i);
    scenario.features.set(feature, prng.chance(share(feature), 100));
  }
  scenario.agents = static_cast<std::uint32_t>(prng.between(2, 16));
  scenario.clients = static_cast<std::uint32_t>(prng.between(1, 6));
  scenario.waiting_wanted = static_cast<std::uint32_t>(prng.between(0, 40));
  scenario.burst_max = prng.chance(1, 4) ? 32 : 4;
  scenario.step_ms = prng.chance(1, 3) ? 1'000 : 100;
  scenario.crash_every = static_cast<std::uint32_t>(prng.between(400, 3'000));
  // Half of the runs try the rule that most tenants have.
  const std::uint64_t rule = prng.below(6);
  scenario.rule = rule < 4 ? static_cast<model::Rule>(rule) : model::Rule::kSlaFirst;
  scenario.select = static_cast<model::Select>(prng.below(3));
  const std::uint64_t share = prng.below(3);
  scenario.catch_up_permille = share == 0 ? 50 : share == 1 ? 200 : 500;
  return scenario;
}

}  // namespace stellwerk::sim
