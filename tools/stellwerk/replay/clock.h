// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "core/base/time.h"

namespace stellwerk::cli {

// The day's time: runs `speed` times faster than ours, from `begin` (a span since midnight) on.
// Entries carry the daemon's own time; observe() learns how that lies to ours. No entry arrives
// before its time, so the one that seems the latest was the least delayed.
class DayClock {
 public:
  using Steady = std::chrono::steady_clock;

  DayClock(double speed, base::Duration begin, Steady::time_point start)
      : speed_(speed), begin_(begin), start_(start) {}

  [[nodiscard]] base::Duration at(Steady::time_point real) const {
    const std::chrono::duration<double, std::milli> passed = real - start_;
    return {begin_.ms + static_cast<std::int64_t>(passed.count() * speed_)};
  }

  // An entry of the daemon's time `unix_ms` was read at `real`.
  void observe(std::int64_t unix_ms, Steady::time_point real) {
    ahead_ = std::max(ahead_, unix_ms - at(real).ms);
  }
  // The daemon's time now, and a daemon's time as one of the day. REQUIRES: something was observed.
  [[nodiscard]] base::Instant daemon(Steady::time_point real) const {
    return {at(real).ms + ahead_};
  }
  [[nodiscard]] base::Duration of_entry(std::int64_t unix_ms) const { return {unix_ms - ahead_}; }

  // The real time that passes until `due`, not negative.
  [[nodiscard]] std::chrono::nanoseconds until(base::Duration due, Steady::time_point now) const {
    const double ms = static_cast<double>(due.ms - begin_.ms) / speed_;
    const auto moment = start_ + std::chrono::nanoseconds(static_cast<std::int64_t>(ms * 1e6));
    return std::max(std::chrono::nanoseconds(0), moment - now);
  }

 private:
  double speed_;
  base::Duration begin_;
  Steady::time_point start_;
  std::int64_t ahead_ = std::numeric_limits<std::int64_t>::min() / 2;
};

}  // namespace stellwerk::cli
