// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/queueing/station.h"

// Erlang C (A. K. Erlang, 1917): M/M/c. Who finds no agent free waits, however long, first come
// first served.
namespace stellwerk::queueing {

// Share that has to wait, 0 to 1, from a load in Erlang; 1 when the load is not below the number of
// agents. REQUIRES: load >= 0 and finite, agents >= 1.
[[nodiscard]] double wait_probability(double load, std::uint32_t agents);

// With a load not below the number of agents the queue grows without end: p_wait and occupancy are
// 1, the service level 0 and both mean waits infinite. REQUIRES: target >= 0.
[[nodiscard]] Measures erlang_c(const Station& station, double target);

}  // namespace stellwerk::queueing
