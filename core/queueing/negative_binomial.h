// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stellwerk::queueing {

// The number N of failures before success number `shape`, which need not be whole, where a trial
// succeeds with probability e^-exponent. P(N <= k) is also P(Beta(shape, k + 1) <= e^-exponent).
class NegativeBinomial {
 public:
  // REQUIRES: shape >= 1, exponent >= 0.
  NegativeBinomial(double shape, double exponent);

  // P(N > k) for `count` successive k from `first` on, each to 1e-12 of 1. Takes time in proportion
  // to `count` and the width of the distribution.
  [[nodiscard]] std::vector<double> more_than(std::uint64_t first, std::size_t count) const;

 private:
  [[nodiscard]] double probability(std::uint64_t k) const;
  void fill_below(std::uint64_t first, std::uint64_t end, std::vector<double>& out) const;
  void fill_above(std::uint64_t first, std::uint64_t begin, std::vector<double>& out) const;

  double shape_;
  double log_success_, success_, failure_;
};

}  // namespace stellwerk::queueing
