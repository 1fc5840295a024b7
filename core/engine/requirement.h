// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "core/engine/handle_index.h"
#include "core/engine/ids.h"
#include "core/engine/plan.h"
#include "core/engine/short_text.h"

namespace stellwerk::engine {

// Sorted by skill, each skill once.
using SkillNeeds = absl::InlinedVector<SkillNeed, 4>;

// Up to four needs as numbers, the absent ones last: put in order, hashed and compared without
// branches, which nobody could guess.
class FewNeeds {
 public:
  static constexpr std::size_t kMost = 4;

  // Whether they fit: few enough, and each skill is known and no more than the 16 millionth.
  [[nodiscard]] static bool fits(NameId skill) { return skill < kAbsent >> 8U; }
  [[nodiscard]] static bool fit(std::span<const SkillNeed> needs);

  FewNeeds() { ranks_.fill(kAbsent); }
  // REQUIRES: fit(needs).
  explicit FewNeeds(std::span<const SkillNeed> needs) : FewNeeds() {
    for (std::size_t i = 0; i < needs.size(); ++i) set(i, needs[i]);
  }

  void set(std::size_t position, const SkillNeed& need) {
    ranks_[position] = need.skill << 8U | need.level;
  }
  void put_in_order() {
    order(0, 1);
    order(2, 3);
    order(0, 2);
    order(1, 3);
    order(1, 2);
  }
  [[nodiscard]] std::uint32_t hash() const {
    const Words both = words();
    return fold(both.front ^ 0xa0761d6478bd642fU, both.back ^ 0xe7037ed1a0b428dbU);
  }
  [[nodiscard]] SkillNeeds needs() const;

  friend bool operator==(const FewNeeds& a, const FewNeeds& b) { return a.words() == b.words(); }

 private:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  void order(std::size_t first, std::size_t second) {
    const std::uint32_t a = ranks_[first];
    const std::uint32_t b = ranks_[second];
    ranks_[first] = a < b ? a : b;
    ranks_[second] = a < b ? b : a;
  }
  [[nodiscard]] Words words() const {
    return {ranks_[0] | std::uint64_t{ranks_[1]} << 32U,
            ranks_[2] | std::uint64_t{ranks_[3]} << 32U};
  }

  std::array<std::uint32_t, kMost> ranks_;
};

// Sorted lists of needed skills, each kept once, numbered, counted by their users.
class RequirementTable {
 public:
  // One more user of the requirement. REQUIRES: `needs` is sorted, each skill once.
  RequirementId acquire(std::span<const SkillNeed> needs);
  RequirementId acquire(const FewNeeds& needs) {
    const std::uint32_t hash = needs.hash();
    const RequirementId known =
        ids_.find(hash, [this, &needs](RequirementId id) { return entries_[id].few == needs; });
    if (known == HandleIndex::kAbsent) return add(hash, needs, needs.needs());
    ++entries_[known].users;
    return known;
  }
  void retain(RequirementId id) { ++entries_[id].users; }
  void release(RequirementId id) {
    if (--entries_[id].users == 0) drop(id);
  }
  void prefetch(RequirementId id) const { __builtin_prefetch(&entries_[id].users); }

  [[nodiscard]] const SkillNeeds& needs(RequirementId id) const { return needs_[id]; }

 private:
  struct Entry {
    std::uint32_t users = 0;
    std::uint32_t hash = 0;
    FewNeeds few;  // none when they do not fit
  };

  RequirementId add(std::uint32_t hash, const FewNeeds& few, SkillNeeds needs);
  void drop(RequirementId id);

  std::vector<Entry> entries_;
  std::vector<SkillNeeds> needs_;  // parallel to entries_
  std::vector<RequirementId> free_;
  HandleIndex ids_;
};

// Both requirements at once: every skill of either, at the higher level.
[[nodiscard]] SkillNeeds merge(std::span<const SkillNeed> a, std::span<const SkillNeed> b);

// Whether somebody with the skills `had` (sorted, levels had) meets `needs` (sorted).
[[nodiscard]] bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs);

// The same with each level lowered by `relax`, to 1 at least.
[[nodiscard]] bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs,
                         std::uint8_t relax);

}  // namespace stellwerk::engine
