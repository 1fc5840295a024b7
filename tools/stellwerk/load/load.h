// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

struct LoadOptions {
  Access daemon;
  std::optional<Address> http;  // where /metrics is: the daemon's own count is compared then
  std::uint32_t connections = 4;
  std::uint32_t pipeline = 64;  // commands under way on each
  std::uint32_t agents = 1'000;
  double seconds = 4;
  std::uint64_t seed = 1;
  std::string rule = "sla-first";
  std::string json;  // file for the report, "-" for standard output; empty: text only
};

// Runs the job `load80` (core/sim/load_job.h) as fast as the daemon answers, with 80 % of the
// agents' capacity busy, and reports. 0 when nothing failed and the counts agree, 1 when not, 2
// when the job could not be run.
[[nodiscard]] int run_load(const LoadOptions& options);

}  // namespace stellwerk::cli
