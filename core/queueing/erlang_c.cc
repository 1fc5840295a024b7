// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/erlang_c.h"

#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/queueing/erlang_b.h"

namespace stellwerk::queueing {

double wait_probability(double load, std::uint32_t agents) {
  SW_CHECK(agents >= 1);
  if (load >= agents) return 1;
  const double blocking = blocking_probability(load, agents);
  return agents * blocking / ((agents - load) + load * blocking);
}

Measures erlang_c(const Station& station, double target) {
  SW_CHECK(station.service_rate > 0 && target >= 0);
  Measures measures;
  measures.p_wait = wait_probability(station.load(), station.agents);
  const double spare = station.agents * station.service_rate - station.arrival_rate;
  if (station.load() >= station.agents || spare <= 0) {
    measures.p_wait = 1;
    measures.mean_wait = std::numeric_limits<double>::infinity();
    measures.occupancy = 1;
  } else {
    measures.service_level = 1 - measures.p_wait * std::exp(-spare * target);
    measures.mean_wait = measures.p_wait / spare;
    measures.occupancy = station.load() / station.agents;
  }
  measures.mean_answer_wait = measures.mean_wait;
  return measures;
}

}  // namespace stellwerk::queueing
