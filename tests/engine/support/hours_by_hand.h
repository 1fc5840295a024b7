// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/model/policy.h"

// Opening hours as anybody would check them, without sums: millisecond by millisecond.
namespace stellwerk::engine::testing {

struct HoursByHand {
  std::vector<model::OpenInterval> intervals;
  base::Instant known_until;

  [[nodiscard]] bool open_at(base::Instant at) const {
    if (at >= known_until) return true;
    for (const model::OpenInterval& interval : intervals) {
      if (interval.open <= at && at < interval.shut) return true;
    }
    return false;
  }

  [[nodiscard]] base::Duration open_between(base::Instant a, base::Instant b) const {
    std::int64_t open = 0;
    for (base::Instant at = a; at < b; ++at.ms) open += open_at(at) ? 1 : 0;
    return {open};
  }

  [[nodiscard]] base::Instant after(base::Instant from, base::Duration amount) const {
    std::int64_t passed = 0;
    base::Instant at = from;
    while (passed < amount.ms) {
      passed += open_at(at) ? 1 : 0;
      ++at.ms;
    }
    return at;
  }

  // kNever when it stays as it is.
  [[nodiscard]] base::Instant next_change(base::Instant at) const {
    for (base::Instant next = at; next <= known_until; ++next.ms) {
      if (open_at(next) != open_at(at)) return next;
    }
    return base::kNever;
  }
};

// A few intervals within a few dozen milliseconds.
inline HoursByHand draw_hours(base::Prng& prng) {
  HoursByHand hours;
  base::Instant at{prng.between(-20, 20)};
  for (std::uint64_t n = prng.below(6); n > 0; --n) {
    const base::Instant open = at + base::milliseconds(prng.between(1, 9));
    const base::Instant shut = open + base::milliseconds(prng.between(1, 9));
    hours.intervals.push_back({open, shut});
    at = shut;
  }
  hours.known_until = at + base::milliseconds(prng.between(0, 9));
  return hours;
}

}  // namespace stellwerk::engine::testing
