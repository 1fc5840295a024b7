// SPDX-License-Identifier: Apache-2.0
#include "core/queueing/square_root.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace stellwerk::queueing {
namespace {

// Beyond it nobody waits as far as doubles can tell.
constexpr double kMost = 38;
constexpr double kAgentsMax = 2'147'483'647;

}  // namespace

double square_root_p_wait(double c) {
  if (c <= 0) return 1;
  const double below = 0.5 * std::erfc(-c / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * c * c) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  return density / (density + c * below);
}

double square_root_c(double p_wait) {
  SW_CHECK(p_wait > 0 && p_wait < 1);
  double low = 0;
  double high = kMost;
  while (true) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    (square_root_p_wait(middle) > p_wait ? low : high) = middle;
  }
}

std::uint32_t square_root_agents(double load, double c) {
  SW_CHECK(load >= 0);
  const double agents = std::max(1.0, std::ceil(load + c * std::sqrt(load)));
  SW_CHECK(agents <= kAgentsMax);
  return static_cast<std::uint32_t>(agents);
}

}  // namespace stellwerk::queueing
