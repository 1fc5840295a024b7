// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

// Slow ways to the long run that are obviously right, for small cases.
namespace stellwerk::queueing {

// A Markov chain in continuous time, given transition by transition.
class Chain {
 public:
  void add(std::size_t from, std::size_t to, double rate) {
    const std::size_t states = std::max({from + 1, to + 1, into_.size()});
    into_.resize(states);
    out_.resize(states, 0);
    into_[to].push_back({from, rate});
    out_[from] += rate;
  }

  // Share of time in each state, by Gauss and Seidel: what goes in goes out.
  [[nodiscard]] std::vector<double> long_run() const {
    std::vector<double> share(into_.size(), 1.0 / static_cast<double>(into_.size()));
    for (int sweep = 0; sweep < 20'000; ++sweep) {
      double moved = 0;
      double total = 0;
      for (std::size_t state = 0; state < share.size(); ++state) {
        double in = 0;
        for (const auto& [from, rate] : into_[state]) in += share[from] * rate;
        moved = std::max(moved, std::abs(in / out_[state] - share[state]));
        share[state] = in / out_[state];
        total += share[state];
      }
      for (double& each : share) each /= total;
      if (moved < 1e-15) break;
    }
    return share;
  }

 private:
  struct Arrow {
    std::size_t from;
    double rate;
  };
  std::vector<std::vector<Arrow>> into_;
  std::vector<double> out_;
};

// Share of time with 0, 1, ... in a station, up to `most`; `rate_out(n)` is from n to n - 1.
template <typename RateOut>
std::vector<double> numbers_in(double arrival_rate, std::size_t most, RateOut rate_out) {
  std::vector<double> share = {1};
  double total = 1;
  for (std::size_t n = 1; n <= most; ++n) {
    share.push_back(share.back() * arrival_rate / rate_out(n));
    total += share.back();
  }
  for (double& each : share) each /= total;
  return share;
}

}  // namespace stellwerk::queueing
