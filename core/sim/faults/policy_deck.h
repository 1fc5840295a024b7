// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/model/policy.h"
#include "core/sim/faults/scenario.h"

namespace stellwerk::sim {

// The policies of one run: the same queues q0 to q2 each time, under other terms.
inline constexpr std::uint32_t kPolicyVariants = 4;

[[nodiscard]] model::Policy policy_variant(const Scenario& scenario, std::uint32_t variant);
// The document's text, which tells one version from another.
[[nodiscard]] std::string policy_text(std::uint32_t variant);

}  // namespace stellwerk::sim
