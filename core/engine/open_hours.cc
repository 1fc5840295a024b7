// SPDX-License-Identifier: Apache-2.0
#include "core/engine/open_hours.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

constexpr base::Instant kEarliest{-base::kNever.ms};

base::Instant bounded(base::Instant at) { return std::clamp(at, kEarliest, base::kNever); }

}  // namespace

OpenHours::OpenHours() : known_until_(kEarliest) {}

OpenHours::OpenHours(std::span<const model::OpenInterval> intervals, base::Instant known_until)
    : known_until_(known_until) {
  intervals_.reserve(intervals.size());
  for (const auto& [open, shut] : intervals) {
    SW_CHECK(open < shut && open >= kEarliest);
    SW_CHECK(intervals_.empty() || intervals_.back().shut < open);
    intervals_.push_back({open, shut, known_open_});
    known_open_ = known_open_ + (shut - open);
  }
  SW_CHECK(intervals_.empty() || intervals_.back().shut <= known_until);
  SW_CHECK(known_until >= kEarliest && known_until <= base::kNever);
}

base::Duration OpenHours::open_until(base::Instant at) const {
  if (at >= known_until_) return known_open_ + (at - known_until_);
  const auto next = std::ranges::upper_bound(intervals_, at, {}, &Interval::open);
  if (next == intervals_.begin()) return {0};
  const Interval& last = *(next - 1);
  return last.open_before + (std::min(at, last.shut) - last.open);
}

base::Duration OpenHours::open_between(base::Instant a, base::Instant b) const {
  if (b <= a) return {0};
  return open_until(bounded(b)) - open_until(bounded(a));
}

base::Instant OpenHours::look_up_after(base::Instant from, base::Duration amount) const {
  if (amount.ms <= 0) return from;
  // Each of the terms is half the integer's range at most.
  const base::Duration wanted =
      open_until(bounded(from)) + std::min(amount, base::kNever - base::Instant{0});
  if (wanted > known_open_) {
    const base::Duration beyond = wanted - known_open_;
    return beyond >= base::kNever - known_until_ ? base::kNever : known_until_ + beyond;
  }
  // The last interval before which less than that has passed.
  const auto next = std::ranges::lower_bound(intervals_, wanted, {}, &Interval::open_before);
  const Interval& within = *(next - 1);
  return within.open + (wanted - within.open_before);
}

bool OpenHours::open_at(base::Instant at) const {
  if (at >= known_until_) return true;
  const auto next = std::ranges::upper_bound(intervals_, at, {}, &Interval::open);
  return next != intervals_.begin() && at < (next - 1)->shut;
}

base::Instant OpenHours::next_change(base::Instant at) const {
  if (at >= known_until_) return base::kNever;
  const auto next = std::ranges::upper_bound(intervals_, at, {}, &Interval::open);
  if (next != intervals_.begin() && at < (next - 1)->shut) {
    // What ends with what is known goes on beyond it.
    const base::Instant shut = (next - 1)->shut;
    return shut == known_until_ ? base::kNever : shut;
  }
  return next == intervals_.end() ? known_until_ : next->open;
}

bool OpenHours::agrees_with(const OpenHours& other, base::Instant from) const {
  if (always() || other.always()) return always() == other.always();
  const base::Instant until = std::min(known_until_, other.known_until_);
  if (from >= until) return true;
  auto mine = std::ranges::upper_bound(intervals_, from, {}, &Interval::shut);
  auto theirs = std::ranges::upper_bound(other.intervals_, from, {}, &Interval::shut);
  for (;; ++mine, ++theirs) {
    const bool more = mine != intervals_.end() && mine->open < until;
    const bool others = theirs != other.intervals_.end() && theirs->open < until;
    if (!more || !others) return more == others;
    if (std::max(mine->open, from) != std::max(theirs->open, from)) return false;
    if (std::min(mine->shut, until) != std::min(theirs->shut, until)) return false;
  }
}

}  // namespace stellwerk::engine
