// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/prng.h"
#include "core/base/time.h"
#include "tools/stellwerk/day/schedule.h"

namespace stellwerk::cli {

struct ShiftNeeds {
  std::vector<std::int64_t> wanted;  // people on duty by slot from midnight
  base::Duration slot;
  base::Duration jitter;  // nobody comes or goes to the second: at most this much later
  base::Duration end;     // when the last ones go
};

// Gives each of `people` the hours that put so many on duty: in turn they come, the longest on duty
// goes first. Where more are wanted than there are, all are on duty. Replaces their duty.
void plan_shifts(const ShiftNeeds& needs, std::span<AgentPlan> people, base::Prng& prng);

}  // namespace stellwerk::cli
