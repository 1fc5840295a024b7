// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/workload/day.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::lab {

// Days drawn from a scenario with a seed. Equal arguments give equal days; another load moves
// arrivals closer and changes nothing else.
class DrawnDays final : public DaySource {
 public:
  // `scenario` must outlive it.
  DrawnDays(const Scenario& scenario, double load, std::uint64_t seed);

  void make(std::uint32_t number, Day& day) const override;

 private:
  void draw_class(std::uint32_t number, std::size_t index, Day& day) const;

  const Scenario& scenario_;
  const double load_;
  const std::uint64_t seed_;
  std::vector<Seat> seats_;
};

// Everybody's duty in a run of the scenario.
[[nodiscard]] std::vector<Seat> seats_of(const Scenario& scenario);

}  // namespace stellwerk::lab
