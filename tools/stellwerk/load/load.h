// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/stellwerk/client/access.h"
#include "tools/stellwerk/load/latency_limit.h"
#include "tools/stellwerk/load/rate.h"

namespace stellwerk::cli {

// How full the agents are kept (core/sim/load_job.h).
enum class Workload : std::uint8_t {
  kLoad80,  // 80 % of their capacity is open
  kOver,    // all of it, and max(1000, agents) wait: whoever becomes free takes one of those
};
[[nodiscard]] std::string_view name(Workload workload);

struct LoadOptions {
  Access daemon;
  std::optional<Address> http;  // where /metrics is: its count of assignments is compared, too
  // Each a list for a sweep; otherwise one.
  std::vector<std::uint32_t> connections = {4};
  std::vector<std::uint32_t> pipelines = {64};  // commands under way on each, at most
  std::vector<Rate> rates = {Rate{}};
  std::uint32_t agents = 1'000;
  double seconds = 4;  // to measure, of each run
  std::uint64_t seed = 1;
  Workload workload = Workload::kLoad80;
  std::string rule = "sla-first";
  bool sweep = false;
  std::optional<LatencyLimit> limit;  // look for the highest rate within it
  std::string json;  // file for the report, "-" for standard output; empty: text only
};

// Runs the job against a daemon without conversations and reports: once, for each combination of
// a sweep, or for many rates in search of the highest within a limit. 0 when nothing failed, the
// counts agree and a rate was found, 1 when not, 2 when the job could not be run.
[[nodiscard]] int run_load(const LoadOptions& options);

}  // namespace stellwerk::cli
