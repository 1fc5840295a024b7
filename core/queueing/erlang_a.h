// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/queueing/station.h"

// Erlang A (Palm, 1946; Garnett, Mandelbaum and Reiman, "Designing a call center with impatient
// customers", 2002): M/M/c+M. Who waits gives up after an exponential time, his patience.
namespace stellwerk::queueing {

// Mean number of arrivals during one mean patience; larger ones take more memory than is sensible.
inline constexpr double kArrivalsPerPatienceMax = 1e8;

// The share `service_level` counts those served within the target among all who come in; who gives
// up early counts against it. There is a long run at any load.
// REQUIRES: patience > 0, arrival_rate * patience <= kArrivalsPerPatienceMax, target >= 0.
[[nodiscard]] Measures erlang_a(const Station& station, double patience, double target);

}  // namespace stellwerk::queueing
