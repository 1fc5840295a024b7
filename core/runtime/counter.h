// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace stellwerk::runtime {

// A figure that one thread writes and any thread reads, without a read-modify-write.
class Counter {
 public:
  void add(std::uint64_t delta) {
    // relaxed load: this thread wrote the value. release store: pairs with the acquire in value().
    value_.store(value_.load(std::memory_order_relaxed) + delta, std::memory_order_release);
  }
  void set(std::uint64_t value) {
    // release: pairs with the acquire in value().
    value_.store(value, std::memory_order_release);
  }
  [[nodiscard]] std::uint64_t value() const {
    // acquire: pairs with the release in add(); what was counted is visible to the reader.
    return value_.load(std::memory_order_acquire);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

}  // namespace stellwerk::runtime
