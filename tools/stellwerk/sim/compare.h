// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace stellwerk::cli {

// The scenario that is not drawn: the days of a recorded month as they were.
inline constexpr const char* kRecordedScenario = "bank";
inline constexpr const char* kTraceDefault = "../shared/data/bank1999/calls_1999-01.csv";

struct CompareOptions {
  std::string scenario = "N";  // a name that is shipped, a file, or kRecordedScenario
  std::string trace;           // of kRecordedScenario: calls of a month; empty: kTraceDefault
  std::string directory;       // of what belongs to the trace; empty: the trace's own
  std::vector<double> loads;   // none: the scenario's own
  std::vector<std::string> policies = {"sla-first", "fifo"};
  // None: 20 of what is drawn, all of what is recorded.
  std::optional<std::uint32_t> days;
  std::uint64_t seed = 1;
  unsigned jobs = 0;  // threads; 0: as many as the machine has
  bool bound = true;  // with the pooled bound
  std::string json;   // a file, or "-"; empty: none
  std::string csv;    // as above
  std::string html;   // as above
};

// Runs `stellwerk sim compare`. Exit code: 0 when done, 1 when a file cannot be written or
// a record is not met by its own policy, 2 for options or a scenario that cannot be.
[[nodiscard]] int run_compare(const CompareOptions& options);

}  // namespace stellwerk::cli
