// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sim/laboratory/comparison.h"
#include "tools/stellwerk/sim/recorded_days.h"

namespace stellwerk::cli {

// What a record says, and what the engine makes of it by the rules that were in force then.
struct Gate {
  ServiceFigures recorded, simulated;

  [[nodiscard]] bool passed() const { return recorded.matches(simulated); }
};

// What was compared at one load.
struct LoadResult {
  double load = 0;  // NaN: as recorded
  std::vector<lab::PolicyFigures> policies;
  std::optional<lab::PolicyFigures> bound;   // pooled; if it was wanted
  std::vector<lab::Difference> differences;  // of each policy but the first, against the first
};

struct ComparisonResult {
  std::string scenario, title;
  std::vector<std::string> groups;  // of agents
  std::uint32_t days = 0;
  std::uint32_t runs = 0;  // independent ones, of one day or several in a row
  std::uint64_t seed = 0;
  std::vector<LoadResult> loads;
  std::optional<Gate> gate;
};

}  // namespace stellwerk::cli
