// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

// `stellwerk plan staffing`: how many agents of which profile it takes.
namespace stellwerk::cli {

inline constexpr std::uint32_t kStaffingDaysMin = 30;

struct StaffingOptions {
  std::string scenario = "N";     // a name that is shipped, or a file
  std::string forecast;           // a file; empty: the scenario's load, all day
  std::string day;                // of the forecast; empty: its first
  std::optional<double> erlangs;  // in place of the scenario's load
  std::optional<double> goal;     // of every class, in place of its queue's
  std::string policy = "sla-first";
  double shrinkage = 0;  // share of the paid time in which agents are not there
  std::uint32_t days = kStaffingDaysMin;
  std::uint64_t seed = 1;
  unsigned jobs = 0;  // threads; 0: as many as the machine has
  std::string json;   // a file, or - for standard output, where nothing else is written then
  std::string csv;    // as above
};

// The program's exit code: 0; 1 when the goals cannot be reached or a file cannot be written; 2
// for options, a scenario or a forecast that cannot be.
[[nodiscard]] int run_staffing(const StaffingOptions& options);

}  // namespace stellwerk::cli
