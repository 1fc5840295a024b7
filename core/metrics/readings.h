// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/engine/figures.h"

// What one scrape shows: plain copies, taken by the threads that own the numbers and put together
// here. Nothing of it is touched while commands are carried out.
namespace stellwerk::metrics {

// counts[i] are the observations up to bounds_seconds[i]; the last count has no bound.
struct Histogram {
  std::span<const double> bounds_seconds;
  std::span<const std::uint64_t> counts;
  double sum_seconds = 0;
};

struct TenantReadings {
  std::string tenant;
  engine::Figures figures;
  std::uint64_t stream_entries = 0;
  std::uint64_t stream_bytes = 0;
  std::uint64_t stream_first = 0;
};

struct ShardReadings {
  bool up = false;  // answered in time; what follows is zero or old otherwise
  std::uint64_t inbox_depth = 0;
  std::uint64_t inbox_limit = 0;
  std::uint64_t commands = 0;
  std::uint64_t batches = 0;
  std::uint64_t slow_cycles = 0;
  std::uint64_t reads_parked = 0;
  std::vector<double> decision_bounds_seconds;
  std::vector<std::uint64_t> decision_counts;
  double decision_sum_seconds = 0;
  std::vector<TenantReadings> tenants;
};

// Totals since start over all I/O threads, but for the two of connections now.
struct NetReadings {
  std::uint64_t connections = 0;
  std::uint64_t connections_max = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused_limit = 0;        // more than connections_max
  std::uint64_t refused_descriptors = 0;  // pauses because no file descriptor was left
  std::uint64_t cut_protocol = 0;
  std::uint64_t cut_slow_reader = 0;
  std::uint64_t cut_killed = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t commands_shard = 0;
  std::uint64_t commands_local = 0;
  std::uint64_t blocks = 0;
  std::uint64_t full_replies = 0;
};

struct Readings {
  std::string version;
  double start_time_seconds = 0;
  double engine_time_seconds = 0;
  double clock_speed = 1;
  std::vector<ShardReadings> shards;
  NetReadings net;
};

}  // namespace stellwerk::metrics
