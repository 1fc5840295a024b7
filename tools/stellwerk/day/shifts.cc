// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/shifts.h"

#include <deque>

#include "core/base/check.h"

namespace stellwerk::cli {

void plan_shifts(const ShiftNeeds& needs, std::span<AgentPlan> people, base::Prng& prng) {
  SW_CHECK(needs.jitter < needs.slot);
  std::deque<AgentPlan*> resting;
  std::deque<AgentPlan*> working;
  for (AgentPlan& person : people) {
    person.duty.clear();
    resting.push_back(&person);
  }
  for (std::size_t slot = 0; slot < needs.wanted.size(); ++slot) {
    const base::Duration from = needs.slot * static_cast<std::int64_t>(slot);
    const auto wanted = static_cast<std::size_t>(needs.wanted[slot]);
    while (working.size() > wanted) {
      const base::Duration later{prng.between(0, needs.jitter.ms)};
      working.front()->duty.back().off = from + later;
      resting.push_back(working.front());
      working.pop_front();
    }
    while (working.size() < wanted && !resting.empty()) {
      const base::Duration later{prng.between(0, needs.jitter.ms)};
      resting.front()->duty.push_back({from + later, needs.end});
      working.push_back(resting.front());
      resting.pop_front();
    }
  }
}

}  // namespace stellwerk::cli
