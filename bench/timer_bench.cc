// SPDX-License-Identifier: Apache-2.0
// The timer wheel with state.range(0) timers armed: arm, cancel, fire. Which one is
// drawn at random, and with a million of them that is a miss of the caches or two. `digest32` sums
// up what fires first, and when.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/base/prng.h"
#include "core/engine/timers.h"

namespace stellwerk::engine {
namespace {

constexpr std::uint64_t kSeed = 42;
constexpr std::int64_t kBegin = 1'000'000'000'000;
constexpr int kFirst = 10'000;  // of which a digest is made
// As deadlines are: minutes, mostly.
constexpr std::int64_t kSpanMs = 10 * 60'000;

// Timers due evenly within the span, as many as the benchmark says.
class Wheel {
 public:
  explicit Wheel(const benchmark::State& state) {
    const auto count = static_cast<std::uint32_t>(state.range(0));
    for (std::uint32_t i = 0; i < count; ++i) ids_.push_back(timers.create(kOwner, i));
    for (const TimerId id : ids_) arm(id);
  }

  void arm(TimerId id) {
    const auto ahead = static_cast<std::int64_t>(prng_.below(kSpanMs));
    timers.arm(id, base::Instant{now_ + ahead}, ++order_);
  }
  // The next one to fire, whenever that is.
  TimerWheel::Fired fire() {
    while (true) {
      if (const auto fired = timers.pop(base::Instant{now_})) return *fired;
      now_ = std::max(now_ + 1, timers.next_bound().ms);
    }
  }
  TimerId any() { return ids_[prng_.below(ids_.size())]; }
  [[nodiscard]] std::int64_t now() const { return now_; }

  TimerWheel timers;

 private:
  static constexpr TimerOwner kOwner = TimerOwner::kConversation;

  std::vector<TimerId> ids_;
  base::Prng prng_{kSeed};
  std::int64_t now_ = kBegin;
  std::uint64_t order_ = 0;
};

// One of those that are armed is armed anew: the old place left, a new one taken.
void arm_anew(benchmark::State& state) {
  Wheel wheel(state);
  for (auto _ : state) wheel.arm(wheel.any());
  state.SetItemsProcessed(state.iterations());
}

void cancel_and_arm(benchmark::State& state) {
  Wheel wheel(state);
  for (auto _ : state) {
    const TimerId id = wheel.any();
    wheel.timers.cancel(id);
    wheel.arm(id);
  }
  state.SetItemsProcessed(state.iterations());
}

// Time goes on; what fires is armed anew, so that as many stay armed. An item is one that fired.
void fire_and_arm(benchmark::State& state) {
  Wheel wheel(state);
  std::uint64_t digest = 0;
  for (int i = 0; i < kFirst; ++i) {
    const TimerWheel::Fired fired = wheel.fire();
    digest = digest * 31 + fired.index + static_cast<std::uint64_t>(fired.due.ms);
    wheel.arm(fired.id);
  }
  for (auto _ : state) wheel.arm(wheel.fire().id);
  state.SetItemsProcessed(state.iterations());
  state.counters["digest32"] = static_cast<double>(digest & 0xffff'ffff);
}

// What looking costs when nothing is due.
void nothing_due(benchmark::State& state) {
  Wheel wheel(state);
  while (wheel.timers.pop(base::Instant{wheel.now()})) {
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(wheel.timers.may_pop(base::Instant{wheel.now()}));
    benchmark::DoNotOptimize(wheel.timers.next_bound());
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("armed")->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Arg(10'000'000);
}
BENCHMARK(arm_anew)->Apply(sizes);
BENCHMARK(cancel_and_arm)->Apply(sizes);
BENCHMARK(fire_and_arm)->Apply(sizes);
BENCHMARK(nothing_due)->Apply(sizes);

}  // namespace
}  // namespace stellwerk::engine
