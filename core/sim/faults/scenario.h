// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/model/policy.h"
#include "core/sim/faults/feature.h"
#include "core/sim/faults/mutant.h"

namespace stellwerk::sim {

// One run: everything that happens in it follows from this.
struct Scenario {
  // Draws features, sizes and weights.
  static Scenario draw(std::uint64_t seed);

  [[nodiscard]] bool has(Feature feature) const { return features.has(feature); }
  // q0 to this one, without it.
  [[nodiscard]] std::uint32_t queues() const { return has(Feature::kOverflows) ? 4 : 3; }
  [[nodiscard]] bool has_calls() const {
    return has(Feature::kExclusive) || has(Feature::kInterruptions);
  }

  // Waits are expected as soon as somebody comes to wait, by a timer that is due at once.
  [[nodiscard]] bool looks_at_once() const {
    return has(Feature::kLongWaits) || has(Feature::kOverflows);
  }

  std::uint64_t seed = 0;
  std::uint32_t steps = 0;
  FeatureSet features;
  Mutant mutant = Mutant::kNone;

  std::uint32_t agents = 8;
  std::uint32_t clients = 3;
  std::uint32_t waiting_wanted = 10;  // conversations
  std::uint32_t burst_max = 4;        // commands a client sends at once
  std::int64_t step_ms = 100;         // mean time that passes where time passes
  std::uint32_t crash_every = 1'000;  // steps, in the mean
  // With quotas: conversations that are open at once, and registered agents.
  std::uint32_t open_max = 0;
  std::uint32_t agents_max = 0;
  model::Rule rule = model::Rule::kSlaFirst;
  model::Select select = model::Select::kLeastLoaded;
  std::uint32_t catch_up_permille = 50;
};

}  // namespace stellwerk::sim
