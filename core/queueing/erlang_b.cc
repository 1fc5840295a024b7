// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/erlang_b.h"

#include <cmath>

#include "core/base/check.h"

namespace stellwerk::queueing {

double blocking_probability(double load, std::uint32_t agents) {
  SW_CHECK(load >= 0 && std::isfinite(load));
  double blocking = 1;
  for (std::uint32_t n = 1; n <= agents; ++n) {
    const double carried = load * blocking;
    blocking = carried / (static_cast<double>(n) + carried);
  }
  return blocking;
}

Measures erlang_b(const Station& station) {
  SW_CHECK(station.agents >= 1 && station.service_rate > 0);
  Measures measures;
  measures.blocking = blocking_probability(station.load(), station.agents);
  measures.service_level = 1 - measures.blocking;
  measures.occupancy = station.load() * (1 - measures.blocking) / station.agents;
  return measures;
}

}  // namespace stellwerk::queueing
