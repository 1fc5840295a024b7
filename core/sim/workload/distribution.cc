// SPDX-License-Identifier: Apache-2.0
#include "core/sim/workload/distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace stellwerk::lab {
namespace {

double draw_exponential(base::Prng& prng) { return -std::log1p(-prng.unit()); }

// Box and Muller.
double draw_normal(base::Prng& prng) {
  const double radius = std::sqrt(2 * draw_exponential(prng));
  return radius * std::cos(2 * std::numbers::pi * prng.unit());
}

}  // namespace

double Distribution::draw_rest(base::Prng& prng) const {
  switch (kind) {
    case Kind::kForever:
      break;
    case Kind::kFixed:
      return mean_ms;
    case Kind::kExponential:
      return draw_exponential(prng) * mean_ms;
    case Kind::kLognormal: {
      const double variance = std::log1p(cv * cv);
      return mean_ms * std::exp(draw_normal(prng) * std::sqrt(variance) - variance / 2);
    }
    case Kind::kQuantiles: {
      const double at = prng.unit() / reach * static_cast<double>(quantiles_ms.size() - 1);
      const auto step = static_cast<std::size_t>(at);
      if (step + 1 >= quantiles_ms.size()) break;
      const double part = at - static_cast<double>(step);
      return quantiles_ms[step] + (quantiles_ms[step + 1] - quantiles_ms[step]) * part;
    }
  }
  return static_cast<double>(kForeverMs);
}

std::int64_t Distribution::draw_ms(base::Prng& prng) const {
  const bool is_zero = zero > 0 && prng.unit() < zero;
  const double drawn = draw_rest(prng);
  if (is_zero) return 0;
  if (drawn >= static_cast<double>(kForeverMs)) return kForeverMs;
  return std::max<std::int64_t>(static_cast<std::int64_t>(drawn + 0.5), 1);
}

double Distribution::mean() const {
  if (kind == Kind::kForever) return 0;
  double mean = mean_ms;
  if (kind == Kind::kQuantiles) {
    mean = 0;
    for (std::size_t i = 1; i < quantiles_ms.size(); ++i) {
      mean += (quantiles_ms[i - 1] + quantiles_ms[i]) / 2;
    }
    mean /= static_cast<double>(quantiles_ms.size() - 1);
  }
  return mean * (1 - zero);
}

double draw_gamma(double cv, base::Prng& prng) {
  const double shape = 1 / (cv * cv);
  // Below 1 from one higher, by a power of a uniform number.
  const double raised = shape < 1 ? shape + 1 : shape;
  const double d = raised - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  double drawn = 0;
  while (true) {
    const double x = draw_normal(prng);
    const double v = 1 + c * x;
    const double u = prng.unit();
    if (v <= 0) continue;
    drawn = v * v * v;
    if (std::log1p(-u) < x * x / 2 + d - d * drawn + d * std::log(drawn)) break;
  }
  double gamma = d * drawn / shape;
  if (shape < 1) gamma *= std::exp(-draw_exponential(prng) / shape);
  return gamma;
}

}  // namespace stellwerk::lab
