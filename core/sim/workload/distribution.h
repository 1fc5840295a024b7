// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "core/base/prng.h"

namespace stellwerk::lab {

// Longer than any run, and from its beginning on earlier than base::kNever.
inline constexpr std::int64_t kForeverMs = std::numeric_limits<std::int64_t>::max() / 8;

// How long something takes, or how long somebody is willing to wait.
struct Distribution {
  enum class Kind : std::uint8_t {
    kForever,
    kFixed,
    kExponential,
    kLognormal,
    kQuantiles,  // linear between them
  };

  Kind kind = Kind::kForever;
  double mean_ms = 0;  // but for kQuantiles
  double cv = 1;       // of kLognormal: standard deviation over mean
  // Ascending, in equal steps of probability from 0 to `reach`; what is beyond takes for ever.
  std::vector<double> quantiles_ms;
  double reach = 1;
  double zero = 0;  // share of 0, beside what the rest says

  // Whole milliseconds, at least 1 but for the share of 0. Takes equally many numbers each time.
  [[nodiscard]] std::int64_t draw_ms(base::Prng& prng) const;
  // Of draws that end; 0 for kForever.
  [[nodiscard]] double mean() const;

 private:
  [[nodiscard]] double draw_rest(base::Prng& prng) const;
};

// Gamma with mean 1 and this coefficient of variation (Marsaglia and Tsang 2000). REQUIRES: cv > 0.
[[nodiscard]] double draw_gamma(double cv, base::Prng& prng);

}  // namespace stellwerk::lab
