// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/model/codec.h"
#include "core/sim/faults/mutant.h"
#include "core/sim/faults/wire.h"

namespace stellwerk::sim {

// What the shard is told instead of what the clients have sent, for the mutants that lie to it.
class Distortion {
 public:
  explicit Distortion(Mutant mutant) : mutant_(mutant) {}

  [[nodiscard]] bool active() const;
  // Fills `given` with what the shard gets in place of `sent`.
  void distort(const runtime::CommandBlock& sent, runtime::CommandBlock& given);

 private:
  void distort(model::Command& command);

  const Mutant mutant_;
  model::CommandDecoder decoder_;
  std::uint64_t count_ = 0;
  std::vector<model::Term> terms_;
  std::string text_;
};

}  // namespace stellwerk::sim
