// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/reserve.h"

#include <cmath>

#include "core/base/check.h"

namespace stellwerk::queueing {

double late_share(const Station& station, std::uint32_t kept_free, double target) {
  SW_CHECK(station.agents >= 1 && station.service_rate > 0 && target >= 0);
  SW_CHECK(kept_free <= station.agents);
  const double load = station.load();
  const double spare = station.agents * station.service_rate - station.arrival_rate;
  if (load >= station.agents || spare <= 0) return 1;
  // Odds of a free agent against all just busy, by the recurrence of Erlang B from the chain's end.
  double free = 0;
  for (std::uint32_t busy = station.agents - kept_free; busy < station.agents; ++busy) {
    free = (free + 1) * (busy + 1.0) / load;
  }
  const double waiting = station.agents / (station.agents - load);
  return waiting / (free + waiting) * std::exp(-spare * target);
}

}  // namespace stellwerk::queueing
