// SPDX-License-Identifier: Apache-2.0
#include "core/sim/laboratory/histogram.h"

#include <algorithm>
#include <cmath>

namespace stellwerk::lab {

void Histogram::add(const Histogram& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  most_ = std::max(most_, other.most_);
}

double Histogram::least_of(std::size_t bucket) {
  if (bucket < 2 * kParts) return static_cast<double>(bucket);
  const auto shift = static_cast<int>(bucket >> kBits) - 1;
  return std::ldexp(static_cast<double>((bucket & (kParts - 1)) | kParts), shift);
}

double Histogram::quantile_ms(double share) const {
  if (count_ == 0) return 0;
  const double wanted = share * static_cast<double>(count_);
  double below = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto here = static_cast<double>(counts_[i]);
    if (here > 0 && below + here >= wanted) {
      if (i < kParts) return static_cast<double>(i);
      const double part = std::max(wanted - below, 0.0) / here;
      const double value = least_of(i) + (least_of(i + 1) - least_of(i)) * part;
      return std::min(value, static_cast<double>(most_));
    }
    below += here;
  }
  return static_cast<double>(most_);
}

double Histogram::share_within(std::int64_t ms) const {
  if (count_ == 0 || ms < 0) return 0;
  const std::size_t last = bucket_of(static_cast<std::uint64_t>(ms));
  std::uint64_t within = 0;
  for (std::size_t i = 0; i < std::min(last + 1, counts_.size()); ++i) within += counts_[i];
  return static_cast<double>(within) / static_cast<double>(count_);
}

}  // namespace stellwerk::lab
