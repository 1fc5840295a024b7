// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_report.h"

#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace stellwerk::cli {
namespace {

double microseconds(std::uint64_t ns) { return static_cast<double>(ns) / 1e3; }

}  // namespace

std::string LoadReport::json() const {
  const LatencyHistogram& latency = common->latency;
  nlohmann::ordered_json report;
  report["cycles_per_s"] = static_cast<double>(common->measured_cycles) / seconds;
  report["latency_us"] = {{"p50", microseconds(latency.quantile(0.50))},
                          {"p90", microseconds(latency.quantile(0.90))},
                          {"p99", microseconds(latency.quantile(0.99))},
                          {"p999", microseconds(latency.quantile(0.999))},
                          {"max", microseconds(latency.max())}};
  report["rate"] = nullptr;  // closed loop: as fast as it goes
  report["errors"] = common->errors;
  report["assigned"] = common->assigned;
  report["assigned_by_daemon"] = nullptr;
  if (assigned_by_daemon) report["assigned_by_daemon"] = *assigned_by_daemon;
  report["policy"] = options->rule;
  report["workload"] = "load80";
  report["connections"] = options->connections;
  report["pipeline"] = options->pipeline;
  report["agents"] = options->agents;
  report["seconds"] = seconds;
  report["seed"] = options->seed;
  report["opened"] = common->next;
  report["waited"] = common->waited;
  report["closed_waiting"] = common->closed_waiting;
  report["looks"] = common->looks;
  return report.dump(2) + "\n";
}

std::string LoadReport::text() const {
  const LatencyHistogram& latency = common->latency;
  std::string text = fmt::format(
      "load80, {} agents, {} connections, {} commands under way on each, {}\n"
      "{:.0f} cycles/s (open, assigned, close; {:.2f} s, {} commands/s)\n"
      "CONV.OPEN round trip: p50 {:.0f} us, p90 {:.0f}, p99 {:.0f}, p99.9 {:.0f}, max {:.0f}\n"
      "assigned {}, of these not at once {}; closed before that {}; errors {}\n",
      options->agents, options->connections, options->pipeline, options->rule,
      static_cast<double>(common->measured_cycles) / seconds, seconds,
      static_cast<std::uint64_t>(2 * static_cast<double>(common->measured_cycles) / seconds),
      microseconds(latency.quantile(0.5)), microseconds(latency.quantile(0.9)),
      microseconds(latency.quantile(0.99)), microseconds(latency.quantile(0.999)),
      microseconds(latency.max()), common->assigned, common->waited - common->closed_waiting,
      common->closed_waiting, common->errors);
  if (assigned_by_daemon) {
    text += fmt::format("assigned, as the daemon counts: {}\n", *assigned_by_daemon);
  }
  if (common->errors > 0) text += "first error: " + common->first_error + "\n";
  return text;
}

bool LoadReport::write() const {
  if (options->json == "-") {
    std::fputs(json().c_str(), stdout);
  } else {
    std::fputs(text().c_str(), stdout);
  }
  bool good = common->errors == 0;
  if (!options->json.empty() && options->json != "-") {
    std::ofstream file(options->json);
    file << json();
    if (!file.flush()) {
      fmt::print(stderr, "stellwerk load: cannot write {}\n", options->json);
      good = false;
    }
  }
  if (assigned_by_daemon && *assigned_by_daemon != common->assigned) {
    fmt::print(stderr, "stellwerk load: the daemon counts {} assignments, the client {}\n",
               *assigned_by_daemon, common->assigned);
    good = false;
  }
  return good;
}

}  // namespace stellwerk::cli
