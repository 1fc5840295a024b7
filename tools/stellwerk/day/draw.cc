// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/draw.h"

#include <algorithm>

#include "core/base/check.h"
#include "tools/stellwerk/day/schedule.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint64_t kParts = 1'000;  // per step of the table

base::Duration at_position(std::span<const std::int32_t> quantiles, std::uint64_t position) {
  const std::size_t step = position / kParts;
  const auto part = static_cast<std::int64_t>(position % kParts);
  const std::int64_t low = quantiles[step];
  const std::int64_t high = quantiles[step + 1];
  if (low < 0 || high < 0) return kStays;
  return {low * 1'000 + (high - low) * 1'000 * part / static_cast<std::int64_t>(kParts)};
}

}  // namespace

base::Duration draw_duration(std::span<const std::int32_t> quantiles, base::Prng& prng) {
  SW_CHECK(quantiles.size() >= 2);
  return at_position(quantiles, prng.below((quantiles.size() - 1) * kParts));
}

base::Duration draw_duration_beyond(std::span<const std::int32_t> quantiles, base::Duration beyond,
                                    base::Prng& prng) {
  SW_CHECK(quantiles.size() >= 2);
  const std::uint64_t end = (quantiles.size() - 1) * kParts;
  // The first position whose duration exceeds `beyond`: durations rise with the position.
  std::uint64_t low = 0;
  std::uint64_t high = end;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (at_position(quantiles, middle) > beyond) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  if (low == end) return kStays;
  return at_position(quantiles, low + prng.below(end - low));
}

std::int64_t draw_rounded(std::int64_t thousandths, base::Prng& prng) {
  const std::int64_t rest = thousandths % 1'000;
  const bool up = prng.chance(static_cast<std::uint64_t>(rest), 1'000);
  return thousandths / 1'000 + (up ? 1 : 0);
}

}  // namespace stellwerk::cli
