// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Formulas for one station of equal agents: conversations come at random (Poisson), handling times
// are exponential, and everything is in the long run. Rates are per unit of time and times in the
// same unit, whatever the caller chooses; shares are from 0 to 1. In doubles, so nothing here has a
// place in the routing engine.
namespace stellwerk::queueing {

// REQUIRES, wherever one is taken: arrival_rate >= 0, service_rate > 0, both finite, agents >= 1.
struct Station {
  double arrival_rate = 0;   // conversations per unit of time
  double service_rate = 1;   // that one busy agent finishes per unit of time
  std::uint32_t agents = 1;  // formulas are tested up to 10,000 of them

  // In Erlang: the mean number of busy agents, were there enough.
  [[nodiscard]] double load() const { return arrival_rate / service_rate; }
};

// What becomes of those who come in. Infinite is a value: the mean wait where a queue grows without
// end.
struct Measures {
  double blocking = 0;          // share turned away because no agent is free
  double p_wait = 0;            // share that has to wait
  double service_level = 0;     // share that an agent begins to serve within the target
  double mean_answer_wait = 0;  // of those who are served
  double mean_wait = 0;         // of all who are not turned away, until served or gone
  double p_abandon = 0;         // share that gives up waiting
  double occupancy = 0;         // share of its time that an agent is busy
};

}  // namespace stellwerk::queueing
