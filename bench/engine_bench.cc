// SPDX-License-Identifier: Apache-2.0
// Cycles of the engine alone, on one core: CONV.OPEN, assigned, CONV.CLOSE. A cycle is one item.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "bench/engine_run.h"

namespace stellwerk::bench {
namespace {

constexpr std::uint64_t kSeed = 42;

std::uint32_t agents_of(const benchmark::State& state) {
  return static_cast<std::uint32_t>(state.range(0));
}

void load80(benchmark::State& state) {
  const Population population = load_population(agents_of(state), kSeed);
  run_cycles(state, population, {.open = open_at_80(population)});
}

void over(benchmark::State& state) {
  const Population population = load_population(agents_of(state), kSeed);
  run_cycles(state, population, {.open = open_over(population)});
}

// As a load generator drives it: a day's conversations within seconds, so that all those closed in
// the last ten minutes are still remembered.
void load80_burst(benchmark::State& state) {
  const Population population = load_population(agents_of(state), kSeed);
  run_cycles(state, population,
             {.open = open_at_80(population), .handling = base::milliseconds(2)});
}

BENCHMARK(load80)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(over)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(load80_burst)->Arg(1'000);

}  // namespace
}  // namespace stellwerk::bench
