// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include <absl/container/flat_hash_map.h>

#include "core/engine/ids.h"

namespace stellwerk::engine {

// Numbers names by first mention; a name keeps its number for good. Views stay valid.
class NameTable {
 public:
  [[nodiscard]] NameId find(std::string_view name) const {
    const auto found = ids_.find(key(name));
    return found == ids_.end() ? kNone : found->second;
  }

  NameId intern(std::string_view name) {
    const NameId known = find(name);
    if (known != kNone) return known;
    names_.emplace_back(name);
    const auto id = static_cast<NameId>(names_.size() - 1);
    ids_.emplace(key(names_.back()), id);
    return id;
  }

  [[nodiscard]] std::string_view name(NameId id) const {
    return id == kNone ? std::string_view{} : std::string_view{names_[id]};
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  static absl::string_view key(std::string_view name) { return {name.data(), name.size()}; }

  std::deque<std::string> names_;  // stable addresses
  absl::flat_hash_map<absl::string_view, NameId> ids_;
};

}  // namespace stellwerk::engine
