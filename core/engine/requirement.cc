// SPDX-License-Identifier: Apache-2.0
#include "core/engine/requirement.h"

#include <algorithm>
#include <utility>

namespace stellwerk::engine {

namespace {

std::uint32_t hash_of(std::span<const SkillNeed> needs) {
  std::uint64_t hash = needs.size();
  for (const SkillNeed& need : needs) {
    hash = (hash ^ need.rank()) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 32U;
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

SkillNeeds FewNeeds::needs() const {
  SkillNeeds needs;
  for (const std::uint64_t rank : ranks_) {
    if (rank != kAbsent) needs.push_back(SkillNeed::of_rank(rank));
  }
  return needs;
}

RequirementId RequirementTable::acquire(std::span<const SkillNeed> needs) {
  if (needs.size() <= FewNeeds::kMost) return acquire(FewNeeds(needs));
  const std::uint32_t hash = hash_of(needs);
  const RequirementId known = ids_.find(hash, [this, needs](RequirementId id) {
    return std::equal(needs.begin(), needs.end(), entries_[id].needs.begin(),
                      entries_[id].needs.end());
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
  } else {
    id = free_.back();
    free_.pop_back();
  }
  entries_[id] = {1, hash, few, std::move(needs)};
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

}  // namespace stellwerk::engine
