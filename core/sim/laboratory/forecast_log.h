// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/model/reply.h"
#include "core/sim/laboratory/forecast_judge.h"

namespace stellwerk::lab {

// Forecasts as the engine answers them, with what came of them. Those who left while they waited
// say nothing of how long they would have.
// Thread safety: none.
class ForecastLog {
 public:
  struct Who {
    std::uint32_t contact = 0;
    std::uint32_t customer_class = 0;
    std::uint32_t hour = 0;
    std::int64_t deadline_ms = 0;  // for people to begin
  };

  // Nobody waits, and nobody has started.
  void begin_run() {
    waiting_.clear();
    last_ms_.clear();
  }
  // Somebody waits, and the reply says how long he is expected to. Nothing is noted unless it says
  // what was learned.
  void said(const Who& who, const model::Reply& reply, std::int64_t now_ms);
  // People begin with him.
  void started(std::uint32_t contact, std::uint32_t customer_class, std::int64_t now_ms);

  [[nodiscard]] const std::vector<ForecastCase>& cases() const { return cases_; }

 private:
  struct Pending {
    ForecastCase forecast;
    std::int64_t since_ms = 0;
    std::int64_t deadline_ms = 0;
  };

  std::unordered_map<std::uint32_t, Pending> waiting_;       // by contact
  std::unordered_map<std::uint32_t, std::int64_t> last_ms_;  // by class
  std::vector<ForecastCase> cases_;
};

}  // namespace stellwerk::lab
