// SPDX-License-Identifier: Apache-2.0
#include "core/engine/reserve.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

std::uint64_t positive(base::Duration d) { return static_cast<std::uint64_t>(d.ms); }

}  // namespace

// The weights pi_j of the states are kept as fractions of the last one before waiting begins, and
// rescaled as they grow, so that they stay within Fixed's range.
Fixed late_share(std::uint32_t agents, std::uint32_t reserve, std::uint64_t arrivals,
                 base::Duration period, base::Duration mean, base::Duration target) {
  SW_CHECK(agents > 0 && reserve <= agents && mean.ms > 0 && period.ms > 0);
  // Offered load a = lambda * mean = load_top / load_bottom.
  const Wide load_top = Wide{arrivals} * positive(mean);
  const Wide load_bottom = positive(period);
  if (load_top >= load_bottom * agents) return kOne;
  const auto load = static_cast<std::uint64_t>((load_top << 20U) / load_bottom);  // 2^20 a

  // below = sum of pi_j for j < agents, in units of pi at the state reached; from agents-reserve
  // up.
  Fixed current = kOne;
  Fixed below = 0;
  for (std::uint32_t busy = agents - reserve; busy < agents; ++busy) {
    below += current;
    const std::uint64_t divisor = std::uint64_t{busy + 1} << 20U;
    current = static_cast<Fixed>(Wide{current} * load / divisor);
    while (current > kOne || below > 4 * kOne) {
      current /= 2;
      below /= 2;
    }
  }
  // current is pi_agents; the states from there on sum to pi_agents / (1 - rho).
  const std::uint64_t all = std::uint64_t{agents} << 20U;
  const auto waiting = Wide{current} * all / (all - load);
  const auto wait_share = static_cast<Fixed>((waiting << 32U) / (waiting + below) << 28U);
  // (agents / mean - arrivals / period) * target, over the common denominator mean * period.
  const Wide drain = Wide{agents} * load_bottom - load_top;
  const Wide top = drain * positive(target);
  const Wide bottom = Wide{positive(mean)} * positive(period);
  const auto whole_and_part =
      static_cast<std::uint64_t>(std::min<Wide>((top << 24U) / bottom, Wide{1} << 62U));
  return multiply(std::min(wait_share, kOne), exp_negative(whole_and_part, 1U << 24U));
}

std::uint32_t least_reserve(std::uint32_t agents, std::uint64_t arrivals, base::Duration period,
                            base::Duration mean, base::Duration target, Fixed late_max) {
  const std::uint32_t most = std::min<std::uint32_t>(3, std::max(1U, agents * 15 / 100));
  for (std::uint32_t reserve = 0; reserve < std::min(most, agents); ++reserve) {
    if (late_share(agents, reserve, arrivals, period, mean, target) <= late_max) return reserve;
  }
  return std::min(most, agents);
}

}  // namespace stellwerk::engine
