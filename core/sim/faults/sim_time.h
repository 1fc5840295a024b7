// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/runtime/system_clock.h"

namespace stellwerk::sim {

// The machine's clocks in virtual time. The wall clock can be set and can run at another speed than
// the monotonic one; the monotonic one never goes back.
class SimTime final : public runtime::TimeSource {
 public:
  static constexpr std::int64_t kStartNs = 1'755'000'000'000'000'000;

  // `drift_ppm`: millionths by which the wall clock is fast.
  explicit SimTime(std::int64_t drift_ppm) : drift_ppm_(drift_ppm) {}

  std::int64_t monotonic_ns() override { return monotonic_ns_; }
  std::int64_t wall_ns() override { return wall_ns_; }

  // REQUIRES: ns >= 0.
  void pass(std::int64_t ns) {
    monotonic_ns_ += ns;
    wall_ns_ += ns + ns / 1'000'000 * drift_ppm_;
  }
  void set_wall_by(std::int64_t ns) { wall_ns_ += ns; }

 private:
  const std::int64_t drift_ppm_;
  std::int64_t monotonic_ns_ = 1'000'000'000;
  std::int64_t wall_ns_ = kStartNs;
};

}  // namespace stellwerk::sim
