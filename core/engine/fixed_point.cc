// SPDX-License-Identifier: Apache-2.0
#include "core/engine/fixed_point.h"

namespace stellwerk::engine {
namespace {

constexpr std::uint64_t kWholeMax = 40;                  // e^-40 < 1e-17: nothing is left
constexpr Fixed kExpMinusOne = 424'136'118'829'305'330;  // e^-1 * 2^60, rounded

}  // namespace

// e^-x = e^-n * e^-f with n whole and 0 <= f < 1; e^-f by its Taylor series, whose 20th term is
// below 2^-61.
Fixed exp_negative(std::uint64_t numerator, std::uint64_t denominator) {
  const std::uint64_t whole = numerator / denominator;
  if (whole > kWholeMax) return 0;
  const Fixed fraction = ratio(numerator % denominator, denominator);
  Fixed even = kOne;
  Fixed odd = 0;
  Fixed term = kOne;
  for (std::uint64_t n = 1; n <= 20; ++n) {
    term = multiply(term, fraction) / n;
    (n % 2 == 0 ? even : odd) += term;
  }
  Fixed result = even - odd;
  for (std::uint64_t n = 0; n < whole; ++n) result = multiply(result, kExpMinusOne);
  return result;
}

}  // namespace stellwerk::engine
