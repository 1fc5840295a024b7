// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace stellwerk::queueing {

// Mean waits of classes by priority, the highest first, at one station of agents who finish all of
// them at the same rate and break nothing off (Cobham, "Priority assignment in waiting line
// problems", 1954; Kella and Yechiali, "Waiting times in the non-preemptive priority M/M/c queue",
// 1985). First come first served within a class. Infinite for a class that, with those above it,
// brings as much as the agents can do. REQUIRES: rates >= 0, service_rate > 0, agents >= 1.
[[nodiscard]] std::vector<double> priority_waits(double service_rate, std::uint32_t agents,
                                                 std::span<const double> arrival_rates);

}  // namespace stellwerk::queueing
