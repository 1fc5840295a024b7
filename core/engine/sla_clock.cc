// SPDX-License-Identifier: Apache-2.0
#include "core/engine/sla_clock.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::engine {

base::Duration SlaClock::elapsed(base::Instant now, const OpenHours& hours) const {
  if (state_ != State::kRunning) return elapsed_;
  return elapsed_ + hours.open_between(since_, now);
}

base::Duration SlaClock::paused(base::Instant now) const {
  return state_ == State::kPaused ? paused_ + (std::max(now, since_) - since_) : paused_;
}

base::Instant SlaClock::reaches(base::Duration share, const OpenHours& hours) const {
  if (state_ != State::kRunning) return base::kNever;
  return hours.after(since_, share - elapsed_);
}

base::Instant SlaClock::due(const OpenHours& hours) const { return reaches(target_, hours); }

base::Instant SlaClock::warning(std::uint32_t permille, const OpenHours& hours) const {
  SW_CHECK(permille <= 1'000);
  // In two parts, so that no target is too long to be multiplied.
  const std::int64_t share = target_.ms / 1'000 * permille + target_.ms % 1'000 * permille / 1'000;
  return reaches({share}, hours);
}

void SlaClock::advance(base::Instant now, const OpenHours& hours) {
  const base::Instant until = std::max(now, since_);
  elapsed_ = elapsed(until, hours);
  paused_ = paused(until);
  since_ = until;
}

void SlaClock::settle(base::Instant now, const OpenHours& hours) {
  const base::Instant end = due(hours);
  if (state_ != State::kRunning || end > std::max(now, since_)) return;
  advance(end, hours);
  state_ = State::kBreached;
}

void SlaClock::pause(base::Instant now, const OpenHours& hours) {
  settle(now, hours);
  if (state_ != State::kRunning) return;
  advance(now, hours);
  state_ = State::kPaused;
}

void SlaClock::resume(base::Instant now, const OpenHours& hours) {
  if (state_ != State::kPaused) return;
  advance(now, hours);
  state_ = State::kRunning;
}

void SlaClock::meet(base::Instant now, const OpenHours& hours) {
  settle(now, hours);
  if (state_ != State::kRunning && state_ != State::kPaused) return;
  advance(now, hours);
  state_ = State::kMet;
}

void SlaClock::retarget(base::Instant now, const OpenHours& hours, base::Duration target) {
  settle(now, hours);
  if (state_ != State::kRunning && state_ != State::kPaused) return;
  advance(now, hours);
  target_ = target;
}

}  // namespace stellwerk::engine
