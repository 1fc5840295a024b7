// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/engine/requirement.h"
#include "core/engine/selection.h"

namespace stellwerk::engine {

// What agents are compared by for one conversation, the first that differs decides; less is better.
struct Selection::Ladder {
  static constexpr std::size_t kMost = model::kSelectsMax + 5;

  std::array<TermKind, kMost> steps{};
  std::size_t count = 0;
  bool by_lists = true;
  const Conversation* conv = nullptr;
  const WaitClass* wait_class = nullptr;
  const SkillNeeds* needs = nullptr;
  const std::vector<NameId>* step_prefers = nullptr;  // of the step reached
  std::span<const AgentSlot> skipped;                 // they do not take part
  base::Duration fastest;
  base::Instant now;

  [[nodiscard]] std::span<const TermKind> list() const { return {steps.data(), count}; }
  void add(TermKind kind) {
    for (const TermKind known : list()) {
      if (known == kind) return;
    }
    steps[count++] = kind;
  }
};

struct Selection::Contender {
  AgentSlot slot = kNone;
  std::array<std::int64_t, Ladder::kMost> values{};

  [[nodiscard]] bool better_than(const Contender& other) const {
    return other.slot == kNone || values < other.values;
  }
};

// Assignments are counted in these over the agent's weight; divisible by 1 to 22.
inline constexpr std::uint64_t kShareOne = 16ULL * 232'792'560;

// Whether "k=v,..." has this pair.
[[nodiscard]] bool has_pair(std::string_view list, std::string_view key, std::string_view value);
// What stands behind the key; no data when it is not there.
[[nodiscard]] std::string_view value_in(std::string_view list, std::string_view key);

}  // namespace stellwerk::engine
