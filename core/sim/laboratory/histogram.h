// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace stellwerk::lab {

// Durations in whole milliseconds by size. Buckets are a 256th of their power of two wide, so a
// quantile is off by 0.4 % at most; below 256 ms it is exact. Sums of histograms do not depend on
// their order.
class Histogram {
 public:
  void add(std::int64_t ms) {
    const auto value = static_cast<std::uint64_t>(ms < 0 ? 0 : ms);
    const std::size_t bucket = bucket_of(value);
    if (bucket >= counts_.size()) counts_.resize(bucket + kParts);
    ++counts_[bucket];
    ++count_;
    if (ms > most_) most_ = ms;
  }
  void add(const Histogram& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::int64_t most_ms() const { return most_; }
  // The duration that this share, 0 to 1, does not exceed; 0 when there is none.
  [[nodiscard]] double quantile_ms(double share) const;
  // Share that does not exceed `ms`; 0 when there is none.
  [[nodiscard]] double share_within(std::int64_t ms) const;

 private:
  static constexpr unsigned kBits = 8;
  static constexpr std::size_t kParts = std::size_t{1} << kBits;

  // The upper bits of the value: kBits behind the first.
  static std::size_t bucket_of(std::uint64_t value) {
    if (value < kParts) return static_cast<std::size_t>(value);
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - kBits - 1;
    return (shift << kBits) + static_cast<std::size_t>(value >> shift);
  }
  [[nodiscard]] static double least_of(std::size_t bucket);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t most_ = 0;
};

}  // namespace stellwerk::lab
