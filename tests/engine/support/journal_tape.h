// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/engine/engine.h"
#include "core/model/command.h"

namespace stellwerk::tests {

// A history of commands with their times, kept as encoded bytes, to be run again.
class JournalTape {
 public:
  void add(base::Instant at, const model::Command& command);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  struct Outcome {
    std::string digest;
    std::uint64_t transcript = 0;  // of events and replies
    std::uint64_t events = 0;

    friend bool operator==(const Outcome&, const Outcome&) = default;
  };

  // Runs the history on a new engine, up to `end`. With a seed, time passes in pieces of drawn size
  // between the commands; without one (zero) only the commands bring it.
  [[nodiscard]] Outcome replay(const engine::Limits& limits, base::Instant end,
                               std::uint64_t seed) const;

  // The same, but after `each` commands the engine is saved and a new one that has loaded that goes
  // on.
  [[nodiscard]] Outcome replay_in_pieces(const engine::Limits& limits, base::Instant end,
                                         std::size_t each) const;

 private:
  struct Entry {
    base::Instant at;
    std::size_t begin;
    std::size_t size;
  };
  std::vector<Entry> entries_;
  std::string bytes_;
};

}  // namespace stellwerk::tests
