// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/queueing/station.h"

// Erlang B (A. K. Erlang, 1917): M/M/c/c. Who finds no agent free is turned away.
namespace stellwerk::queueing {

// Share that is turned away, 0 to 1, from a load in Erlang. No agents: 1. By the recurrence
// B(n) = aB(n-1) / (n + aB(n-1)), which loses no digits. REQUIRES: load >= 0 and finite.
[[nodiscard]] double blocking_probability(double load, std::uint32_t agents);

// Nobody waits, so the service level is the share not turned away, whatever the target.
[[nodiscard]] Measures erlang_b(const Station& station);

}  // namespace stellwerk::queueing
