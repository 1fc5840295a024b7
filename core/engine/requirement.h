// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <vector>

#include "core/engine/ids.h"
#include "core/engine/plan.h"

namespace stellwerk::engine {

// Sorted lists of needed skills, each kept once, numbered, counted by their users.
class RequirementTable {
 public:
  // One more user of the requirement. REQUIRES: `needs` is sorted, each skill once.
  RequirementId acquire(const std::vector<SkillNeed>& needs);
  void retain(RequirementId id) { ++entries_[id].users; }
  void release(RequirementId id);

  [[nodiscard]] const std::vector<SkillNeed>& needs(RequirementId id) const {
    return entries_[id].needs;
  }

 private:
  struct Entry {
    std::vector<SkillNeed> needs;
    std::uint32_t users = 0;
  };

  std::vector<Entry> entries_;
  std::vector<RequirementId> free_;
  std::map<std::vector<SkillNeed>, RequirementId> ids_;
};

// Both requirements at once: every skill of either, at the higher level.
[[nodiscard]] std::vector<SkillNeed> merge(std::span<const SkillNeed> a,
                                           std::span<const SkillNeed> b);

// Whether somebody with the skills `had` (sorted, levels had) meets `needs` (sorted).
[[nodiscard]] bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs);

}  // namespace stellwerk::engine
