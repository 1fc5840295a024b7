// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace stellwerk::runtime {

// So many in a time, over all threads that take: one second's worth, one at least, may come at
// once. Holds no count but the time at which it would be full again. Thread safety: any thread.
class TokenBucket {
 public:
  // Most a period, 1 to 1,000,000,000 a second.
  explicit TokenBucket(std::uint64_t count, std::int64_t period_s = 1)
      : interval_ns_(
            std::max<std::int64_t>(1, period_s * kSecondNs / static_cast<std::int64_t>(count))) {}

  // Takes one and answers 0, or takes none and answers after how many milliseconds there will be
  // one. `now_ns` is monotonic.
  [[nodiscard]] std::int64_t take(std::int64_t now_ns) {
    // relaxed: the value stands for itself, nothing is published with it.
    std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
    while (true) {
      const std::int64_t next = std::max(full_at, now_ns) + interval_ns_;
      const std::int64_t missing_ns = next - now_ns - std::max(kSecondNs, interval_ns_);
      if (missing_ns > 0) return (missing_ns + kMillisecondNs - 1) / kMillisecondNs;
      // relaxed: as above.
      if (full_at_ns_.compare_exchange_weak(full_at, next, std::memory_order_relaxed)) return 0;
    }
  }

  // One that was taken was not used.
  void give_back() {
    // relaxed: as above.
    full_at_ns_.fetch_sub(interval_ns_, std::memory_order_relaxed);
  }

 private:
  static constexpr std::int64_t kSecondNs = 1'000'000'000;
  static constexpr std::int64_t kMillisecondNs = 1'000'000;

  const std::int64_t interval_ns_;
  std::atomic<std::int64_t> full_at_ns_{0};
};

}  // namespace stellwerk::runtime
