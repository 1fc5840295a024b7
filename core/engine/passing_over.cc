// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/engine/lacks.h"
#include "core/engine/switchboard.h"

// Whom a decision passed over, and why: asked of every agent, where the policy wants to know.
namespace stellwerk::engine {

// One that lacks several things counts for each. REQUIRES: the conversation waits or begins, and
// the agent has been chosen and not been given it yet.
void Switchboard::count_passed_over(ConvSlot slot, AgentSlot chosen) {
  const Lacks lacks({plan_, agents_, conversations_, requirements_, matching_, selection_}, slot,
                    now_);
  passed_over_.assign(kPassedOverReasons, 0);
  std::vector<Lack> found;
  for (AgentSlot agent = 0; agent < agents_.slots.size(); ++agent) {
    if (agent == chosen || !agents_.slots[agent].registered) continue;
    found.clear();
    lacks.find(agent, found);
    if (found.empty()) ++passed_over_[kCameAfter];
    std::array<bool, kLackKindCount> seen{};
    for (const Lack& lack : found) seen[static_cast<std::size_t>(lack.kind)] = true;
    for (std::size_t kind = 0; kind < seen.size(); ++kind)
      passed_over_[kind] += seen[kind] ? 1U : 0U;
  }
}

// Before the decision that they are about, and its terms.
void Switchboard::record_passed_over(Conversation& conv, AgentSlot to) {
  constexpr std::uint32_t kMostCounted = (1U << PassedOverCounts::kKindShift) - 1;
  PassedOverCounts counts;
  std::size_t size = 0;
  const auto flush = [&] {
    const auto [at, before] = decisions_.append(conv.traced);
    Trace& trace = *::new (at) Trace{.at = now_,
                                     .conversation = conv.id_hash,
                                     .before = before,
                                     .agent = to,
                                     .kind = TraceKind::kPassedOver};
    new_body<PassedOverCounts>(trace) = counts;
    counts = {};
    size = 0;
  };
  for (std::uint32_t reason = 0; reason < passed_over_.size(); ++reason) {
    if (passed_over_[reason] == 0) continue;
    counts.counted[size++] =
        (reason + 1) << PassedOverCounts::kKindShift | std::min(passed_over_[reason], kMostCounted);
    if (size == counts.counted.size()) flush();
  }
  if (size > 0) flush();
  passed_over_.clear();
}

}  // namespace stellwerk::engine
