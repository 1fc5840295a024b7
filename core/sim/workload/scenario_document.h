// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/policy/compile.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// When the first run begins, for the engine: a midnight.
inline constexpr base::Instant kRunStart{1'755'043'200'000};

struct ReadScenario {
  Scenario scenario;                      // of use only without problems
  std::vector<policy::Problem> problems;  // by line

  [[nodiscard]] bool ok() const { return problems.empty(); }
};

// Reads a scenario: a policy document with [scenario], [[class]] and [[agents]] beside what a
// policy has. Checks everything.
[[nodiscard]] ReadScenario read_scenario(std::string_view toml);

}  // namespace stellwerk::lab
