// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/priority.h"

#include <limits>
#include <numeric>

#include "core/base/check.h"
#include "core/queueing/erlang_c.h"

namespace stellwerk::queueing {

std::vector<double> priority_waits(double service_rate, std::uint32_t agents,
                                   std::span<const double> arrival_rates) {
  SW_CHECK(service_rate > 0 && agents >= 1);
  const double capacity = agents * service_rate;
  const double all = std::accumulate(arrival_rates.begin(), arrival_rates.end(), 0.0);
  // Saturated, the lowest classes keep every agent busy, and the others still get through.
  const double p_wait = wait_probability(all / service_rate, agents);
  std::vector<double> waits;
  double above = 0;
  for (const double rate : arrival_rates) {
    SW_CHECK(rate >= 0);
    const double with = above + rate;
    waits.push_back(with < capacity ? p_wait * capacity / ((capacity - above) * (capacity - with))
                                    : std::numeric_limits<double>::infinity());
    above = with;
  }
  return waits;
}

}  // namespace stellwerk::queueing
