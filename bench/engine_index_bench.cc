// SPDX-License-Identifier: Apache-2.0
// What it costs to change who can do what, while many wait: an agent's skills, his presence, what
// somebody who waits asks for, the policy. `max_us`: the longest, for as long nobody is routed.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/engine_job.h"
#include "core/base/check.h"
#include "core/model/codec.h"
#include "core/policy/compile.h"

namespace stellwerk::bench {
namespace {

using model::Command;
using model::CommandKind;
using model::Field;

constexpr std::uint64_t kSeed = 42;
constexpr std::uint32_t kSets = 100;
constexpr double kNsPerUs = 1e3;
constexpr int kFirstChanges = 10;         // of which the digest is comparable between builds
constexpr std::size_t kDigestDigits = 8;  // a counter is a double: 32 bits are exact

std::vector<model::Term> terms_of(const std::vector<sim::LoadSkill>& skills) {
  std::vector<model::Term> terms;
  for (const sim::LoadSkill& skill : skills) terms.push_back({skill.name, skill.level});
  return terms;
}

// So many agents, all busy, and so many who wait.
struct Crowd {
  Crowd(std::uint32_t agents, std::uint32_t waiting)
      : population(sets_population(agents, std::min(agents, kSets), kSeed)),
        job(population, {.open = population.capacity + waiting}) {
    std::vector<bool> assigned(job.opened());
    for (const std::uint32_t conv : job.assigned_now()) assigned[conv] = true;
    for (std::uint32_t conv = 0; conv < job.opened(); ++conv) {
      if (!assigned[conv]) waits.push_back(conv);
    }
  }

  Population population;
  EngineJob job;
  std::vector<std::uint32_t> waits;
  base::Prng prng{kSeed};
  std::uint64_t changes = 0;
};

// The crowd that `name` is measured with, after its first changes. Kept until a benchmark of
// another name or size runs: opening takes longer than measuring.
struct Kept {
  std::string name;
  std::unique_ptr<Crowd> crowd;
  double digest = 0;
};

template <class Change>
Kept& kept_crowd(const std::string& name, const benchmark::State& state, Change change) {
  static Kept kept;
  if (kept.name == name) return kept;
  kept.crowd.reset();
  kept.name = name;
  kept.crowd = std::make_unique<Crowd>(static_cast<std::uint32_t>(state.range(0)),
                                       static_cast<std::uint32_t>(state.range(1)));
  for (int i = 0; i < kFirstChanges; ++i) change(*kept.crowd);
  const std::string digest = kept.crowd->job.digest().substr(0, kDigestDigits);
  kept.digest = static_cast<double>(std::stoull(digest, nullptr, 16));
  return kept;
}

// Measures what `change` does, each by itself.
template <class Change>
void measure(benchmark::State& state, const char* what, Change change) {
  const std::string name = std::string(what) + '/' + std::to_string(state.range(0)) + '/' +
                           std::to_string(state.range(1));
  Kept& kept = kept_crowd(name, state, change);
  double longest_ns = 0;
  for (auto _ : state) {
    const auto begin = std::chrono::steady_clock::now();
    change(*kept.crowd);
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
    longest_ns = std::max(longest_ns, taken.count());
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["max_us"] = longest_ns / kNsPerUs;
  state.counters["digest32"] = kept.digest;
}

void must_apply(Crowd& crowd, const Command& command) {
  SW_CHECK(crowd.job.apply(command) == model::Code::kOk);
}

// Now he can do what another can.
void agent_skills(benchmark::State& state) {
  measure(state, "agent_skills", [](Crowd& crowd) {
    const auto& agents = crowd.population.agents;
    const sim::LoadAgent& agent = agents[crowd.prng.below(agents.size())];
    const std::vector<model::Term> skills =
        terms_of(agents[crowd.prng.below(agents.size())].skills);
    Command set;
    set.kind = CommandKind::kAgentSet;
    set.agent = agent.name;
    set.skills = skills;
    set.mark(Field::kAgent);
    set.mark(Field::kSkills);
    must_apply(crowd, set);
  });
}

void set_presence(Crowd& crowd, const sim::LoadAgent& agent, model::Presence presence) {
  Command command;
  command.kind = CommandKind::kAgentState;
  command.agent = agent.name;
  command.presence = presence;
  command.mark(Field::kAgent);
  command.mark(Field::kPresence);
  must_apply(crowd, command);
}

// Away and back: two commands.
void agent_away_and_back(benchmark::State& state) {
  measure(state, "agent_away_and_back", [](Crowd& crowd) {
    const auto& agents = crowd.population.agents;
    const sim::LoadAgent& agent = agents[crowd.prng.below(agents.size())];
    set_presence(crowd, agent, model::Presence::kAway);
    set_presence(crowd, agent, model::Presence::kOnline);
  });
}

// Of one who waits. With other skills he may have found somebody who is free.
void update(Crowd& crowd, Command& command) {
  command.kind = CommandKind::kConvUpdate;
  command.mark(Field::kConv);
  while (true) {
    const std::size_t chosen = crowd.prng.below(crowd.waits.size());
    const EngineJob::Identifier id = EngineJob::identifier_of(crowd.waits[chosen]);
    command.conv = {id.data(), id.size()};
    const model::Code code = crowd.job.apply(command);
    if (code == model::Code::kOk) return;
    SW_CHECK(code == model::Code::kBadState);
    crowd.waits[chosen] = crowd.waits.back();
    crowd.waits.pop_back();
  }
}

void waiting_skills(benchmark::State& state) {
  measure(state, "waiting_skills", [](Crowd& crowd) {
    const auto& demands = crowd.population.demands;
    const std::vector<model::Term> skills =
        terms_of(demands[crowd.prng.below(demands.size())].skills);
    Command command;
    command.skills = skills;
    command.mark(Field::kSkills);
    update(crowd, command);
  });
}

void waiting_priority(benchmark::State& state) {
  measure(state, "waiting_priority", [](Crowd& crowd) {
    Command command;
    command.priority = static_cast<std::uint32_t>(crowd.prng.between(1, 9));
    command.mark(Field::kPriority);
    update(crowd, command);
  });
}

// The same queue with another target for everybody who waits there.
void policy(benchmark::State& state) {
  measure(state, "policy", [](Crowd& crowd) {
    std::string toml = sim::LoadJob::policy("sla-first");
    toml.replace(toml.find("5m"), 2, ++crowd.changes % 2 == 0 ? "5m" : "6m");
    const policy::Compiled compiled = policy::compile(toml, base::Instant{1'000'000'000'000});
    std::string payload;
    model::encode(compiled.policy, payload);
    Command command;
    command.kind = CommandKind::kPolicyApply;
    command.text = toml;
    command.payload = payload;
    command.mark(Field::kText);
    command.mark(Field::kPayload);
    must_apply(crowd, command);
  });
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"agents", "waiting"});
  for (const std::int64_t agents : {1'000, 10'000}) {
    for (const std::int64_t waiting : {1'000, 100'000, 1'000'000}) {
      benchmark->Args({agents, waiting});
    }
  }
}
BENCHMARK(agent_skills)->Apply(sizes);
BENCHMARK(agent_away_and_back)->Apply(sizes);
BENCHMARK(waiting_skills)->Apply(sizes);
BENCHMARK(waiting_priority)->Apply(sizes);
BENCHMARK(policy)->Apply(sizes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace stellwerk::bench
