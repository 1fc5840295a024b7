// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/estimate.h"

#include <array>
#include <cmath>
#include <vector>

#include "core/base/check.h"

namespace stellwerk::lab {
namespace {

double sum(std::span<const double> values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

// What each run adds to the ratio's error, to first order.
std::vector<double> residuals(const Ratio& ratio) {
  SW_CHECK(ratio.counted.size() == ratio.of.size());
  const double of = sum(ratio.of);
  const double value = sum(ratio.counted) / of;
  std::vector<double> residuals;
  for (std::size_t i = 0; i < ratio.of.size(); ++i) {
    residuals.push_back((ratio.counted[i] - value * ratio.of[i]) / of);
  }
  return residuals;
}

Estimate with_interval(double value, std::span<const double> residuals) {
  Estimate estimate;
  estimate.value = value;
  const std::size_t runs = residuals.size();
  if (runs < 2) return estimate;
  double squares = 0;
  for (const double residual : residuals) squares += residual * residual;
  const auto count = static_cast<double>(runs);
  estimate.error = std::sqrt(squares * count / (count - 1));
  const double reach = student_t(runs - 1) * estimate.error;
  estimate.low = value - reach;
  estimate.high = value + reach;
  return estimate;
}

}  // namespace

Estimate estimate(const Ratio& ratio) {
  const double of = sum(ratio.of);
  if (!(of > 0)) return {};
  return with_interval(sum(ratio.counted) / of, residuals(ratio));
}

Estimate estimate_difference(const Ratio& a, const Ratio& b) {
  SW_CHECK(a.of.size() == b.of.size());
  const double of_a = sum(a.of);
  const double of_b = sum(b.of);
  if (!(of_a > 0) || !(of_b > 0)) return {};
  std::vector<double> apart = residuals(a);
  const std::vector<double> other = residuals(b);
  for (std::size_t i = 0; i < apart.size(); ++i) apart[i] -= other[i];
  return with_interval(sum(a.counted) / of_a - sum(b.counted) / of_b, apart);
}

double student_t(std::size_t degrees) {
  static constexpr std::array<double, 30> kTable = {
      12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
      2.2010,  2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
      2.0796,  2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423};
  if (degrees <= kTable.size()) return kTable[degrees - 1];
  // Cornish and Fisher's expansion around the normal quantile.
  constexpr double kNormal = 1.959964;
  const auto d = static_cast<double>(degrees);
  const double z3 = kNormal * kNormal * kNormal;
  const double z5 = z3 * kNormal * kNormal;
  return kNormal + (z3 + kNormal) / (4 * d) + (5 * z5 + 16 * z3 + 3 * kNormal) / (96 * d * d);
}

}  // namespace stellwerk::lab
