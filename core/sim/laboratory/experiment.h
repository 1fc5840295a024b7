// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/sim/laboratory/comparison.h"
#include "core/sim/laboratory/contact_center.h"
#include "core/sim/laboratory/contender.h"
#include "core/sim/workload/day.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// Several policies on the same runs.
// Thread safety: run() from any thread, one at a time for each hand and once for each number; all
// of them before results().
class Experiment {
 public:
  // `scenario` and `days` must outlive it. REQUIRES: hands > 0.
  Experiment(const Scenario& scenario, const DaySource& days, std::vector<Contender> contenders,
             std::uint32_t runs, unsigned hands);

  // Run `number`, from 0, under every policy.
  void run(std::uint32_t number, unsigned hand);

  // By policy, in the order of the constructor.
  [[nodiscard]] std::vector<Runs> results() const;

 private:
  struct Hand {
    Day day;
    std::vector<std::unique_ptr<ContactCenter>> centers;  // by policy, as below
    std::vector<Tally> tallies;
  };

  const DaySource& days_;
  std::vector<Contender> contenders_;
  std::vector<Hand> hands_;
  std::vector<std::vector<RunOutcome>> outcomes_;  // by policy, by number
};

}  // namespace stellwerk::lab
