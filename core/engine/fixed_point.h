// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// Fractions as integers with 60 bits after the point, so that every compiler and machine computes
// the same routing decision.
namespace stellwerk::engine {

using Fixed = std::uint64_t;  // value * 2^60; at most 15.99
inline constexpr unsigned kFixedBits = 60;
inline constexpr Fixed kOne = Fixed{1} << kFixedBits;

__extension__ using Wide = unsigned __int128;

[[nodiscard]] constexpr Fixed multiply(Fixed a, Fixed b) {
  return static_cast<Fixed>(Wide{a} * b >> kFixedBits);
}

// numerator / denominator, rounded down. REQUIRES: the quotient is below 16.
[[nodiscard]] constexpr Fixed ratio(std::uint64_t numerator, std::uint64_t denominator) {
  return static_cast<Fixed>((Wide{numerator} << kFixedBits) / denominator);
}

// e^-x for x = numerator / denominator >= 0; exact to 1e-12 (tested to 1e-9).
// REQUIRES: denominator > 0.
[[nodiscard]] Fixed exp_negative(std::uint64_t numerator, std::uint64_t denominator);

}  // namespace stellwerk::engine
