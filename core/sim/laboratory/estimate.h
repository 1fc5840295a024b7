// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace stellwerk::lab {

// A figure with its standard error and the interval that covers the true one in 95 of 100 cases, by
// Student's t over independent runs. Not a number where there is nothing to go by.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

// A share or a mean: what was counted over what it was counted of, each by run.
struct Ratio {
  std::span<const double> counted;
  std::span<const double> of;
};

// The ratio of the sums. REQUIRES: as many of both.
[[nodiscard]] Estimate estimate(const Ratio& ratio);

// How much `a` is above `b`, run by run: what both have in common does not widen the interval.
// REQUIRES: the same runs in both.
[[nodiscard]] Estimate estimate_difference(const Ratio& a, const Ratio& b);

// The 97.5 % quantile of Student's t. REQUIRES: degrees > 0.
[[nodiscard]] double student_t(std::size_t degrees);

}  // namespace stellwerk::lab
