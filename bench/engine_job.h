// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/population.h"
#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/engine/engine.h"

namespace stellwerk::bench {

struct JobOptions {
  std::uint64_t open = 0;  // conversations to keep open, beside those that are never closed
  // Mean time a conversation takes, which says how fast the engine's time runs: so many arrive in
  // it as are open. The shorter, the more closed ones are remembered at a time.
  base::Duration handling = base::minutes(5);
  std::uint64_t seed = 42;
};

// A population on an engine in this process. A cycle closes one conversation at
// random of those that somebody has and opens a new one; both are whole commands with identifiers
// as text, events and response clocks.
class EngineJob final : public engine::Sink {
 public:
  // Registers the agents, applies the policy and opens until it is as full as the options say.
  // REQUIRES: options.open > 0, and agents who can take at least one of those.
  EngineJob(const Population& population, const JobOptions& options);

  void cycle();
  // Any other command between two cycles.
  model::Code apply(const model::Command& command);

  // As text, of the conversation with that number; those that are never closed come first.
  using Identifier = std::array<char, 16>;
  [[nodiscard]] static Identifier identifier_of(std::uint32_t conv);

  [[nodiscard]] std::uint64_t assigned() const { return assigned_total_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::string digest() const { return engine_.digest(); }
  [[nodiscard]] const engine::Engine& engine() const { return engine_; }
  // Conversations, the one that comes next not counted.
  [[nodiscard]] std::uint32_t opened() const { return next_ - 1; }
  // The conversations that somebody has and that may be closed, by number.
  [[nodiscard]] const std::vector<std::uint32_t>& assigned_now() const { return assigned_; }

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

 private:
  static constexpr std::size_t kSkillsMost = 3;

  // Small, since a random one is looked at in each cycle: skills as numbers in names_.
  struct Demand {
    std::array<std::uint16_t, kSkillsMost> skills{};
    std::array<std::uint8_t, kSkillsMost> levels{};
    std::uint8_t count = 0;
    std::uint32_t due_ms = 0;
  };

  void must_apply(const model::Command& command);
  void apply_policy(std::uint64_t open);
  void register_agents(const std::vector<sim::LoadAgent>& agents);
  void take_demands(const std::vector<sim::LoadDemand>& demands, std::vector<Demand>& into);
  std::uint16_t number_of_skill(const std::string& name);
  void prepare_open();
  void open();
  void prepare_close();

  // Each once, so that a command's texts are near, as they are behind a parser.
  std::vector<std::string> names_;
  std::vector<Demand> demands_;
  std::vector<Demand> standing_;  // the first conversations'
  bool in_turn_;
  std::size_t next_demand_ = 0;
  model::Command opening_, closing_;
  Identifier opening_id_{}, closing_id_{};  // what the two are about
  std::array<model::Term, kSkillsMost> opening_skills_;
  engine::Engine engine_;
  base::Prng prng_;
  std::uint64_t open_goal_ = 0;
  base::Duration handling_;
  // Time moves on by handling_ / open_goal_ each cycle, in whole milliseconds and the rest.
  base::Instant now_{1'000'000'000'000};
  base::Duration step_;
  std::uint64_t step_rest_ = 0, rest_ = 0;
  std::uint32_t next_ = 0;
  std::vector<std::uint32_t> assigned_;
  std::uint64_t assigned_total_ = 0;
  std::uint64_t events_ = 0;
  model::Code code_ = model::Code::kOk;  // of the last reply
};

}  // namespace stellwerk::bench
