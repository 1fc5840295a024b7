// SPDX-License-Identifier: Apache-2.0
#include "core/engine/requirement.h"

#include <algorithm>
#include <utility>

namespace stellwerk::engine {

namespace {

std::uint32_t hash_of(std::span<const SkillNeed> needs) {
  std::uint64_t hash = needs.size();
  for (const SkillNeed& need : needs) {
    hash = (hash ^ (std::uint64_t{need.skill} << 8U | need.level)) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 32U;
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

bool FewNeeds::fit(std::span<const SkillNeed> needs) {
  return needs.size() <= kMost &&
         std::all_of(needs.begin(), needs.end(),
                     [](const SkillNeed& need) { return fits(need.skill); });
}

SkillNeeds FewNeeds::needs() const {
  SkillNeeds needs;
  for (const std::uint32_t rank : ranks_) {
    if (rank != kAbsent) needs.push_back({rank >> 8U, static_cast<std::uint8_t>(rank & 0xffU)});
  }
  return needs;
}

RequirementId RequirementTable::acquire(std::span<const SkillNeed> needs) {
  if (FewNeeds::fit(needs)) return acquire(FewNeeds(needs));
  const std::uint32_t hash = hash_of(needs);
  const RequirementId known = ids_.find(hash, [this, needs](RequirementId id) {
    return std::equal(needs.begin(), needs.end(), needs_[id].begin(), needs_[id].end());
  });
  if (known == HandleIndex::kAbsent) return add(hash, {}, {needs.begin(), needs.end()});
  ++entries_[known].users;
  return known;
}

RequirementId RequirementTable::add(std::uint32_t hash, const FewNeeds& few, SkillNeeds needs) {
  RequirementId id = 0;
  if (free_.empty()) {
    id = static_cast<RequirementId>(entries_.size());
    entries_.emplace_back();
    needs_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  entries_[id] = {1, hash, few};
  needs_[id] = std::move(needs);
  ids_.insert(hash, id);
  return id;
}

void RequirementTable::drop(RequirementId id) {
  ids_.erase(entries_[id].hash, id);
  free_.push_back(id);
}

SkillNeeds merge(std::span<const SkillNeed> a, std::span<const SkillNeed> b) {
  SkillNeeds both;
  both.reserve(a.size() + b.size());
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i].skill < b[j].skill)) {
      both.push_back(a[i++]);
    } else if (i == a.size() || b[j].skill < a[i].skill) {
      both.push_back(b[j++]);
    } else {
      both.push_back({a[i].skill, std::max(a[i].level, b[j].level)});
      ++i;
      ++j;
    }
  }
  return both;
}

bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs) {
  std::size_t i = 0;
  for (const SkillNeed& need : needs) {
    while (i < had.size() && had[i].skill < need.skill) ++i;
    if (i == had.size() || had[i].skill != need.skill || had[i].level < need.level) return false;
  }
  return true;
}

bool meets(std::span<const SkillNeed> had, std::span<const SkillNeed> needs, std::uint8_t relax) {
  std::size_t i = 0;
  for (const SkillNeed& need : needs) {
    while (i < had.size() && had[i].skill < need.skill) ++i;
    const int level = std::max(1, need.level - relax);
    if (i == had.size() || had[i].skill != need.skill || had[i].level < level) return false;
  }
  return true;
}

}  // namespace stellwerk::engine
