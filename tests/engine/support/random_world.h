// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/journal_tape.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/engine/support/shadow.h"

namespace stellwerk::tests {

// What one random history is made of.
struct WorldSpec {
  std::string_view name;
  std::string_view routing;  // of the `routing` entry: "policy=fifo select=longest-idle"
  // Nobody waits beside a free agent; false where a reserve may say so, or where units are kept for
  // one that is late and large.
  bool work_conserving = true;
  std::uint32_t units_max = 3;  // units of one conversation
};

// The worlds that are tried, one for each rule and selection that differs.
[[nodiscard]] const std::vector<WorldSpec>& world_specs();

inline constexpr std::size_t kRandomAgents = 24;

// A tenant with two dozen agents and hundreds of waiting conversations, to whom anything happens
// that clients may do, sensible or not. The same spec and seed make the same history.
class RandomWorld {
 public:
  RandomWorld(const WorldSpec& spec, std::uint64_t seed);

  // One more command. `check`: look at every invariant afterwards.
  void step(bool check);

  [[nodiscard]] const engine::Engine& engine() const { return engine_; }
  // For what does not change how it routes.
  [[nodiscard]] engine::Engine& engine_to_watch() { return engine_; }
  [[nodiscard]] const Shadow& shadow() const { return shadow_; }
  [[nodiscard]] const JournalTape& tape() const { return tape_; }
  [[nodiscard]] base::Instant now() const { return now_; }
  // What was sent last, with its time, as a table would write it.
  [[nodiscard]] std::string last_sent() const;
  [[nodiscard]] std::uint64_t busy_steps() const {
    return busy_steps_;
  }  // with 200 or more waiting
  // Fires what is due, so that a replay up to now() has the same end.
  void finish();

 private:
  using Words = std::vector<std::string>;

  void set_up();
  void pass_time();
  void send(const Words& words, bool repeated = false);
  void apply_policy(int variant);
  Words draw();
  Words draw_agent_command();
  Words draw_agent_set(const std::string& agent);
  Words draw_opening();
  Words draw_message();
  Words draw_mistake();
  Words draw_work(std::uint64_t choice);
  Words draw_handing();
  Words draw_decision();
  Words draw_callback();
  void add_options(Words& words, std::uint32_t number);
  [[nodiscard]] std::uint32_t pick(model::ConvState state);
  [[nodiscard]] bool any(model::ConvState state) const { return !shadow_.of_state(state).empty(); }
  [[nodiscard]] std::string draw_skills(std::uint64_t most, std::string_view comparison);

  WorldSpec spec_;
  base::Prng prng_;
  engine::Engine engine_;
  Shadow shadow_;
  JournalTape tape_;
  base::Instant now_;
  std::uint32_t next_conversation_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t busy_steps_ = 0;
  int policy_variant_ = 0;
  std::uint64_t next_request_ = 0;
  Words last_sent_;
  Words last_request_;
  base::Instant last_request_at_;
};

}  // namespace stellwerk::tests
