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
  std::uint64_t elapsed_ms : 48 = 0;  // up to 8,000 years, beside the two: see elapsed()
  base::Instant start, due;
  Due next;

  // Open time before `start`: before a pause, or by another policy.
  [[nodiscard]] base::Duration elapsed() const { return {static_cast<std::int64_t>(elapsed_ms)}; }
  void set_elapsed(base::Duration span) {
    elapsed_ms = static_cast<std::uint64_t>(span.ms) & ((std::uint64_t{1} << 48U) - 1);
  }

  [[nodiscard]] bool unanswered() const {
    return state == State::kRunning || state == State::kBreached || state == State::kPaused;
  }

  // Runs on from `start`, to that target. It warns once, when so much of the target is used up,
  // rounded down; not where that would come with the breach.
  void run(base::Duration target, std::uint32_t warn_permille, const OpenHours& hours) {
    if (elapsed_ms > 0 || !hours.plain(start, target)) [[unlikely]] {
      return run_by_hours(target, warn_permille, hours);
    }
    state = State::kRunning;
    warned = warned || warn_permille >= 1'000;
    due = start + target;
    next.at = warned ? due : start + base::Duration{target.ms * warn_permille / 1'000};
  }

  // Stands still until `start` is set and run() called; changes nothing unless it runs.
  void pause(base::Instant now, const OpenHours& hours);

  // Keeps what has elapsed by these hours, so that run() can go on by others and to another target.
  // Changes nothing unless it runs.
  void count(base::Instant now, const OpenHours& hours);

  // What `next` stood for has come. True: the breach; false: the warning.
  bool fire();

  // Running, paused or breached: met. True: in time.
  bool meet() {
    const bool in_time = state != State::kBreached;
    state = State::kMet;
    next = {};
    return in_time;
  }

 private:
  void run_by_hours(base::Duration target, std::uint32_t warn_permille, const OpenHours& hours);
};
static_assert(sizeof(ResponseClock) == 40);  // two are in each conversation

}  // namespace stellwerk::engine
