// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/runtime/fold.h"
#include "core/runtime/shard.h"
#include "core/runtime/system_clock.h"
#include "core/sim/faults/world.h"

namespace stellwerk::sim {

// What ends with the process: memory. What it has written stays with the disk.
struct World::Process {
  Process(World& world, std::unique_ptr<SteppedJournal> opened);

  const std::unique_ptr<SteppedJournal> log;
  SteppedJournal& journal;
  runtime::SystemClock clock;
  runtime::Shard shard;
  std::unique_ptr<runtime::Fold> fold;  // under way; null: none
  runtime::Reading last;
  bool dead = false;  // the disk has failed: only a restart helps
};

}  // namespace stellwerk::sim
