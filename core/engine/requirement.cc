// SPDX-License-Identifier: Apache-2.0
#include "core/engine/requirement.h"

namespace stellwerk::engine {

RequirementId RequirementTable::acquire(std::span<const SkillNeed> needs) {
  const auto found = ids_.find(needs);
  if (found != ids_.end()) {
    ++entries_[found->second].users;
    return found->second;
  }
  RequirementId id = 0;
  if (free_.empty()) {
    id = static_cast<RequirementId>(entries_.size());
    entries_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  entries_[id] = {{needs.begin(), needs.end()}, 1};
  ids_.emplace(entries_[id].needs, id);
  return id;
}

void RequirementTable::release(RequirementId id) {
  if (--entries_[id].users > 0) return;
  ids_.erase(entries_[id].needs);
  free_.push_back(id);
}

std::vector<SkillNeed> merge(std::span<const SkillNeed> a, std::span<const SkillNeed> b) {
  std::vector<SkillNeed> both;
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
