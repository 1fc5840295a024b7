// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

namespace stellwerk::planning {

// A range in which a count falls with a given probability. Counts spread around what is expected as
// a Poisson number with a mean that varies itself: the mean is drawn from a gamma distribution with
// the relative deviation `spread`, which makes the count negative binomial.
struct Band {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

inline constexpr double kSpreadMax = 1;

// As much lies below as above. REQUIRES: expected >= 0, 0 <= spread <= kSpreadMax, 0 < share < 1.
[[nodiscard]] Band band_around(double expected, double spread, double share);

// Whether band_around() has the count in it, without finding the band.
[[nodiscard]] bool in_band(double count, double expected, double spread, double share);

// What was expected and what came.
struct Outcome {
  double expected = 0;
  double count = 0;
};

// Below so much expected, counts say too little about the spread.
inline constexpr double kExpectedMin = 1;

// The least spread with which `share` of the outcomes are in their bands, looking at those with
// kExpectedMin expected.
[[nodiscard]] double spread_of(std::span<const Outcome> outcomes, double share);

}  // namespace stellwerk::planning
