// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/negative_binomial.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace stellwerk::queueing {
namespace {

constexpr double kNegligible = 1e-18;
const double kLogTwoPi = std::log(2 * std::numbers::pi);

// ln Γ(n + 1) less Stirling's formula for it. Loader, "Fast and accurate computation of binomial
// probabilities", 2000: differences of ln Γ itself would lose the digits that matter.
double stirling_error(double n) {
  if (n < 15) return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - 0.5 * kLogTwoPi;
  const double square = n * n;
  const double tail = (1.0 / 1'260 - (1.0 / 1'680 - 1.0 / 1'188 / square) / square) / square;
  return (1.0 / 12 - (1.0 / 360 - tail) / square) / n;
}

// x ln(x/m) + m - x, without cancellation when x is near m (Loader, 2000).
double deviance(double x, double m) {
  if (std::abs(x - m) >= 0.1 * (x + m)) return x * std::log(x / m) + m - x;
  const double v = (x - m) / (x + m);
  double sum = (x - m) * v;
  double term = 2 * x * v;
  for (int j = 1; j < 1'000; ++j) {
    term *= v * v;
    const double next = sum + term / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

}  // namespace

NegativeBinomial::NegativeBinomial(double shape, double exponent)
    : shape_(shape),
      log_success_(-exponent),
      success_(std::exp(-exponent)),
      failure_(-std::expm1(-exponent)) {
  SW_CHECK(shape >= 1 && exponent >= 0);
}

double NegativeBinomial::probability(std::uint64_t k) const {
  if (k == 0) return std::exp(shape_ * log_success_);
  const auto failures = static_cast<double>(k);
  const double trials = shape_ + failures;
  const double log_binomial = stirling_error(trials) - stirling_error(shape_) -
                              stirling_error(failures) - deviance(shape_, trials * success_) -
                              deviance(failures, trials * failure_);
  const double scale = std::log(shape_) + std::log(failures / trials) + kLogTwoPi;
  return shape_ / trials * std::exp(log_binomial - 0.5 * scale);
}

std::vector<double> NegativeBinomial::more_than(std::uint64_t first, std::size_t count) const {
  std::vector<double> out(count, 1);
  if (count == 0 || success_ == 0) return out;
  // Rising probabilities are summed from below, falling ones from above: neither sum cancels.
  const double mode = std::floor((shape_ - 1) * failure_ / success_);
  const std::uint64_t end = first + count;
  const auto middle =
      mode >= static_cast<double>(end) ? end : std::max(first, static_cast<std::uint64_t>(mode));
  if (middle > first) fill_below(first, middle, out);
  if (middle < end) fill_above(first, middle, out);
  return out;
}

void NegativeBinomial::fill_below(std::uint64_t first, std::uint64_t end,
                                  std::vector<double>& out) const {
  const auto step_down = [this](double probability, std::uint64_t k) {
    return probability * static_cast<double>(k) /
           ((shape_ + static_cast<double>(k) - 1) * failure_);
  };
  double here = probability(end - 1);
  std::uint64_t k = end - 1;
  for (; k > first; --k) {
    out[k - first] = here;
    here = step_down(here, k);
  }
  out[0] = here;
  double sum = 0;
  for (; k > 0; --k) {
    here = step_down(here, k);
    sum += here;
    if (here <= kNegligible * sum) break;
  }
  for (std::uint64_t i = 0; i < end - first; ++i) {
    sum += out[i];
    out[i] = std::max(0.0, 1 - sum);
  }
}

void NegativeBinomial::fill_above(std::uint64_t first, std::uint64_t begin,
                                  std::vector<double>& out) const {
  const auto step_up = [this](double probability, std::uint64_t k) {
    return probability * (shape_ + static_cast<double>(k)) * failure_ /
           (static_cast<double>(k) + 1);
  };
  const std::uint64_t end = first + out.size();
  double here = probability(begin);
  std::uint64_t k = begin;
  for (; k < end; ++k) {
    here = step_up(here, k);
    out[k - first] = here;
  }
  double sum = 0;
  while (true) {
    const double next = step_up(here, k++);
    if (next == 0) break;
    sum += next;
    // Later quotients are smaller, so the rest is below a geometric series.
    if (next < here && next * next / (here - next) <= kNegligible * sum) break;
    here = next;
  }
  for (k = end; k > begin; --k) {
    sum += out[k - 1 - first];
    out[k - 1 - first] = std::min(1.0, sum);
  }
}

}  // namespace stellwerk::queueing
