// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <type_traits>

#include "core/base/time.h"
#include "core/engine/open_hours.h"

namespace stellwerk::engine {

// One SLA clock as arithmetic: how much open time has passed while it was not held, and when that
// reaches the target. Its hours are given to each call; every call must be given those that were in
// force since the last one, and retarget() comes before others are.
// Times must not go back from call to call; a `now` before the last one counts as that.
class SlaClock {
 public:
  // Values are saved: never renumber.
  enum class State : std::uint8_t {
    kOff = 0,  // there is no clock
    kRunning = 1,
    kPaused = 2,
    kMet = 3,       // for good
    kBreached = 4,  // for good
  };

  SlaClock() = default;
  // Runs from `start`, which may have passed.
  SlaClock(base::Instant start, base::Duration target)
      : start_(start), since_(start), target_(target), state_(State::kRunning) {}

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] base::Instant start() const { return start_; }
  [[nodiscard]] base::Duration target() const { return target_; }

  // Open time that has passed since the start, without that in pauses; at most until it was met or
  // breached.
  [[nodiscard]] base::Duration elapsed(base::Instant now, const OpenHours& hours) const;
  // Time spent in pauses, whether open or not.
  [[nodiscard]] base::Duration paused(base::Instant now) const;

  // When elapsed() reaches the target: from then on it is too late. Not before the last pause or
  // retarget(): that is when a target which has been moved below the elapsed time is missed.
  // base::kNever unless it runs.
  [[nodiscard]] base::Instant due(const OpenHours& hours) const;
  // When elapsed() reaches that share of the target, rounded down; else as due().
  // REQUIRES: permille <= 1000.
  [[nodiscard]] base::Instant warning(std::uint32_t permille, const OpenHours& hours) const;

  // Each of these first breaches a clock that is due at `now` or before, and changes nothing in
  // states that the second half does not name.

  void settle(base::Instant now, const OpenHours& hours);
  // Running: stands still until resume().
  void pause(base::Instant now, const OpenHours& hours);
  // Paused: runs on.
  void resume(base::Instant now, const OpenHours& hours);
  // Running or paused: met.
  void meet(base::Instant now, const OpenHours& hours);
  // Running or paused: has another target from now on, and other hours if the caller says so to the
  // next call. `hours` are those until now; what has elapsed stays.
  void retarget(base::Instant now, const OpenHours& hours, base::Duration target);

  friend bool operator==(const SlaClock&, const SlaClock&) = default;

  // For saving and loading; see state_archive.h.
  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& clock) {
    archive(clock.start_, clock.since_, clock.target_, clock.elapsed_, clock.paused_, clock.state_);
  }

 private:
  [[nodiscard]] base::Instant reaches(base::Duration share, const OpenHours& hours) const;
  // Counts up to now.
  void advance(base::Instant now, const OpenHours& hours);

  base::Instant start_;
  base::Instant since_;  // elapsed_ and paused_ are those until then
  base::Duration target_;
  base::Duration elapsed_;
  base::Duration paused_;
  State state_ = State::kOff;
};

static_assert(sizeof(SlaClock) <= 64 && std::is_trivially_copyable_v<SlaClock>);

}  // namespace stellwerk::engine
