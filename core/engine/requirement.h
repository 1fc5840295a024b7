// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "core/engine/handle_index.h"
#include "core/engine/ids.h"
#include "core/engine/plan.h"

namespace stellwerk::engine {

// Sorted by skill, each skill once.
using SkillNeeds = absl::InlinedVector<SkillNeed, 4>;

// Sorted lists of needed skills, each kept once, numbered, counted by their users.
class RequirementTable {
 public:
  // One more user of the requirement. REQUIRES: `needs` is sorted, each skill once.
  RequirementId acquire(std::span<const SkillNeed> needs);
  void retain(RequirementId id) { ++entries_[id].users; }
  void release(RequirementId id);
  void prefetch(RequirementId id) const { __builtin_prefetch(&entries_[id].users); }

  [[nodiscard]] const SkillNeeds& needs(RequirementId id) const { return entries_[id].needs; }

 private:
  struct Entry {
    SkillNeeds needs;
    std::uint32_t hash = 0;
    std::uint32_t users = 0;
  };

  std::vector<Entry> entries_;
  std::vector<RequirementId> free_;
  HandleIndex ids_;
};

// Both requirements at once: every skill of either, at the higher level.
[[nodiscard]] SkillNeeds merge(std::span<const SkillNeed> a, std::span<const SkillNeed> b);

// Whether somebody with the skills `had` (sorted, levels had) meets `needs` (sorted).
[[nodiscard]] bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs);

}  // namespace stellwerk::engine
