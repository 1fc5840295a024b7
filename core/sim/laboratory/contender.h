// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/model/policy.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// One of the policies that are compared on a scenario.
struct Contender {
  std::string name;  // as it was asked for
  // With the scenario's own policy but for what the name says.
  model::Policy policy;
  // Whose priority is better than his class's counts as come so much earlier.
  base::Duration credit{0};
  // Everybody can do everything, and who cannot start on time is turned away.
  bool pool = false;
};

struct ReadContender {
  Contender contender;
  std::string error;  // empty when it could be read
};

// Reads "sla-first", or a rule and what is to be different, joined by '+': a rule to select agents
// by ("fifo+least-loaded"), "reserve=2", "catch_up=0.1", "surcharge", "late_max=off", "credit=90s".
// fifo, priority and edf select the longest idle agent unless they say otherwise.
[[nodiscard]] ReadContender read_contender(std::string_view text, const Scenario& scenario);

// Whichever of these has more on time is taken for what no routing can beat. Where customers differ
// in what they expect, neither is the best for all loads.
[[nodiscard]] std::vector<Contender> pooled_contenders(const Scenario& scenario);

}  // namespace stellwerk::lab
