// SPDX-License-Identifier: Apache-2.0
// Cycles of the engine alone by its dimensions: agents, conversations that wait, and distinct sets
// of skills; and what is bad for an index. Choose with --benchmark_filter: ten million who wait
// take half a minute to open, and some gigabytes.
#include <cstdint>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/engine_run.h"

namespace stellwerk::bench {
namespace {

constexpr std::uint64_t kSeed = 42;

std::string key(const char* name, const benchmark::State& state) {
  std::string text(name);
  for (int i = 0; i < 3; ++i)
    text += '/' + std::to_string(state.range(static_cast<std::size_t>(i)));
  return text;
}

std::uint32_t argument(const benchmark::State& state, std::size_t at) {
  return static_cast<std::uint32_t>(state.range(at));
}

// Nobody waits: 80 % of the capacity is open.
std::uint64_t open_with(const Population& population, std::uint32_t waiting) {
  return waiting == 0 ? open_at_80(population) : population.capacity + waiting;
}

void matrix(benchmark::State& state) {
  run_kept(state, key("matrix", state), [&] {
    const Population population = sets_population(argument(state, 0), argument(state, 2), kSeed);
    return std::make_unique<EngineJob>(
        population, JobOptions{.open = open_with(population, argument(state, 1))});
  });
}

void matrix_sizes(benchmark::internal::Benchmark* matrix) {
  matrix->ArgNames({"agents", "waiting", "sets"});
  for (const std::int64_t agents : {100, 1'000, 10'000, 100'000}) {
    for (const std::int64_t waiting : {0, 1'000, 100'000, 1'000'000, 10'000'000}) {
      for (const std::int64_t sets : {1, 100, 1'000, 10'000, 50'000}) {
        if (sets <= agents) matrix->Args({agents, waiting, sets});
      }
    }
  }
}
BENCHMARK(matrix)->Apply(matrix_sizes);

void bad_sizes(benchmark::internal::Benchmark* bad) {
  bad->ArgNames({"agents", "waiting", "sets"});
  for (const std::int64_t agents : {1'000, 10'000, 100'000}) bad->Args({agents, agents, agents});
}

// What the bad ones are compared with: as many agents and as many who wait, but a hundred sets.
void plain(benchmark::State& state) {
  run_kept(state, key("plain", state), [&] {
    const Population population = sets_population(argument(state, 0), 100, kSeed);
    return std::make_unique<EngineJob>(
        population, JobOptions{.open = open_with(population, argument(state, 1))});
  });
}
BENCHMARK(plain)->Apply([](benchmark::internal::Benchmark* plain) {
  plain->ArgNames({"agents", "waiting", "sets"});
  for (const std::int64_t agents : {1'000, 10'000, 100'000}) plain->Args({agents, agents, 100});
});

// Every agent has a set of skills of its own.
void unique_sets(benchmark::State& state) {
  run_kept(state, key("unique_sets", state), [&] {
    const Population population = sets_population(argument(state, 0), argument(state, 2), kSeed);
    return std::make_unique<EngineJob>(
        population, JobOptions{.open = open_with(population, argument(state, 1))});
  });
}
BENCHMARK(unique_sets)->Apply(bad_sizes);

// That, and no two conversations that are open ask for the same.
void unique_needs(benchmark::State& state) {
  run_kept(state, key("unique_needs", state), [&] {
    const std::uint32_t agents = argument(state, 0);
    constexpr std::uint32_t kCapacityMax = 5;
    const Population population =
        needs_population(agents, 2 * (kCapacityMax * agents + argument(state, 1)), kSeed);
    return std::make_unique<EngineJob>(
        population, JobOptions{.open = open_with(population, argument(state, 1))});
  });
}
BENCHMARK(unique_needs)->Apply(bad_sizes);

// Everybody is busy, and whoever becomes free could do a part of what each of those who wait asks
// for, but all of it for none.
void nobody_fits(benchmark::State& state) {
  run_kept(state, key("nobody_fits", state), [&] {
    const Population population = misfit_population(argument(state, 0), argument(state, 1), kSeed);
    return std::make_unique<EngineJob>(population, JobOptions{.open = population.capacity});
  });
}
BENCHMARK(nobody_fits)->Apply(bad_sizes);

}  // namespace
}  // namespace stellwerk::bench
