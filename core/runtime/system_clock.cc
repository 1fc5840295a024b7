// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/system_clock.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "core/base/check.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kCompareUs = 100'000;
// 5 %: engine time may run this much slower or faster than real time to meet the wall clock.
constexpr std::int64_t kDrawnShare = 20;
// Corrections are made in steps of this much passed time, so that rounding takes nothing away.
constexpr std::int64_t kDrawStepUs = 1'000;

class MachineTime final : public TimeSource {
 public:
  std::int64_t monotonic_ns() override { return read(CLOCK_BOOTTIME); }
  std::int64_t wall_ns() override { return read(CLOCK_REALTIME); }

 private:
  static std::int64_t read(clockid_t clock) {
    timespec now{};
    SW_CHECK(::clock_gettime(clock, &now) == 0);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }
};

}  // namespace

TimeSource& system_time() {
  static MachineTime time;
  return time;
}

SystemClock::SystemClock(TimeSource& source, double speed, base::Instant not_before)
    : source_(source), speed_(speed) {
  SW_CHECK(speed > 0);
  start_us_ = last_us_ = drawn_us_ = compared_us_ = source.monotonic_ns() / 1'000;
  const std::int64_t wall_us = source.wall_ns() / 1'000;
  engine_us_ = engine_start_us_ = std::max(wall_us, not_before.ms * 1'000);
  ahead_us_ = engine_us_ - wall_us;
  shown_ = {engine_us_ / 1'000};
}

Reading SystemClock::read() {
  const std::int64_t now_ns = source_.monotonic_ns();
  const std::int64_t now_us = std::max(now_ns / 1'000, last_us_);
  if (now_us - last_us_ > kStandstillNs / 1'000) stood_still_ = true;
  if (follows_wall()) {
    engine_us_ += now_us - last_us_;
    draw_to_wall(now_us);
  } else {
    accelerate(now_us);
  }
  last_us_ = now_us;
  shown_ = std::max(shown_, base::Instant{engine_us_ / 1'000});
  real_ = std::max(real_, RealTime{now_ns});
  return {shown_, real_};
}

void SystemClock::accelerate(std::int64_t now_us) {
  // From the start each time, so that no rounding adds up.
  const double passed_us = static_cast<double>(now_us - start_us_) * speed_;
  engine_us_ = engine_start_us_ + static_cast<std::int64_t>(passed_us);
  if (engine_us_ <= held_at_us_) return;
  // A new start from where it stands. The hold that is over ends here as well: it was met.
  engine_us_ = engine_start_us_ = held_at_us_;
  start_us_ = now_us;
  if (now_us >= hold_ends_us_) held_at_us_ = kNotHeld;
}

base::Duration SystemClock::ahead_of_wall() {
  return shown_ - base::Instant{source_.wall_ns() / 1'000'000};
}

bool SystemClock::hold(base::Instant until) {
  if (follows_wall()) return false;
  // Not behind what was shown: time never goes back.
  held_at_us_ = std::max({until.ms * 1'000, shown_.ms * 1'000, engine_us_});
  hold_ends_us_ = last_us_ + kHoldNs / 1'000;
  return true;
}

std::int64_t SystemClock::real_ns_until(base::Instant at) const {
  if (at <= shown_) return 0;
  if (at >= base::kNever) return kRealNever.ns;
  // Beyond the hold it has to lapse first.
  if (at.ms * 1'000 > held_at_us_) {
    return std::max<std::int64_t>(1'000, (hold_ends_us_ - last_us_) * 1'000);
  }
  const double ns = static_cast<double>(at.ms * 1'000 - engine_us_) * 1'000.0 / speed_;
  return std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(ns)));
}

void SystemClock::draw_to_wall(std::int64_t now_us) {
  if (now_us - compared_us_ >= kCompareUs) {
    ahead_us_ = engine_us_ - source_.wall_ns() / 1'000;
    compared_us_ = now_us;
  }
  const std::int64_t passed_us = now_us - drawn_us_;
  if (passed_us < kDrawStepUs) return;
  const std::int64_t most_us = passed_us / kDrawnShare;
  const std::int64_t step_us = std::clamp(-ahead_us_, -most_us, most_us);
  engine_us_ += step_us;
  ahead_us_ += step_us;
  drawn_us_ = now_us;
}

}  // namespace stellwerk::runtime
