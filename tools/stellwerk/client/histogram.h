// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace stellwerk::cli {

// Counts durations of 0 to 2^42 nanoseconds (73 minutes; longer ones count as that) in buckets
// no wider than 1/128 of their value: exact below 256 ns, within 0.8 % above. As HdrHistogram has
// it with two significant digits.
class LatencyHistogram {
 public:
  void add(std::uint64_t ns);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }  // exact
  // The least recorded value that at least `share` of all do not exceed, as its bucket's upper
  // end, never above max(). 0 when empty. REQUIRES: 0 <= share <= 1.
  [[nodiscard]] std::uint64_t quantile(double share) const;
  // How many recorded values are at most `ns`, as far as the buckets tell.
  [[nodiscard]] std::uint64_t count_to(std::uint64_t ns) const;

 private:
  static constexpr unsigned kPrecisionBits = 7;
  static constexpr unsigned kValueBits = 42;
  static constexpr std::size_t kBuckets = (kValueBits - kPrecisionBits + 1) << kPrecisionBits;

  static std::size_t bucket_of(std::uint64_t ns);
  static std::uint64_t upper_end(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace stellwerk::cli
