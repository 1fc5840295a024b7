// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/base/time.h"
#include "core/engine/ids.h"
#include "core/engine/response_clock.h"
#include "core/model/policy.h"

namespace stellwerk::engine {

struct SkillNeed {
  NameId skill = kNone;
  std::uint8_t level = 1;

  friend auto operator<=>(const SkillNeed&, const SkillNeed&) = default;
};

// A step of a queue's plan, its names resolved. It widens the search, or leads to another queue.
struct PlanStep {
  base::Duration after;
  model::StepKind kind = model::StepKind::kAny;
  model::StepHours hours = model::StepHours::kAny;
  std::uint8_t relax = 0;
  bool if_present = false;
  bool divert = false;            // goes there whatever it looks like there
  QueueId to = kNone;             // kNone: it widens
  std::vector<SkillNeed> skills;  // sorted
  std::vector<NameId> prefer;     // of this step and those before it; sorted

  [[nodiscard]] bool widens() const { return to == kNone; }
  [[nodiscard]] bool is_for(bool closed) const {
    return hours == model::StepHours::kAny || (hours == model::StepHours::kClosed) == closed;
  }
};

struct Overflow {
  QueueId to = kNone;
  model::OverflowWhen when = model::OverflowWhen::kWaiting;
  bool full = false;  // what comes to the full queue; asked like a number that waits
  std::uint64_t limit = 0;
};

struct Share {
  QueueId queue = kNone;
  std::uint32_t share = 1;
};

// Where the conversations of a queue go, its names resolved. Steps are numbered from 1.
struct RoutingPlan {
  std::vector<PlanStep> steps;
  // Everybody whom the queue asks for is admitted before the first step that widens comes: in open
  // and in closed hours.
  std::array<bool, 2> open_at_first{true, true};
  bool by_hours = false;  // some step is for open or for closed hours
  std::vector<Overflow> overflows;
  std::vector<Share> split;
  std::vector<QueueId> leads_to;  // with time alone, over any number of queues
  bool expects = false;           // looks at the expected wait

  [[nodiscard]] bool empty() const {
    return steps.empty() && overflows.empty() && split.empty() && !expects;
  }
};

// Where a conversation is on the plan of its queue.
struct OnPlan {
  Due next;                              // something to look at, while it waits
  base::Instant entered = base::kNever;  // the queue; kNever: not looked at yet
  std::uint8_t reached = 0;              // steps
  bool fresh = false;                    // it has just come to the queue
  bool told_long = false;                // that its wait will be long, since it last had an agent
  std::uint64_t joined = 0;              // number among those that came to wait; 0: not yet
  base::Instant look_at = base::kNever;  // at the expected wait
  std::vector<QueueId> came_from;        // since it was opened, on its own
};

}  // namespace stellwerk::engine
