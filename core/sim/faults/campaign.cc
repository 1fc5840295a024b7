// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/campaign.h"

#include "core/base/check.h"
#include "core/sim/faults/world.h"

namespace stellwerk::sim {

Outcome run(const Scenario& scenario, bool trail) {
  World world(scenario);
  if (trail) world.keep_trail();
  world.run();
  return {world.complaints(), world.coverage(), world.steps(), world.digest(), world.trail()};
}

Scenario shrink(const Scenario& scenario, const Outcome& failed) {
  SW_CHECK(failed.complaints.any());
  const Checker checker = failed.complaints.checker();
  Scenario least = scenario;
  least.steps = failed.steps;
  const auto still_fails = [&](Scenario& candidate) {
    const Outcome outcome = run(candidate);
    if (!outcome.complaints.any() || outcome.complaints.checker() != checker) return false;
    candidate.steps = outcome.steps;
    return true;
  };
  // What is dropped changes what is drawn behind it, so one pass may open the way for another.
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::uint8_t i = 0; i < kFeatureCount; ++i) {
      const auto feature = static_cast<Feature>(i);
      if (!least.has(feature)) continue;
      Scenario candidate = least;
      candidate.features.set(feature, false);
      if (!still_fails(candidate)) continue;
      least = candidate;
      smaller = true;
    }
  }
  return least;
}

}  // namespace stellwerk::sim
