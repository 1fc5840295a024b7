// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <utility>

#include "core/base/time.h"
#include "core/runtime/clock.h"

namespace stellwerk::runtime {

// The machine's clocks, to be replaced in tests.
class TimeSource {
 public:
  virtual ~TimeSource() = default;
  // Nanoseconds; counts on while the machine is suspended.
  [[nodiscard]] virtual std::int64_t monotonic_ns() = 0;
  // Nanoseconds since the Unix epoch; may jump.
  [[nodiscard]] virtual std::int64_t wall_ns() = 0;
};

// CLOCK_BOOTTIME and CLOCK_REALTIME. Thread safety: any thread.
[[nodiscard]] TimeSource& system_time();

// Engine time of production: the wall clock at the start, then monotonic, `speed` times as fast as
// real time. At speed 1 it is drawn towards the wall clock by at most 5 % of the time that passes,
// so that a wall clock that was set neither stops nor turns back any timer.
// At other speeds a client can hold it. A hold lapses kHoldNs of real time after it was asked for:
// a client that has gone stops nothing for long. Time that passes while it stands is not made up.
// Thread safety: none; one object per shard.
class SystemClock final : public Clock {
 public:
  static constexpr std::int64_t kHoldNs = 5'000'000'000;

  // `not_before`: the last time of an earlier run; a start behind it goes on from there.
  // REQUIRES: speed > 0.
  SystemClock(TimeSource& source, double speed, base::Instant not_before = base::Instant{0});

  [[nodiscard]] Reading read() override;
  [[nodiscard]] std::int64_t real_ns_until(base::Instant at) const override;
  [[nodiscard]] bool hold(base::Instant until) override;

  // Beside --speed: after a start behind an earlier run's time, or when the wall clock was set.
  [[nodiscard]] base::Duration ahead_of_wall() override;

  // Whoever reads the clock does so at least every second, or it takes him for not running.
  static constexpr std::int64_t kStandstillNs = 3'000'000'000;
  [[nodiscard]] bool take_standstill() override { return std::exchange(stood_still_, false); }

 private:
  static constexpr std::int64_t kNotHeld = std::numeric_limits<std::int64_t>::max();

  [[nodiscard]] bool follows_wall() const { return speed_ >= 1.0 && speed_ <= 1.0; }
  void draw_to_wall(std::int64_t now_us);
  void accelerate(std::int64_t now_us);

  TimeSource& source_;
  const double speed_;
  // Microseconds, so that years of engine time at any speed fit into 64 bits.
  std::int64_t start_us_ = 0;  // monotonic, like last, compared and drawn
  std::int64_t last_us_ = 0;
  std::int64_t compared_us_ = 0;  // when the wall clock was last looked at
  std::int64_t drawn_us_ = 0;     // when a correction was last made
  std::int64_t engine_start_us_ = 0;
  std::int64_t engine_us_ = 0;
  std::int64_t ahead_us_ = 0;
  std::int64_t held_at_us_ = kNotHeld;
  std::int64_t hold_ends_us_ = 0;  // monotonic
  bool stood_still_ = false;
  base::Instant shown_;
  RealTime real_;
};

}  // namespace stellwerk::runtime
