// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/model/event.h"
#include "core/model/reply.h"
#include "core/sim/faults/mutant.h"

namespace stellwerk::sim {

// What the checkers are shown of events and answers: everything as it is, unless a mutant is to be
// noticed.
class Lens {
 public:
  explicit Lens(Mutant mutant) : mutant_(mutant) {}

  // How often the event is shown: 0, 1 or 2 times, as it has become.
  int show(model::Event& event);
  void show(model::Reply& reply) const { reply.seq -= hidden_; }
  // The event as it would be read again after a crash.
  void reread(model::Event& event) const;
  void restart() { hidden_ = 0; }

 private:
  const Mutant mutant_;
  std::uint64_t hidden_ = 0;
};

}  // namespace stellwerk::sim
