// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/deadline.h"

#include <cmath>

#include "core/base/check.h"
#include "core/queueing/erlang_b.h"

namespace stellwerk::queueing {

double on_time_share(const Station& station, double deadline) {
  SW_CHECK(station.agents >= 1 && station.service_rate > 0 && deadline >= 0);
  if (station.arrival_rate == 0) return 1;
  // The wait ahead of an arrival has the density λ p e^((λ-cµ)x) up to the deadline and from there
  // on λ p e^(λT-cµx), where p is the share of time with all but one busy and p/B that with one
  // free.
  const double capacity = station.agents * station.service_rate;
  const double blocking = blocking_probability(station.load(), station.agents - 1);
  const double drift = (station.arrival_rate - capacity) * deadline;
  const double in_time = drift == 0 ? deadline : deadline * -std::expm1(-drift) / drift;
  const double late = station.arrival_rate / capacity;
  // All parts divided by p e^((λ-cµ)T), so that only what becomes negligible can overflow.
  const double free = std::exp(-drift) / blocking;
  return 1 - late / (free + station.arrival_rate * in_time + late);
}

}  // namespace stellwerk::queueing
