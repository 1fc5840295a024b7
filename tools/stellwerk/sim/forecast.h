// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stellwerk::cli {

struct ForecastOptions {
  std::string scenario = "messaging";  // a name that is shipped, or a file
  std::vector<double> loads;           // none: the scenario's own
  std::string policy = "sla-first";
  std::uint32_t days = 20;
  std::uint64_t seed = 1;
  unsigned jobs = 0;  // threads; 0: as many as the machine has
  std::string json;   // a file, or "-"; empty: none
};

// Runs `stellwerk sim forecast`. Exit code: 0 when done, 1 when a file cannot be written, 2 for
// options or a scenario that cannot be.
[[nodiscard]] int run_forecast(const ForecastOptions& options);

}  // namespace stellwerk::cli
