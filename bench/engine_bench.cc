// SPDX-License-Identifier: Apache-2.0
// Cycles of the engine alone, on one core: CONV.OPEN, assigned, CONV.CLOSE. A cycle is one item.
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/engine_job.h"

namespace stellwerk::bench {
namespace {

// So many cycles always come first: they warm up, and their digest is comparable between builds.
// Faster with another digest is another behaviour.
constexpr int kFirstCycles = 10'000;
constexpr std::size_t kDigestDigits = 8;  // a counter is a double: 32 bits are exact

void run(benchmark::State& state, const JobOptions& options) {
  EngineJob job(options);
  for (int i = 0; i < kFirstCycles; ++i) job.cycle();
  const std::string digest = job.digest();
  const std::uint64_t events = job.events();
  for (auto _ : state) job.cycle();
  state.SetItemsProcessed(state.iterations());
  state.counters["digest32"] =
      static_cast<double>(std::stoull(digest.substr(0, kDigestDigits), nullptr, 16));
  const engine::Figures figures = job.engine().figures();
  state.counters["busy"] = static_cast<double>(figures.agents.used) /
                           static_cast<double>(figures.agents.capacity_online);
  state.counters["events/cycle"] =
      static_cast<double>(job.events() - events) / static_cast<double>(state.iterations());
}

void load80(benchmark::State& state) {
  run(state, {.agents = static_cast<std::uint32_t>(state.range(0)), .fill = Fill::kLoad80});
}

void over(benchmark::State& state) {
  run(state, {.agents = static_cast<std::uint32_t>(state.range(0)), .fill = Fill::kOver});
}

// As a load generator drives it: a day's conversations within seconds, so that all those closed in
// the last ten minutes are still remembered.
void load80_burst(benchmark::State& state) {
  run(state, {.agents = static_cast<std::uint32_t>(state.range(0)),
              .fill = Fill::kLoad80,
              .handling = base::milliseconds(2)});
}

BENCHMARK(load80)->Arg(100)->Arg(1'000)->Arg(10'000);
BENCHMARK(over)->Arg(100)->Arg(1'000)->Arg(10'000);
BENCHMARK(load80_burst)->Arg(1'000);

}  // namespace
}  // namespace stellwerk::bench
