// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/base/time.h"
#include "core/engine/figures.h"
#include "core/engine/ids.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

// Where an open conversation stands, as far as a policy has a say in it.
struct Standing {
  ConvSlot slot = kNone;
  QueueId queue = kNone;
  AgentSlot agent = kNone;
  model::ConvState state = model::ConvState::kClosed;
  bool unroutable = false;
  bool overdue = false;
  base::Instant deadline;                        // to start
  std::array<base::Instant, kClockCount> due{};  // by Clock; kNever: it does not run
};

}  // namespace stellwerk::engine
