// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stellwerk::cli {

struct CompareOptions {
  std::string scenario = "N";  // a name that is shipped, or a file
  std::vector<double> loads;   // none: the scenario's own
  std::vector<std::string> policies = {"sla-first", "fifo"};
  std::uint32_t days = 20;
  std::uint64_t seed = 1;
  unsigned jobs = 0;  // threads; 0: as many as the machine has
  bool bound = true;  // with the pooled bound
  std::string json;   // a file, or "-"; empty: none
  std::string csv;    // as above
};

// Runs `stellwerk sim compare`. Exit code: 0 when done, 1 when a file cannot be written, 2 for
// options or a scenario that cannot be.
[[nodiscard]] int run_compare(const CompareOptions& options);

}  // namespace stellwerk::cli
