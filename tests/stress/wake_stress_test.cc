// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/prng.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {
namespace {

constexpr std::int64_t kTenSeconds = 10'000'000'000;

// Sleeps until `work` is at least `wanted`. False: the ten seconds went by, a wake-up was lost.
bool wait_until_there_are(WakeSignal& signal, const std::atomic<std::uint64_t>& work,
                          std::uint64_t wanted) {
  for (int round = 0; round < 100; ++round) {
    signal.prepare();
    // relaxed: the signal's fences order it; that is what is tested.
    if (work.load(std::memory_order_relaxed) >= wanted) {
      signal.awake();
      return true;
    }
    signal.wait(kTenSeconds);
    // relaxed: as above.
    if (work.load(std::memory_order_relaxed) >= wanted) return true;
  }
  return false;
}

// Two threads throw a ball to each other; every throw finds the other one falling asleep, asleep or
// just awake.
TEST(WakeStress, NoWakeUpIsLostBetweenTwo) {
  constexpr std::uint64_t kThrows = 30'000;
  WakeSignal left;
  WakeSignal right;
  std::atomic<std::uint64_t> to_left{0};
  std::atomic<std::uint64_t> to_right{0};
  std::atomic<bool> lost{false};
  std::thread thread([&] {
    base::Prng prng(1);
    for (std::uint64_t i = 1; i <= kThrows; ++i) {
      if (!wait_until_there_are(right, to_right, i)) lost.store(true);
      for (std::uint64_t n = prng.below(60); n > 0; --n) right.awake();
      // relaxed: notify()'s fence orders it.
      to_left.store(i, std::memory_order_relaxed);
      left.notify();
    }
  });
  base::Prng prng(2);
  for (std::uint64_t i = 1; i <= kThrows; ++i) {
    // relaxed: notify()'s fence orders it.
    to_right.store(i, std::memory_order_relaxed);
    right.notify();
    for (std::uint64_t n = prng.below(60); n > 0; --n) left.awake();
    if (!wait_until_there_are(left, to_left, i)) lost.store(true);
    if (lost.load()) break;
  }
  EXPECT_FALSE(lost.load());
  thread.join();
}

// Several wakers, one sleeper: what any of them brought is seen.
TEST(WakeStress, NoWakeUpIsLostAmongMany) {
  constexpr std::uint64_t kEach = 20'000;
  constexpr std::uint64_t kWakers = 3;
  WakeSignal signal;
  std::atomic<std::uint64_t> work{0};
  std::atomic<std::uint64_t> seen{0};
  std::vector<std::thread> wakers;
  for (std::uint64_t w = 0; w < kWakers; ++w) {
    wakers.emplace_back([&] {
      for (std::uint64_t i = 0; i < kEach; ++i) {
        // relaxed: notify()'s fence orders it.
        work.fetch_add(1, std::memory_order_relaxed);
        signal.notify();
        // Now and then lets the sleeper catch up, so that it falls asleep again.
        // relaxed: only a pace.
        while (i % 8 == 0 &&
               seen.load(std::memory_order_relaxed) + 64 < work.load(std::memory_order_relaxed)) {
          std::this_thread::yield();
        }
      }
    });
  }
  std::uint64_t known = 0;
  while (known < kEach * kWakers) {
    if (!wait_until_there_are(signal, work, known + 1)) {
      ADD_FAILURE() << "a wake-up was lost at " << known;
      break;
    }
    // relaxed: counts only.
    known = work.load(std::memory_order_relaxed);
    seen.store(known, std::memory_order_relaxed);
  }
  // relaxed: lets the wakers end whatever happened.
  seen.store(~std::uint64_t{0} / 2, std::memory_order_relaxed);
  for (std::thread& waker : wakers) waker.join();
  EXPECT_GT(signal.wakes_total(), 0U);
}

}  // namespace
}  // namespace stellwerk::runtime
