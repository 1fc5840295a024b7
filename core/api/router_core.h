// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <stellwerk/options.h>

#include "core/api/router_clock.h"
#include "core/runtime/counter.h"
#include "core/runtime/runtime.h"

namespace stellwerk::api {

// How far a router has come to its end; written by the router's thread, read by any.
enum class Phase : std::uint8_t {
  kOpen = 0,
  kStopping = 1,  // takes no more commands
  kStopped = 2,   // nothing is decided any more, no thread works on it
};

// What a router shares with its producers and event readers.
struct RouterCore {
  Options options;               // without the text of the policy
  RouterClock* clock = nullptr;  // the runtime's
  std::unique_ptr<runtime::Runtime> runtime;
  runtime::Counter phase_counter;
  runtime::Counter told_ms;     // engine time: the last that poll() was told, or the start
  runtime::Counter running_ns;  // real time, monotonic, since when the clock runs; 0: it does not

  [[nodiscard]] Phase phase() const { return static_cast<Phase>(phase_counter.value()); }
  void set_phase(Phase phase) { phase_counter.set(static_cast<std::uint64_t>(phase)); }

  // About where the router's clock is. Any thread.
  [[nodiscard]] base::Instant about_now() const;
};

// A router has one tenant.
inline constexpr std::uint32_t kTenant = 0;

// Blocked calls look at the phase this often: what is sent while the router stops may never be
// answered.
inline constexpr std::int64_t kWaitSliceMs = 200;

}  // namespace stellwerk::api
