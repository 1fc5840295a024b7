// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <benchmark/benchmark.h>

#include "bench/engine_job.h"

namespace stellwerk::bench {

// 80 % of the capacity.
[[nodiscard]] std::uint64_t open_at_80(const Population& population);
// All of it, and max(1000, agents) who wait.
[[nodiscard]] std::uint64_t open_over(const Population& population);

// Runs the job's cycles; one is an item. The first 10,000 warm up, and their digest is comparable
// between builds: faster with another digest is another behaviour. Counters: `digest32`, `busy` (of
// the capacity that is online), `waiting` and `events/cycle`.
void run_cycles(benchmark::State& state, const Population& population, const JobOptions& options);

// The same, with a job that is kept until a benchmark of another name runs: where it takes longer
// to open everything than to measure.
void run_kept(benchmark::State& state, const std::string& name,
              const std::function<std::unique_ptr<EngineJob>()>& make);

}  // namespace stellwerk::bench
