// SPDX-License-Identifier: Apache-2.0
#include "core/engine/response_clock.h"

namespace stellwerk::engine {
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
