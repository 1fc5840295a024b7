// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sim/laboratory/outcome.h"
#include "core/sim/workload/day.h"
#include "core/sim/workload/scenario.h"

namespace stellwerk::cli {

// What a gate is judged by: shares of those who asked for a person, and the mean wait of the
// served.
struct ServiceFigures {
  double abandoned = 0;
  double mean_wait_s = 0;
  double within_60s = 0;  // served so soon

  // Whether `simulated` comes close enough for a comparison to mean something: abandonment and mean
  // wait within 10 %, the share within a minute by .03.
  [[nodiscard]] bool matches(const ServiceFigures& simulated) const;
};

// A month of recorded days, one run each: calls and staffing as they were, with what no record can
// know drawn from the seed.
class RecordedDays final : public lab::DaySource {
 public:
  // Reads `trace`, .../calls_MONTH.csv, with skills_* and avail_* beside it, or in `directory`.
  // Nothing, with `error` saying what is wrong, when that cannot be.
  [[nodiscard]] static std::optional<RecordedDays> read(const std::string& trace,
                                                        const std::string& directory,
                                                        std::uint64_t seed, std::string& error);

  void make(std::uint32_t number, lab::Day& day) const override { day = days_[number]; }

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(days_.size()); }
  [[nodiscard]] const lab::Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const ServiceFigures& recorded() const { return recorded_; }

 private:
  lab::Scenario scenario_;
  std::vector<lab::Day> days_;
  ServiceFigures recorded_;
};

// Of all runs together.
[[nodiscard]] ServiceFigures service_figures(const std::vector<lab::RunOutcome>& outcomes,
                                             const lab::Tally& tally);

// How the recorded centre routed: who came first, high priority a minute and a half ahead.
inline constexpr const char* kAsRecorded = "fifo+credit=90s";

}  // namespace stellwerk::cli
