// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "core/base/time.h"

namespace stellwerk::cli {

// The day's time: the daemon's, from `begin` (a span since midnight) on. Runs on by itself, `speed`
// times faster than ours, from what the daemon said last, but not beyond the moment at which the
// daemon holds its clock: so it is never ahead of the daemon's, and on a machine that is too slow
// for the speed both wait.
class DayClock {
 public:
  using Steady = std::chrono::steady_clock;
  // The latest moment to be held at.
  static constexpr base::Instant kFree{std::numeric_limits<std::int64_t>::max() / 4};

  DayClock(double speed, base::Duration begin) : speed_(speed), begin_(begin) {}

  // The daemon's answer, read at `real`: its time was `now`, and it goes on until `limit`. The
  // first answer is the begin of the day.
  void observe(base::Instant now, base::Instant limit, Steady::time_point real) {
    if (!is_set_) first_ = shown_ = now;
    is_set_ = true;
    shown_ = std::max(shown_, now);
    told_ = now;
    told_at_ = real;
    limit_ = limit;
  }
  [[nodiscard]] bool is_set() const { return is_set_; }
  [[nodiscard]] base::Instant limit() const { return limit_; }

  // The daemon's time at least, and the day's. REQUIRES: is_set().
  [[nodiscard]] base::Instant daemon(Steady::time_point real) {
    const std::chrono::duration<double, std::milli> passed = real - told_at_;
    const base::Instant now{told_.ms + static_cast<std::int64_t>(passed.count() * speed_)};
    shown_ = std::max(shown_, std::min(now, limit_));
    return shown_;
  }
  [[nodiscard]] base::Duration at(Steady::time_point real) { return of_daemon(daemon(real)); }
  [[nodiscard]] base::Duration of_daemon(base::Instant time) const {
    return begin_ + (time - first_);
  }

  // The real time that passes until `due` of the day, not negative. REQUIRES: is_set().
  [[nodiscard]] std::chrono::nanoseconds until(base::Duration due, Steady::time_point now) {
    const double ms = static_cast<double>((due - at(now)).ms) / speed_;
    return std::chrono::nanoseconds(static_cast<std::int64_t>(std::max(0.0, ms) * 1e6));
  }

 private:
  double speed_;
  base::Duration begin_;
  bool is_set_ = false;
  base::Instant first_;
  base::Instant told_;
  Steady::time_point told_at_;
  base::Instant limit_ = kFree;
  base::Instant shown_;
};

}  // namespace stellwerk::cli
