// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/sim/faults/complaint.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/scenario.h"

namespace stellwerk::sim {

// What one run came to.
struct Outcome {
  Complaints complaints;
  Coverage coverage;
  std::uint32_t steps = 0;  // until it ended
  std::string digest;       // of the shard at the end; empty after a complaint
  std::vector<std::string> trail;
};

// `trail`: with what happened last.
[[nodiscard]] Outcome run(const Scenario& scenario, bool trail = false);

// The smallest scenario that was found in which the same checker complains: fewer steps, and
// without the features that it happens without. REQUIRES: run(scenario) has complained.
[[nodiscard]] Scenario shrink(const Scenario& scenario, const Outcome& failed);

}  // namespace stellwerk::sim
