// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/prng.h"
#include "core/engine/engine.h"
#include "core/engine/limits.h"
#include "core/model/event.h"
#include "core/resp/command_reader.h"
#include "tests/engine/support/journal_tape.h"
#include "tests/random/command_draw.h"
#include "tests/random/policy_draw.h"
#include "tests/random/sight.h"

namespace stellwerk::tests {

// What worlds have come to, in plain memory that processes can share.
struct Reach {
  static constexpr std::size_t kRowsMax = 64;
  static constexpr std::size_t kParametersMax = 48;

  std::uint64_t commands = 0;  // decided, refusals included; reads count, too
  std::uint64_t accepted = 0;
  std::uint64_t unread = 0;  // refused by the reader
  std::uint64_t saves = 0;
  std::uint64_t renewals = 0;                    // of calendars
  std::uint64_t shadow_decisions = 0;            // compared with those of a second policy
  std::uint64_t shadow_disagreements = 0;        // of another one
  std::array<std::uint64_t, kRowsMax> by_row{};  // accepted
  std::array<std::array<std::uint64_t, kParametersMax>, kRowsMax> by_parameter{};
  std::array<std::uint64_t, model::kEventTypeCount> events{};

  void add(const Reach& other);
};

// A tenant under policies, limits and commands that are drawn. The same seed makes the same
// history. What is wrong ends the process with a word.
class DrawnWorld {
 public:
  // `reach` grows while the world lives. `trail_from`: from that command on each is printed.
  DrawnWorld(std::uint64_t seed, Reach& reach, std::uint64_t trail_from = ~std::uint64_t{0});

  DrawnWorld(const DrawnWorld&) = delete;
  DrawnWorld& operator=(const DrawnWorld&) = delete;

  // One more command, and everything that must hold after it.
  void step();
  // Runs the history again: it must come to the same end.
  void finish();

  // Those of the table that are drawn.
  [[nodiscard]] const std::vector<const resp::CommandRow*>& rows() const { return draw_.rows(); }

 private:
  using Words = std::vector<std::string>;

  void pass_time();
  void apply_policy();
  void follow(model::Policy policy);
  void renew_calendars();
  void run(const Words& words);
  void decide(const model::Command& command);
  void ask(const model::Command& command);
  void count_accepted(const model::Command& command);
  void begin_shadow();
  void watch_shadow();
  void save_and_load();
  void show(const std::string& what) const;

  base::Prng prng_;
  WorldSize size_;
  engine::Limits limits_;
  Deck deck_;
  Sight sight_;
  CommandDraw draw_;
  resp::CommandReader reader_;
  JournalTape tape_;
  std::unique_ptr<engine::Engine> engine_;
  // A second policy decides along: none, the one in force, the one that was before it.
  enum class Second : std::uint8_t { kNone, kSame, kBefore };
  Second second_;
  std::vector<std::string> policies_;  // that were in force, encoded
  std::uint64_t seen_decisions_ = 0;   // of the present one
  std::uint64_t seen_disagreements_ = 0;
  Reach& reach_;
  base::Instant now_;
  std::uint64_t trail_from_;
  std::uint64_t steps_ = 0;
  std::uint64_t save_every_;
  std::uint64_t policy_every_;
  model::Policy policy_;  // in force
};

}  // namespace stellwerk::tests
