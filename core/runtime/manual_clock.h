// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/check.h"
#include "core/runtime/clock.h"

namespace stellwerk::runtime {

// Stands until it is advanced. For tests, simulation and embedders that hand in the time.
// Thread safety: none.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(base::Instant start) : engine_(start) {}

  // REQUIRES: by >= 0.
  void advance(base::Duration by) {
    SW_CHECK(by.ms >= 0);
    engine_ = engine_ + by;
    real_.ns += by.ms * 1'000'000;
  }
  // Earlier times than the current are ignored.
  void advance_to(base::Instant at) {
    if (at > engine_) advance(at - engine_);
  }

  [[nodiscard]] Reading read() override { return {engine_, real_}; }
  [[nodiscard]] std::int64_t real_ns_until(base::Instant at) const override {
    return at <= engine_ ? 0 : (at - engine_).ms * 1'000'000;
  }

 private:
  base::Instant engine_;
  RealTime real_{};
};

}  // namespace stellwerk::runtime
