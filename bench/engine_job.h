// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "core/engine/engine.h"
#include "core/sim/load_job.h"

namespace stellwerk::bench {

enum class Fill : std::uint8_t {
  kLoad80,  // 80 % of the capacity busy
  kOver,    // all of it busy, and max(1000, agents) waiting
};

struct JobOptions {
  std::uint32_t agents = 1'000;
  Fill fill = Fill::kLoad80;
  // Mean time a conversation takes, which says how fast the engine's time runs: so many arrive in
  // it as are open. The shorter, the more closed ones are remembered at a time.
  base::Duration handling = base::minutes(5);
  std::uint64_t seed = 42;
};

// The job of core/sim/load_job.h on an engine in this process. A cycle closes one conversation at
// random of those that somebody has and opens a new one; both are whole commands with identifiers
// as text, events and response clocks.
class EngineJob final : public engine::Sink {
 public:
  // Registers the agents, applies the policy and opens until it is as full as the options say.
  explicit EngineJob(const JobOptions& options);

  void cycle();

  [[nodiscard]] std::uint64_t assigned() const { return assigned_total_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] std::string digest() const { return engine_.digest(); }
  [[nodiscard]] const engine::Engine& engine() const { return engine_; }

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

 private:
  using Identifier = std::array<char, 16>;

  static constexpr std::size_t kSkillsMost = 3;

  // Small, since a random one is looked at in each cycle: skills as numbers in names_.
  struct Demand {
    std::array<std::uint8_t, kSkillsMost> skills{}, levels{};
    std::uint8_t count = 0;
    std::uint32_t due_ms = 0;
  };

  void apply_policy();
  void register_agents();
  void draw_demands();
  std::uint8_t number_of_skill(const std::string& name);
  void prepare_open();
  void open();
  void prepare_close();
  static Identifier identifier_of(std::uint32_t conv);

  sim::LoadJob job_;
  // Each once, so that a command's texts are near, as they are behind a parser.
  std::vector<std::string> names_;
  std::vector<Demand> demands_;
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
};

}  // namespace stellwerk::bench
