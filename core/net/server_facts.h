// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/metrics/readings.h"

namespace stellwerk::net {

// What HELLO and INFO tell about the daemon; the same for all its life.
struct ServerFacts {
  std::string version;
  std::string config;                              // path of the configuration, may be empty
  std::string data = "none";                       // where the journal is kept
  std::vector<std::string> tenants = {"default"};  // by index
  std::uint16_t port = 0;
  std::uint16_t tls_port = 0;  // 0: none
  std::uint32_t shards = 1;
  std::uint32_t io_threads = 1;
  double clock_speed = 1;
  std::uint32_t connections_max = 0;
  std::chrono::steady_clock::time_point started;
  double start_time_seconds = 0;  // Unix time
  // Any thread.
  std::function<metrics::NetReadings()> net;
};

// About where the shards' clocks are, good to the day.
[[nodiscard]] inline base::Instant about_now(const ServerFacts& facts) {
  using std::chrono::duration;
  using std::chrono::steady_clock;
  using std::chrono::system_clock;
  double seconds = duration<double>(system_clock::now().time_since_epoch()).count();
  if (facts.clock_speed < 1.0 || facts.clock_speed > 1.0) {
    const double passed = duration<double>(steady_clock::now() - facts.started).count();
    seconds = facts.start_time_seconds + passed * facts.clock_speed;
  }
  return {static_cast<std::int64_t>(seconds * 1'000)};
}

}  // namespace stellwerk::net
