// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/time.h"
#include "core/model/policy.h"

namespace stellwerk::engine {

// When it is open, to measure by: shut before the first interval and between two of them, and from
// known_until on, where nothing is known, open for ever. Each call takes time logarithmic in the
// number of intervals. Times beyond base::kNever, on either side, count as that.
class OpenHours {
 public:
  // Always open.
  OpenHours();

  // REQUIRES: the intervals are not empty, in order, apart from each other, and none goes beyond
  // known_until; all within base::kNever on either side.
  OpenHours(std::span<const model::OpenInterval> intervals, base::Instant known_until);
  explicit OpenHours(const model::CalendarPolicy& calendar)
      : OpenHours(calendar.intervals, calendar.known_until) {}

  [[nodiscard]] bool always() const {
    return intervals_.empty() && known_until_.ms == -base::kNever.ms;
  }

  // How much of the time from `a` on, before `b`, is open; 0 unless a < b.
  [[nodiscard]] base::Duration open_between(base::Instant a, base::Instant b) const;

  // The earliest instant, from `from` on, at which `amount` of open time has passed: `from` itself,
  // open or not, for none (and for less), the closing instant, not the next opening, where it runs
  // out with the hours. base::kNever at the latest.
  [[nodiscard]] base::Instant after(base::Instant from, base::Duration amount) const {
    return plain(from, amount) ? from + amount : look_up_after(from, amount);
  }

  // Whether after() of this, and of any shorter amount but none, is no more than the sum.
  [[nodiscard]] bool plain(base::Instant from, base::Duration amount) const {
    constexpr std::int64_t kCentury = base::hours(24 * 36'525).ms;
    constexpr std::int64_t kLatest = base::kNever.ms - kCentury;
    // Each range in one comparison: what is below it wraps around.
    const auto beyond_first = static_cast<std::uint64_t>(amount.ms) - 1;
    const auto past_earliest =
        static_cast<std::uint64_t>(from.ms) + static_cast<std::uint64_t>(kLatest) - 1;
    return always() && beyond_first < static_cast<std::uint64_t>(kCentury) - 1 &&
           past_earliest < 2 * static_cast<std::uint64_t>(kLatest) - 1;
  }

  // Open at an opening instant, shut at a closing one.
  [[nodiscard]] bool open_at(base::Instant at) const;

  // The first instant after `at` with another answer of open_at(); base::kNever when none follows.
  [[nodiscard]] base::Instant next_change(base::Instant at) const;

  // Whether the other one says the same of the time from `from` on, as far as both are known: one
  // may be known for longer, or from an earlier day on.
  [[nodiscard]] bool agrees_with(const OpenHours& other, base::Instant from) const;

  friend bool operator==(const OpenHours&, const OpenHours&) = default;

 private:
  [[nodiscard]] base::Instant look_up_after(base::Instant from, base::Duration amount) const;

  struct Interval {
    base::Instant open;
    base::Instant shut;
    base::Duration open_before;  // in all intervals before this one

    friend bool operator==(const Interval&, const Interval&) = default;
  };

  // Open time up to `at`. REQUIRES: within base::kNever.
  [[nodiscard]] base::Duration open_until(base::Instant at) const;

  std::vector<Interval> intervals_;
  base::Instant known_until_;
  base::Duration known_open_;  // in all intervals
};

}  // namespace stellwerk::engine
