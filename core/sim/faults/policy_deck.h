// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/model/policy.h"
#include "core/sim/faults/scenario.h"

namespace stellwerk::sim {

// The policies of one run: the same queues q0 to q2, or q3, each time, under other terms.
inline constexpr std::uint32_t kPolicyVariants = 4;

[[nodiscard]] model::Policy policy_variant(const Scenario& scenario, std::uint32_t variant);
// The document's text, which tells one version from another. With renewals it says of calendars as
// much as it takes to know them for longer.
[[nodiscard]] std::string policy_text(const Scenario& scenario, std::uint32_t variant);

// What the run's later features say in the policy. `scale`: milliseconds that durations go by.
void add_later_features(const Scenario& scenario, std::uint32_t variant, std::int64_t scale,
                        model::Policy& policy);

}  // namespace stellwerk::sim
