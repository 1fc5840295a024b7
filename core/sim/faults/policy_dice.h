// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/model/policy.h"
#include "core/sim/faults/scenario.h"

namespace stellwerk::sim {

// Draws what a policy says, durations by its scale.
class PolicyDice {
 public:
  PolicyDice(std::uint64_t seed, std::int64_t scale) : prng_(seed), scale_(scale) {}

  std::int64_t number(std::int64_t least, std::int64_t greatest) {
    return prng_.between(least, greatest);
  }
  bool chance(std::uint64_t part, std::uint64_t whole) { return prng_.chance(part, whole); }
  base::Duration span(std::int64_t least, std::int64_t greatest) {
    return {prng_.between(least, greatest) * scale_};
  }

 private:
  base::Prng prng_;
  std::int64_t scale_;
};

// Steps, overflows, opening hours and waits that are told of.
void add_plans(const Scenario& scenario, PolicyDice dice, model::Policy& policy);

}  // namespace stellwerk::sim
