// SPDX-License-Identifier: Apache-2.0
#include "core/engine/response_clock.h"

namespace stellwerk::engine {
namespace {

// In two parts, so that no target is too long to be multiplied.
base::Duration share(base::Duration target, std::uint32_t permille) {
  return {target.ms / 1'000 * permille + target.ms % 1'000 * permille / 1'000};
}

// As hours.after(), at once where there is nothing to look up.
base::Instant after(base::Instant from, base::Duration amount, const OpenHours& hours) {
  constexpr base::Duration kCentury = base::hours(24 * 36'525);
  const bool plain = hours.always() && amount.ms > 0 && amount < kCentury;
  return plain ? from + amount : hours.after(from, amount);
}

}  // namespace

void ResponseClock::run(base::Duration target, std::uint32_t warn_permille,
                        const OpenHours& hours) {
  state = State::kRunning;
  due = after(start, target - elapsed, hours);
  warned = warned || warn_permille >= 1'000;
  next.at = warned ? due : after(start, share(target, warn_permille) - elapsed, hours);
}

void ResponseClock::pause(base::Instant now, const OpenHours& hours) {
  if (state != State::kRunning) return;
  count(now, hours);
  state = State::kPaused;
  next = {};
}

void ResponseClock::count(base::Instant now, const OpenHours& hours) {
  if (state != State::kRunning) return;
  elapsed = elapsed + hours.open_between(start, now);
  start = now;
}

bool ResponseClock::fire() {
  if (!warned) {
    warned = true;
    next.at = due;
    return false;
  }
  state = State::kBreached;
  next = {};
  return true;
}

bool ResponseClock::meet() {
  const bool in_time = state != State::kBreached;
  state = State::kMet;
  next = {};
  return in_time;
}

}  // namespace stellwerk::engine
