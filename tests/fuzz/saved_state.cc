// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "tests/engine/support/random_world.h"
#include "tests/fuzz/target.h"

// The records of an engine's saved state. Input: a byte for the world, one for its seed, two for
// how long it has lived, then what is done to its records: which, where, what. Nothing done: an
// engine that takes them is the same. Otherwise it refuses them, or saves what it took again alike.

namespace stellwerk::fuzz {
namespace {

using Records = std::vector<std::string>;

constexpr std::size_t kStepsEach = 75;
constexpr std::size_t kChangesMax = 16;

Records saved(const engine::Engine& engine) {
  Records records;
  engine.save([&records](std::string_view record) { records.emplace_back(record); });
  return records;
}

// Null when the engine refuses a record, or misses one.
std::unique_ptr<engine::Engine> loaded(const Records& records) {
  auto engine = std::make_unique<engine::Engine>(engine::Limits{});
  for (const std::string& record : records) {
    if (!engine->load(Exact(record).view())) return nullptr;
  }
  return engine->loading() ? nullptr : std::move(engine);
}

struct State {
  Records records;
  std::string digest;
};

// One of a hundred or so, each made once: living takes longer than saving.
const State& drawn_state(Draws& draws) {
  static std::map<std::array<std::size_t, 3>, State> states;
  const auto& specs = tests::world_specs();
  const std::size_t spec = draws.below(specs.size());
  const std::size_t seed = draws.below(4);
  const std::size_t steps = (1 + draws.below(4)) * kStepsEach;
  State& state = states[{spec, seed, steps}];
  if (state.digest.empty()) {
    tests::RandomWorld world(specs[spec], seed);
    for (std::size_t i = 0; i < steps; ++i) world.step(false);
    state.records = saved(world.engine());
    state.digest = world.engine().digest();
  }
  return state;
}

void change(Records& records, Draws& draws) {
  std::string& record = records[draws.below(65'536) % records.size()];
  const std::size_t at = record.empty() ? 0 : draws.below(65'536) % record.size();
  const std::uint8_t value = draws.byte();
  switch (draws.byte() % 6) {
    case 0:
      record.resize(at);
      return;
    case 1:
      record.insert(at, 1, static_cast<char>(value));
      return;
    case 2:
      records.erase(records.begin() + (&record - records.data()));
      return;
    case 3:
      records.push_back(std::string(record));
      return;
    default:
      if (!record.empty()) record[at] = static_cast<char>(value);
      return;
  }
}

}  // namespace

void check_input(std::string_view input) {
  Draws draws(input);
  const State& state = drawn_state(draws);
  Records records = state.records;
  for (std::size_t i = 0; i < kChangesMax && !draws.empty() && !records.empty(); ++i) {
    change(records, draws);
  }

  const auto heir = loaded(records);
  if (records == state.records) {
    SW_CHECK(heir != nullptr && heir->digest() == state.digest);
    heir->check_invariants();
  }
  if (heir == nullptr) return;
  const Records again = saved(*heir);
  const auto third = loaded(again);
  SW_CHECK_MSG(third != nullptr, "what was taken and saved is not taken again");
  SW_CHECK(saved(*third) == again && third->digest() == heir->digest());
}

}  // namespace stellwerk::fuzz
