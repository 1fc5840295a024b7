// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/random/world.h"

namespace stellwerk::tests {

struct Campaign {
  std::uint64_t seed = 1;                // of the first world; the next ones follow
  std::uint64_t commands = 10'000'000;   // of all worlds together
  std::uint64_t commands_each = 20'000;  // of one world
  unsigned jobs = 1;                     // processes

  [[nodiscard]] std::uint64_t worlds() const {
    return (commands + commands_each - 1) / commands_each;
  }
};

// A world in which something was wrong, and after how many commands at the least.
struct Failure {
  std::uint64_t seed = 0;
  std::uint64_t commands = 0;
};

// Runs all worlds, each job in a process of its own, so that a failed check ends that alone. The
// reach of all is added to `reach`.
[[nodiscard]] std::optional<Failure> run(const Campaign& campaign, Reach& reach);

// Runs one world in a process of its own, and finds the least number of commands that fails.
[[nodiscard]] std::optional<Failure> run_world(std::uint64_t seed, std::uint64_t commands,
                                               Reach& reach);

// Runs it again and prints what is sent and answered from that command on.
void show(const Failure& failure, std::uint64_t from);

// What no world has come to, a line each: commands and options never accepted, events never made.
[[nodiscard]] std::vector<std::string> never_reached(const Reach& reach);

}  // namespace stellwerk::tests
