// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace stellwerk::lab {

// Agents by profile, then by interval of the day.
using StaffingPlan = std::vector<std::vector<std::uint32_t>>;

// How far each interval is from its goals; 0 where all of them are met.
using Shortfalls = std::vector<double>;

// Looks for a cheap plan that meets all goals: adds, where they are not met, the profile that gains
// most for its cost, then takes agents out and exchanges them for cheaper ones as long as they stay
// met. Intervals are tried together, each with a move of its own, so the number of trials does not
// grow with theirs. What comes out cannot be made cheaper by one such move; that nothing else is
// cheaper, nobody can promise.
class StaffingSearch {
 public:
  // Judges a plan. Equal plans are judged once.
  using Judge = std::function<Shortfalls(const StaffingPlan& plan)>;

  // `costs` by profile. REQUIRES: each above 0.
  StaffingSearch(std::vector<double> costs, Judge judge);

  // A plan that meets all goals; nothing when even `agents_max` in an interval do not.
  // REQUIRES: as many profiles in `start` as there are costs.
  [[nodiscard]] std::optional<StaffingPlan> from(StaffingPlan start, std::uint32_t agents_max);

  // Of all intervals together.
  [[nodiscard]] double cost(const StaffingPlan& plan) const;

 private:
  // So many of one profile out, and so many of another in.
  struct Exchange {
    std::size_t out;
    std::uint32_t out_count;
    std::size_t in;
    std::uint32_t in_count;
    double saving;
  };

  void list_exchanges();
  const Shortfalls& judged(const StaffingPlan& plan);
  [[nodiscard]] std::size_t most_gain(const std::vector<Shortfalls>& tried, double before,
                                      std::size_t interval) const;
  bool fill(StaffingPlan& plan, std::uint32_t agents_max);
  bool save(const Exchange& exchange, StaffingPlan& plan);

  const std::vector<double> costs_;
  const Judge judge_;
  std::vector<Exchange> exchanges_;  // by what they save, most first
  std::map<StaffingPlan, Shortfalls> judged_;
};

}  // namespace stellwerk::lab
