// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/runtime/folding_thread.h"
#include "core/runtime/journal_figures.h"
#include "core/runtime/shard_figures.h"

// What one scrape shows: plain copies, taken by the threads that own the numbers and put together
// here. Nothing of it is touched while commands are carried out.
namespace stellwerk::metrics {

struct ShardReadings {
  bool up = false;  // answered in time; the figures are empty otherwise
  std::uint64_t inbox_depth = 0;
  std::uint64_t inbox_commands_max = 0;
  runtime::Figures figures;
  runtime::FoldFigures folding;
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
  std::uint64_t cut_vanished = 0;  // nothing was heard of the peer for too long
  std::uint64_t cut_stranger = 0;  // no TLS agreed on, or no log-in, in time
  std::uint64_t cut_tls = 0;       // no TLS that we speak
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t wakes = 0;
  std::uint64_t commands_shard = 0;
  std::uint64_t commands_local = 0;
  std::uint64_t full_replies = 0;
  std::uint64_t rate_limited = 0;
  std::uint64_t logins_granted = 0;
  std::uint64_t logins_wrong = 0;
  std::uint64_t logins_busy = 0;  // refused without a verdict
};

struct Readings {
  std::string version;
  double start_time_seconds = 0;
  double clock_speed = 1;
  std::vector<std::string> tenants;  // names, by index
  std::vector<ShardReadings> shards;
  NetReadings net;
  runtime::JournalFigures journal;
};

}  // namespace stellwerk::metrics
