// SPDX-License-Identifier: Apache-2.0
#include "core/engine/wait_forecast.h"

#include <algorithm>
#include <bit>

namespace stellwerk::engine {
namespace {

constexpr std::uint32_t kCounted = 1'000;
constexpr std::int64_t kScale = 64;  // of the interval
constexpr std::int64_t kFollow = 64;
constexpr std::uint32_t kStep = 200;  // of a quantile that is trusted, 1/1024 octaves
constexpr std::int64_t kLongest = std::int64_t{1} << 40U;  // ms, of what is reckoned with
constexpr std::uint64_t kPositionMost = std::uint64_t{1} << 24U;
constexpr std::int32_t kFine = 64;  // of a quantile's steps to one of the logarithm

// The logarithm to base 2 in 1/1024, straight between two powers: what is compared and turned back
// needs no better. REQUIRES: value > 0.
std::int32_t log_of(std::uint64_t value) {
  const int digits = static_cast<int>(std::bit_width(value)) - 1;
  const std::uint64_t rest = digits >= 10 ? value >> (digits - 10) : value << (10 - digits);
  return digits * 1'024 + static_cast<std::int32_t>(rest - 1'024);
}

// The number with that logarithm, rounded down; 0 below 1.
std::int64_t exp_of(std::int32_t log) {
  if (log < 0) return 0;
  const int digits = std::min(log / 1'024, 40);
  const auto mantissa = static_cast<std::uint64_t>(1'024 + log % 1'024);
  const std::uint64_t value = digits >= 10 ? mantissa << (digits - 10) : mantissa >> (10 - digits);
  return static_cast<std::int64_t>(value);
}

std::size_t bin_of(std::uint64_t position, std::size_t most) {
  return std::min(static_cast<std::size_t>(std::bit_width(position)), most);
}

}  // namespace

// Large steps at first, so that what was assumed is soon forgotten.
void WaitForecast::Bin::add(std::int32_t ratio) {
  count = std::min(count + 1, kCounted);
  const auto step =
      static_cast<std::int32_t>(kFine * std::max<std::uint32_t>(kStep, 512 / (1 + count / 8)));
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    std::int32_t& quantile = quantiles[i];
    quantile +=
        ratio > quantile ? step * kLevels[i] / 1'000 : -(step * (1'000 - kLevels[i]) / 1'000);
  }
}

bool WaitForecast::Bin::is_sound() const {
  constexpr std::int32_t kMost = 50 * 1'024 * kFine;
  return std::all_of(quantiles.begin(), quantiles.end(),
                     [](std::int32_t quantile) { return quantile > -kMost && quantile < kMost; });
}

// position * interval, ms; at least 1.
std::uint64_t WaitForecast::usual(std::uint64_t position) const {
  const auto some = static_cast<std::int64_t>(std::min(position, kPositionMost));
  const std::int64_t product = interval_ > kLongest / some ? kLongest : interval_ * some / kScale;
  return static_cast<std::uint64_t>(std::max<std::int64_t>(product, 1));
}

WaitForecast::Made WaitForecast::made(std::uint64_t position) const {
  Made made;
  made.bin = static_cast<std::uint8_t>(bin_of(position, kBins - 1));
  // A logarithm is less than 41 * 1,024.
  if (interval_ > 0) made.base = static_cast<std::uint16_t>(log_of(usual(position)) + 1);
  return made;
}

void WaitForecast::started(base::Instant now, Made made, base::Duration waited) {
  const base::Instant from = std::max(last_start_, busy_since_);
  last_start_ = now;
  if (made.base > 0) {
    const auto waited_ms =
        static_cast<std::uint64_t>(std::clamp<std::int64_t>(waited.ms, 0, kLongest));
    const std::int32_t ratio = (log_of(waited_ms + 1) - (made.base - 1)) * kFine;
    bins_[0].add(ratio);
    bins_[made.bin].add(ratio);
  }
  if (from == base::Instant{}) return;  // nobody knows since when somebody waited
  const std::int64_t gap = std::clamp<std::int64_t>((now - from).ms, 0, kLongest / kScale) * kScale;
  interval_ = interval_ == 0 ? std::max<std::int64_t>(gap, 1)
                             : std::max<std::int64_t>(interval_ + (gap - interval_) / kFollow, 1);
}

const WaitForecast::Bin* WaitForecast::bin_at(std::uint64_t position) const {
  const Bin& own = bins_[bin_of(position, kBins - 1)];
  if (own.count >= kTrusted) return &own;
  return bins_[0].count >= kTrusted ? &bins_[0] : nullptr;
}

std::optional<ExpectedWait> WaitForecast::at(std::uint64_t position) const {
  const Bin* const bin = bin_at(position);
  if (bin == nullptr) return std::nullopt;
  const std::int32_t base = log_of(usual(position));
  const std::int32_t median = bin->quantiles[kMedian];
  const std::int32_t p90 = std::max(median, bin->quantiles[kP90]);
  return ExpectedWait{{exp_of(base + median / kFine)}, {exp_of(base + p90 / kFine)}};
}

// Between two levels in proportion; beyond the outer ones it fades within two octaves.
std::optional<std::uint32_t> WaitForecast::chance_permille(std::uint64_t position,
                                                           base::Duration left) const {
  const Bin* const bin = bin_at(position);
  if (bin == nullptr) return std::nullopt;
  if (left.ms < 0) return 0;
  constexpr std::int64_t kFade = std::int64_t{2} * 1'024 * kFine;
  const auto ms = static_cast<std::uint64_t>(std::min(left.ms, kLongest));
  const std::int64_t ratio = std::int64_t{log_of(ms + 1) - log_of(usual(position))} * kFine;
  std::int64_t below = std::int64_t{bin->quantiles[0]} - kFade;
  std::int64_t level = 0;
  for (std::size_t i = 0; i <= kLevels.size(); ++i) {
    const bool beyond = i == kLevels.size();
    const std::int64_t above =
        beyond ? below + kFade : std::max<std::int64_t>(below, bin->quantiles[i]);
    const std::int64_t next = beyond ? 1'000 : kLevels[i];
    if (ratio < above) {
      const std::int64_t part = std::max<std::int64_t>(ratio - below, 0);
      return static_cast<std::uint32_t>(level + (next - level) * part / (above - below));
    }
    below = above;
    level = next;
  }
  return 1'000;
}

}  // namespace stellwerk::engine
