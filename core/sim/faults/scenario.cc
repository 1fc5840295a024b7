// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/scenario.h"

#include <array>
#include <utility>

#include "core/base/prng.h"

namespace stellwerk::sim {
namespace {

bool is_later(Feature feature) { return feature >= kFirstLater && feature < Feature::kKills; }

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
      return 30;
    case Feature::kKills:
    case Feature::kPowerCuts:
    case Feature::kRepeats:
      return 80;
    default:
      return is_later(feature) ? 30 : 50;
  }
}

// What another feature needs to show itself.
void add_implied(FeatureSet& features) {
  constexpr std::array<std::pair<Feature, Feature>, 7> kNeeds = {{
      {Feature::kSeveral, Feature::kOffers},
      {Feature::kLimits, Feature::kOffers},
      {Feature::kTurns, Feature::kBots},
      {Feature::kTurns, Feature::kMessages},
      {Feature::kFragments, Feature::kMessages},
      {Feature::kBudgets, Feature::kMessages},
      {Feature::kRenewals, Feature::kHours},
  }};
  for (const auto& [feature, needed] : kNeeds) {
    if (features.has(feature)) features.set(needed, true);
  }
}

}  // namespace

Scenario Scenario::draw(std::uint64_t seed) {
  base::Prng prng(seed);
  Scenario scenario;
  scenario.seed = seed;
  scenario.steps = static_cast<std::uint32_t>(prng.between(4'000, 12'000));
  const bool plain = prng.chance(1, 3);
  for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
    const auto feature = static_cast<Feature>(i);
    const bool drawn = prng.chance(share(feature), 100);
    scenario.features.set(feature, drawn && !(plain && is_later(feature)));
  }
  add_implied(scenario.features);
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
  scenario.open_max = static_cast<std::uint32_t>(prng.between(5, 60));
  scenario.agents_max = scenario.agents - static_cast<std::uint32_t>(prng.below(2));
  const std::uint64_t share = prng.below(3);
  scenario.catch_up_permille = share == 0 ? 50 : share == 1 ? 200 : 500;
  return scenario;
}

}  // namespace stellwerk::sim
