// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

#include "core/base/time.h"

namespace stellwerk::runtime {

// A point in real time: nanoseconds of a clock that never goes back and has no meaning outside the
// process. Deadlines of blocked reads are real; everything the engine knows is a base::Instant.
struct RealTime {
  std::int64_t ns = 0;

  friend constexpr auto operator<=>(RealTime, RealTime) = default;
};

inline constexpr RealTime kRealNever{std::numeric_limits<std::int64_t>::max() / 4};

constexpr RealTime after_ms(RealTime from, std::int64_t ms) {
  // Anything beyond a hundred years is for ever.
  constexpr std::int64_t kMsMax = 36'500LL * 86'400'000;
  return ms >= kMsMax ? kRealNever : RealTime{from.ns + ms * 1'000'000};
}

struct Reading {
  base::Instant engine;
  RealTime real;
};

// Where a shard's time comes from: production, tests and simulation each have their own.
// Thread safety: read() belongs to one thread unless the implementation says more.
class Clock {
 public:
  virtual ~Clock() = default;

  // Both times now. Neither ever goes back.
  [[nodiscard]] virtual Reading read() = 0;

  // How much real time passes, at least, before `at` comes; 0 when it has come.
  [[nodiscard]] virtual std::int64_t real_ns_until(base::Instant at) const = 0;

  // Engine time is not to go beyond `until` before the next call. False: this clock goes its way.
  [[nodiscard]] virtual bool hold(base::Instant /*until*/) { return false; }

  // How far engine time is ahead of the wall clock (negative: behind) at the last read().
  [[nodiscard]] virtual base::Duration ahead_of_wall() { return {0}; }

  // Since the last call, so much real time passed between two read()s that nobody can have been
  // running who meant to read it: the machine was suspended, the process stopped.
  [[nodiscard]] virtual bool take_standstill() { return false; }
};

}  // namespace stellwerk::runtime
