// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/client/histogram.h"
#include "tools/stellwerk/load/latency_limit.h"

namespace stellwerk::cli {

// What one run does.
struct LoadShape {
  std::uint32_t connections = 4;
  std::uint32_t pipeline = 64;
  std::optional<double> per_second = std::nullopt;  // open loop; empty: closed loop
};

// What one run has counted. A cycle is a conversation opened, assigned and closed.
struct LoadFigures {
  LoadShape shape;
  // The closed loop just before, when the rate is a share of that; otherwise 0.
  double highest_per_second = 0;

  // The whole run.
  std::uint64_t opened = 0;
  std::uint64_t assigned = 0;
  std::uint64_t cycles = 0;
  std::uint64_t closed_waiting = 0;  // at the end, because nobody could take them
  std::uint64_t waited = 0;          // not assigned at once
  std::uint64_t looks = 0;           // CONV.OPENs sent again to see after those
  std::uint64_t errors = 0;
  std::string first_error;
  // By the daemon's own counters.
  std::optional<std::uint64_t> assigned_by_daemon;
  std::optional<std::uint64_t> assigned_by_metrics;

  // While measuring.
  double seconds = 0;
  std::uint64_t measured_cycles = 0;
  std::uint64_t arrivals = 0;    // of an open loop
  std::uint64_t unanswered = 0;  // of these, when the run gave up; in `latency` with their age then
  LatencyHistogram latency;      // of CONV.OPEN, from its schedule in an open loop, else as sent
  LatencyHistogram sent_late;    // the part of it before the client had sent it
  double client_busy = 0;        // share of the time that this process had a core

  [[nodiscard]] double cycles_per_s() const {
    return seconds > 0 ? static_cast<double>(measured_cycles) / seconds : 0;
  }
  // Whether an open loop's rate was kept up: all but 2 % within the time (or the last two), all in
  // the end.
  [[nodiscard]] bool kept_up() const;
  // Whether it was kept up, without errors, and somebody's latency was measured and within that.
  [[nodiscard]] bool meets(const LatencyLimit& limit) const;
  // Nothing failed and all counts of assignments agree.
  [[nodiscard]] bool is_good() const;
};

}  // namespace stellwerk::cli
