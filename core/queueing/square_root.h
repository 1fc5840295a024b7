// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Square-root staffing (Halfin and Whitt, "Heavy-traffic limits for queues with many exponential
// servers", 1981): with load + c * sqrt(load) agents the share that waits depends on c alone as the
// load grows. A good first guess and a way to see how much a larger team saves; Erlang C is exact.
namespace stellwerk::queueing {

// Share that waits, in the limit; 1 for c <= 0.
[[nodiscard]] double square_root_p_wait(double c);

// The c at which `p_wait` have to wait. REQUIRES: 0 < p_wait < 1.
[[nodiscard]] double square_root_c(double p_wait);

// load + c * sqrt(load), rounded up, at least 1. REQUIRES: load >= 0, the result below 2^31.
[[nodiscard]] std::uint32_t square_root_agents(double load, double c);

}  // namespace stellwerk::queueing
