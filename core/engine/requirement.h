// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "core/engine/ids.h"
#include "core/engine/plan.h"

namespace stellwerk::engine {

// Sorted lists of needed skills, each kept once, numbered, counted by their users.
class RequirementTable {
 public:
  // One more user of the requirement. REQUIRES: `needs` is sorted, each skill once.
  RequirementId acquire(std::span<const SkillNeed> needs);
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

  using Needs = std::span<const SkillNeed>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(Needs needs) const {
      std::uint64_t hash = needs.size();
      for (const SkillNeed& need : needs) {
        hash = (hash ^ (std::uint64_t{need.skill} << 8U | need.level)) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
      }
      return hash;
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(Needs a, Needs b) const {
      return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }
  };
  absl::flat_hash_map<std::vector<SkillNeed>, RequirementId, Hash, Equal> ids_;
};

// Both requirements at once: every skill of either, at the higher level.
[[nodiscard]] std::vector<SkillNeed> merge(std::span<const SkillNeed> a,
                                           std::span<const SkillNeed> b);

// Whether somebody with the skills `had` (sorted, levels had) meets `needs` (sorted).
[[nodiscard]] bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs);

}  // namespace stellwerk::engine
