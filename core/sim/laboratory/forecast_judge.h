// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace stellwerk::lab {

// What was forecast for somebody who came to wait, and what came of it.
struct ForecastCase {
  std::uint32_t customer_class = 0;
  std::uint32_t hour = 0;  // of the day, when he came
  std::int64_t median_ms = 0;
  std::int64_t p90_ms = 0;
  std::int64_t last_ms = 0;          // how long the last of his class who had started had waited
  std::int32_t chance_permille = 0;  // to start in time
  std::int64_t left_ms = 0;          // until then
  bool in_time = false;
  std::int64_t waited_ms = 0;
};

// Mean losses of one way to forecast: the pinball loss of its median and its 90th percentile, in
// seconds, and the Brier score of the chance to start in time.
struct ForecastLoss {
  double median_s = 0;
  double p90_s = 0;
  double brier = 0;
};

struct CoverageCell {
  std::uint32_t customer_class = 0;
  std::uint32_t hour = 0;
  std::int64_t count = 0;
  std::int64_t covered = 0;  // waited no longer than the 90th percentile forecast

  [[nodiscard]] double share() const {
    return count == 0 ? 0 : static_cast<double>(covered) / static_cast<double>(count);
  }
};

// How good forecasts were, beside the wait of the last who entered service, and beside the best
// constants of each class, which nobody knows beforehand. Sources: Ibrahim and Whitt, "Real-time
// delay estimation based on delay history" (2009), for the first; Gneiting and Raftery, "Strictly
// proper scoring rules" (2007), for the losses.
struct ForecastVerdict {
  std::int64_t cases = 0;
  std::int64_t covered = 0;
  std::vector<CoverageCell> cells;  // by class, then hour; those that have any
  ForecastLoss engine, last, constant;
};

[[nodiscard]] ForecastVerdict judge_forecasts(const std::vector<ForecastCase>& cases);

}  // namespace stellwerk::lab
