// SPDX-License-Identifier: Apache-2.0
#include "core/planning/band.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/queueing/negative_binomial.h"

namespace stellwerk::planning {
namespace {

// Of a Poisson number as far as anybody can tell.
constexpr double kShapeMax = 1e9;

queueing::NegativeBinomial counts_around(double expected, double spread) {
  SW_CHECK(expected >= 0 && spread >= 0 && spread <= kSpreadMax);
  const double shape = std::min(kShapeMax, 1 / (spread * spread));
  return {shape, std::log1p(expected / shape)};
}

// P(N > k), where k may be below 0.
double more_than(const queueing::NegativeBinomial& counts, double k) {
  return k < 0 ? 1 : counts.more_than(static_cast<std::uint64_t>(k), 1).front();
}

}  // namespace

Band band_around(double expected, double spread, double share) {
  SW_CHECK(share > 0 && share < 1);
  const double tail = (1 - share) / 2;
  const auto counts = counts_around(expected, spread);
  const auto first_at_most = [&](double rest) {
    std::uint64_t high = static_cast<std::uint64_t>(expected) + 1;
    while (counts.more_than(high, 1).front() > rest) high *= 2;
    std::uint64_t low = 0;
    while (low < high) {
      const std::uint64_t middle = (low + high) / 2;
      if (counts.more_than(middle, 1).front() > rest) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
  return {first_at_most(1 - tail), first_at_most(tail)};
}

bool in_band(double count, double expected, double spread, double share) {
  const double tail = (1 - share) / 2;
  const auto counts = counts_around(expected, spread);
  return more_than(counts, std::floor(count)) <= 1 - tail &&
         more_than(counts, std::ceil(count) - 1) > tail;
}

double spread_of(std::span<const Outcome> outcomes, double share) {
  const auto covered = [&](double spread) {
    std::size_t all = 0;
    std::size_t in = 0;
    for (const Outcome& each : outcomes) {
      if (each.expected < kExpectedMin) continue;
      ++all;
      in += in_band(each.count, each.expected, spread, share) ? 1U : 0U;
    }
    return static_cast<double>(in) >= share * static_cast<double>(all);
  };
  double low = 0;
  double high = kSpreadMax;
  if (covered(low)) return low;
  for (int step = 0; step < 12; ++step) {
    const double middle = (low + high) / 2;
    (covered(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace stellwerk::planning
