// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/time.h"

// What the engine learns about its work, in integers.
namespace stellwerk::engine {

// A mean that follows with weight 1/32; the plain average of the first 32 samples, so that the
// first one does not linger.
class FollowingMean {
 public:
  static constexpr std::uint32_t kTrusted = 30;  // samples before it replaces the prior

  void add(base::Duration sample) {
    const std::int64_t ms = std::max<std::int64_t>(sample.ms, 0);
    if (count_ < 32) [[unlikely]] {
      ++count_;
      sum_ += ms;
      mean_scaled_ = sum_ * 32 / count_;
    } else {
      mean_scaled_ += ms - mean_scaled_ / 32;
    }
  }

  [[nodiscard]] bool trusted() const { return count_ >= kTrusted; }
  [[nodiscard]] base::Duration mean() const {
    return {std::max<std::int64_t>(mean_scaled_ / 32, 1)};
  }
  [[nodiscard]] std::int64_t scaled() const { return mean_scaled_; }
  [[nodiscard]] std::uint32_t count() const { return count_; }

  // For saving and loading, here and below; see state_archive.h.
  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& mean) {
    archive(mean.sum_, mean.mean_scaled_, mean.count_);
  }

 private:
  std::int64_t sum_ = 0;          // of the first 32
  std::int64_t mean_scaled_ = 0;  // 32 * mean
  std::uint32_t count_ = 0;       // up to 32
};

// Counts by minute of the last `Minutes` minutes.
template <std::size_t Minutes>
class MinuteCounts {
 public:
  void add(base::Instant now) { ++at(now).count; }

  // Counts of the running minute and the Minutes - 1 before it.
  [[nodiscard]] std::uint64_t sum(base::Instant now) const {
    const std::int64_t minute = now.ms / 60'000;
    std::uint64_t total = 0;
    for (const Bin& bin : bins_) {
      if (bin.minute > minute - static_cast<std::int64_t>(Minutes) && bin.minute <= minute) {
        total += bin.count;
      }
    }
    return total;
  }

  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& counts) {
    for (auto& bin : counts.bins_) archive(bin.minute, bin.count);
  }

 private:
  struct Bin {
    std::int64_t minute = -1;
    std::uint32_t count = 0;
  };

  Bin& at(base::Instant now) {
    const std::int64_t minute = now.ms / 60'000;
    Bin& bin = bins_[static_cast<std::size_t>(minute) % Minutes];
    if (bin.minute != minute) bin = {minute, 0};
    return bin;
  }

  std::array<Bin, Minutes> bins_{};
};

// Arrivals per minute, following with a time constant of 30 minutes; the plain average until 30
// minutes have been seen.
class ArrivalRate {
 public:
  static constexpr std::int64_t kScale = 1 << 20;

  void add(base::Instant now) {
    roll(now);
    ++current_;
  }

  // Arrivals in kScale minutes, by the minutes that are complete.
  [[nodiscard]] std::uint64_t per_scaled_minutes(base::Instant now) {
    roll(now);
    if (seen_ == 0) return current_ * static_cast<std::uint64_t>(kScale);
    return static_cast<std::uint64_t>(rate_);
  }

  [[nodiscard]] std::int64_t scaled() const { return rate_; }

  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& rate) {
    archive(rate.minute_, rate.seen_, rate.rate_, rate.current_);
  }

 private:
  void roll(base::Instant now) {
    const std::int64_t minute = now.ms / 60'000;
    if (minute_ < 0) minute_ = minute;
    // After a silence of hours nothing of the old rate is left; the loop stays short.
    std::int64_t steps = std::min<std::int64_t>(minute - minute_, 600);
    for (; steps > 0; --steps) {
      seen_ = std::min<std::int64_t>(seen_ + 1, 30);
      rate_ += (static_cast<std::int64_t>(current_) * kScale - rate_) / seen_;
      current_ = 0;
    }
    minute_ = std::max(minute_, minute);
  }

  std::int64_t minute_ = -1;
  std::int64_t seen_ = 0;
  std::int64_t rate_ = 0;  // per minute * kScale
  std::uint64_t current_ = 0;
};

}  // namespace stellwerk::engine
