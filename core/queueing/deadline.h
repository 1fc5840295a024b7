// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/queueing/station.h"

namespace stellwerk::queueing {

// Share that begins to be served by its deadline where who has waited so long leaves unserved:
// M/M/c with a fixed patience (Baccelli and Hebuterne, "On queues with impatient customers", 1981),
// first come first served, at any load. No order of serving begins more of them in time (Panwar,
// Towsley and Wolf, "Optimal scheduling policies for a class of queues with customer deadlines to
// the beginning of service", 1988), so it bounds what teams with less in common can reach.
// REQUIRES: deadline >= 0.
[[nodiscard]] double on_time_share(const Station& station, double deadline);

}  // namespace stellwerk::queueing
