// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/engine/fixed_point.h"

namespace stellwerk::engine {

// The share of a protected class that starts late when `reserve` of `agents` are kept free of
// deferrable work, which is there without end and takes as long: states agents-reserve … agents-1
// busy, then a geometric queue, waiting beyond `target` with rate (agents/mean - lambda). Arrivals
// come at `arrivals` in `period`; work takes `mean`. kOne when the class alone fills the agents.
// REQUIRES: reserve <= agents, agents > 0, mean > 0, period > 0.
[[nodiscard]] Fixed late_share(std::uint32_t agents, std::uint32_t reserve, std::uint64_t arrivals,
                               base::Duration period, base::Duration mean, base::Duration target);

// The least reserve whose late_share is at most `late_max`, but no more than
// min(3, max(1, 15 % of agents)), which is also the answer when none suffices.
[[nodiscard]] std::uint32_t least_reserve(std::uint32_t agents, std::uint64_t arrivals,
                                          base::Duration period, base::Duration mean,
                                          base::Duration target, Fixed late_max);

}  // namespace stellwerk::engine
