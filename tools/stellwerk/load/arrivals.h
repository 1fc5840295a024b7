// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace stellwerk::cli {

// When the conversations of an open loop arrive: evenly, from `begin_ns` on, and that is settled
// before the first is sent. Latency is measured from these times: a daemon that stalls makes all
// wait that arrive meanwhile, also those that no connection was free to send.
class Arrivals {
 public:
  Arrivals() = default;
  // REQUIRES: per_second > 0.
  Arrivals(std::uint64_t begin_ns, double per_second, double seconds)
      : begin_ns_(begin_ns),
        interval_ns_(1e9 / per_second),
        count_(static_cast<std::uint64_t>(per_second * seconds)) {}

  [[nodiscard]] bool is_over() const { return taken_ == count_; }
  // Of the next one. REQUIRES: !is_over().
  [[nodiscard]] std::uint64_t next_ns() const {
    return begin_ns_ + static_cast<std::uint64_t>(interval_ns_ * static_cast<double>(taken_));
  }
  [[nodiscard]] bool is_due(std::uint64_t now_ns) const {
    return !is_over() && next_ns() <= now_ns;
  }
  // Its time; it is no longer the next. REQUIRES: !is_over().
  std::uint64_t take() {
    const std::uint64_t at = next_ns();
    ++taken_;
    return at;
  }

  [[nodiscard]] std::uint64_t taken() const { return taken_; }

 private:
  std::uint64_t begin_ns_ = 0;
  double interval_ns_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t taken_ = 0;
};

}  // namespace stellwerk::cli
