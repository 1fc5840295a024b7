// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/time.h"
#include "core/engine/open_hours.h"

namespace stellwerk::engine {

// Something that will happen by itself, with the number of its arming.
struct Due {
  base::Instant at = base::kNever;
  std::uint64_t order = 0;

  [[nodiscard]] bool armed() const { return at != base::kNever; }
};

[[nodiscard]] inline bool earlier(const Due& a, const Due& b) {
  return a.at != b.at ? a.at < b.at : a.order < b.order;
}

// One SLA clock: runs from `start` to `due`, by the hours that each call is given; `next` is its
// warning, then its breach, and whoever arms it gives it its number.
struct ResponseClock {
  // Values are saved.
  enum class State : std::uint8_t { kOff = 0, kRunning = 1, kBreached = 2, kMet = 3, kPaused = 4 };
  State state = State::kOff;
  bool warned = false;
  base::Instant start, due;
  base::Duration elapsed;  // open time before `start`: before a pause, or by another policy
  Due next;

  [[nodiscard]] bool unanswered() const {
    return state == State::kRunning || state == State::kBreached || state == State::kPaused;
  }

  // Runs on from `start`, to that target. It warns once, when so much of the target is used up,
  // rounded down; not where that would come with the breach.
  void run(base::Duration target, std::uint32_t warn_permille, const OpenHours& hours);

  // Stands still until `start` is set and run() called; changes nothing unless it runs.
  void pause(base::Instant now, const OpenHours& hours);

  // Keeps what has elapsed by these hours, so that run() can go on by others and to another target.
  // Changes nothing unless it runs.
  void count(base::Instant now, const OpenHours& hours);

  // What `next` stood for has come. True: the breach; false: the warning.
  bool fire();

  // Running, paused or breached: met. True: in time.
  bool meet();
};

}  // namespace stellwerk::engine
