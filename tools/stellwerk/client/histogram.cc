// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/check.h"

namespace stellwerk::cli {

// Values below 2^(precision + 1) are buckets of their own; above, each power of two has
// 2^precision buckets.
std::size_t LatencyHistogram::bucket_of(std::uint64_t ns) {
  const unsigned width = static_cast<unsigned>(std::bit_width(ns));
  if (width <= kPrecisionBits + 1) return ns;
  const unsigned shift = width - kPrecisionBits - 1;
  return (std::size_t{shift} << kPrecisionBits) + (ns >> shift);
}

std::uint64_t LatencyHistogram::upper_end(std::size_t bucket) {
  if (bucket < (std::size_t{2} << kPrecisionBits)) return bucket;
  const std::size_t shift = (bucket >> kPrecisionBits) - 1;
  const std::uint64_t top = bucket - (shift << kPrecisionBits);
  return ((top + 1) << shift) - 1;
}

void LatencyHistogram::add(std::uint64_t ns) {
  max_ = std::max(max_, ns);
  const std::uint64_t bounded = std::min(ns, (std::uint64_t{1} << kValueBits) - 1);
  ++counts_[bucket_of(bounded)];
  ++count_;
}

std::uint64_t LatencyHistogram::quantile(double share) const {
  SW_CHECK(share >= 0 && share <= 1);
  const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (counts_[bucket] > 0 && seen >= rank) return std::min(upper_end(bucket), max_);
  }
  return 0;
}

std::uint64_t LatencyHistogram::count_to(std::uint64_t ns) const {
  if (ns >= max_) return count_;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets && upper_end(bucket) <= ns; ++bucket) {
    seen += counts_[bucket];
  }
  return seen;
}

}  // namespace stellwerk::cli
