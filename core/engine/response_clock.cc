// SPDX-License-Identifier: Apache-2.0
#include "core/engine/response_clock.h"

namespace stellwerk::engine {
namespace {

// In two parts, so that no target is too long to be multiplied.
base::Duration share(base::Duration target, std::uint32_t permille) {
  return {target.ms / 1'000 * permille + target.ms % 1'000 * permille / 1'000};
}

}  // namespace

void ResponseClock::run_by_hours(base::Duration target, std::uint32_t warn_permille,
                                 const OpenHours& hours) {
  state = State::kRunning;
  warned = warned || warn_permille >= 1'000;
  due = hours.after(start, target - elapsed());
  next.at = warned ? due : hours.after(start, share(target, warn_permille) - elapsed());
}

void ResponseClock::pause(base::Instant now, const OpenHours& hours) {
  if (state != State::kRunning) return;
  count(now, hours);
  state = State::kPaused;
  next = {};
}

void ResponseClock::count(base::Instant now, const OpenHours& hours) {
  if (state != State::kRunning) return;
  set_elapsed(elapsed() + hours.open_between(start, now));
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

}  // namespace stellwerk::engine
