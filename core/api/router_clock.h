// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/runtime/clock.h"
#include "core/runtime/manual_clock.h"
#include "core/runtime/system_clock.h"

namespace stellwerk::api {

// Stands at what poll() was told, until run(); from then on it is the machine's.
// Thread safety: none; run() comes before the thread that reads it.
class RouterClock final : public runtime::Clock {
 public:
  explicit RouterClock(base::Instant start) : told_(start) {}

  // Earlier times than the current are ignored.
  void advance_to(base::Instant at) { told_.advance_to(at); }
  void run(double speed) { running_.emplace(runtime::system_time(), speed, told_.read().engine); }

  [[nodiscard]] runtime::Reading read() override {
    return running_ ? running_->read() : told_.read();
  }
  [[nodiscard]] std::int64_t real_ns_until(base::Instant at) const override {
    return running_ ? running_->real_ns_until(at) : told_.real_ns_until(at);
  }

 private:
  runtime::ManualClock told_;
  std::optional<runtime::SystemClock> running_;
};

}  // namespace stellwerk::api
