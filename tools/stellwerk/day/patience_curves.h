// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"

namespace stellwerk::cli {

// How long the callers of a month would have waited, by priority: Kaplan-Meier estimates from all
// who had to queue, where those who were served tell no more than that they stayed so long.
class PatienceCurves {
 public:
  // Reads "priority,t_s,survival,at_risk", by priority and rising time. Empty, or what is wrong.
  [[nodiscard]] std::string read(const std::string& path);

  // The priority, 0 to 2, of a caller of whom it is not known: as often as those who had to queue
  // have it. REQUIRES: read.
  [[nodiscard]] std::size_t draw_priority(base::Prng& prng) const;

  // The patience of somebody who has waited for `wait` and is still there. Who outlasts the curve
  // leaves at `longest` (Efron's convention), if that is still to come. REQUIRES: read.
  [[nodiscard]] base::Duration draw_beyond(std::size_t priority, base::Duration wait,
                                           base::Duration longest, base::Prng& prng) const;

 private:
  static constexpr std::size_t kPriorities = 3;

  struct Point {
    base::Duration at;
    double survival;  // share that is more patient
  };
  struct Curve {
    std::uint64_t callers = 0;
    std::vector<Point> points;
  };

  std::array<Curve, kPriorities> curves_;
};

}  // namespace stellwerk::cli
