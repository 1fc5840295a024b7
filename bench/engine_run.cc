// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_run.h"

#include <algorithm>
#include <string>

namespace stellwerk::bench {
namespace {

constexpr int kFirstCycles = 10'000;
constexpr std::size_t kDigestDigits = 8;  // a counter is a double: 32 bits are exact
constexpr std::uint64_t kWaitingMin = 1'000;

double warm_up(EngineJob& job) {
  for (int i = 0; i < kFirstCycles; ++i) job.cycle();
  return static_cast<double>(std::stoull(job.digest().substr(0, kDigestDigits), nullptr, 16));
}

void measure(benchmark::State& state, EngineJob& job, double digest) {
  const std::uint64_t events = job.events();
  for (auto _ : state) job.cycle();
  state.SetItemsProcessed(state.iterations());
  state.counters["digest32"] = digest;
  const engine::Figures figures = job.engine().figures();
  state.counters["busy"] = static_cast<double>(figures.agents.used) /
                           static_cast<double>(figures.agents.capacity_online);
  state.counters["waiting"] =
      static_cast<double>(job.engine().open_conversations() - figures.agents.used);
  state.counters["events/cycle"] =
      static_cast<double>(job.events() - events) / static_cast<double>(state.iterations());
}

}  // namespace

std::uint64_t open_at_80(const Population& population) { return population.capacity * 8 / 10; }

std::uint64_t open_over(const Population& population) {
  return population.capacity + std::max<std::uint64_t>(kWaitingMin, population.agents.size());
}

void run_cycles(benchmark::State& state, const Population& population, const JobOptions& options) {
  EngineJob job(population, options);
  const double digest = warm_up(job);
  measure(state, job, digest);
}

void run_kept(benchmark::State& state, const std::string& name,
              const std::function<std::unique_ptr<EngineJob>()>& make) {
  static std::string kept_name;
  static std::unique_ptr<EngineJob> kept;
  static double digest = 0;
  if (kept == nullptr || kept_name != name) {
    kept.reset();  // before the next: two of the largest do not fit
    kept = make();
    kept_name = name;
    digest = warm_up(*kept);
  }
  measure(state, *kept, digest);
}

}  // namespace stellwerk::bench
