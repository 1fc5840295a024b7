// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/handle_index.h"
#include "core/engine/ids.h"

namespace stellwerk::engine {

// Numbers names by first mention; a name keeps its number for good. Views stay valid.
class NameTable {
 public:
  [[nodiscard]] NameId find(std::string_view name) const {
    if (name == last_name_) return last_;
    const NameId id = find_hashed(name, HandleIndex::hash(name));
    if (id == kNone) return kNone;
    last_ = id;
    last_name_ = names_[id];
    return id;
  }

  NameId intern(std::string_view name) {
    const NameId known = find(name);
    if (known != kNone) return known;
    const std::uint32_t hash = HandleIndex::hash(name);
    names_.emplace_back(texts_.emplace_back(name));
    const auto id = static_cast<NameId>(names_.size() - 1);
    ids_.insert(hash, id);
    return id;
  }

  [[nodiscard]] std::string_view name(NameId id) const {
    return id == kNone ? std::string_view{} : names_[id];
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  [[nodiscard]] NameId find_hashed(std::string_view name, std::uint32_t hash) const {
    return ids_.find(hash, [this, name](NameId id) { return names_[id] == name; });
  }

  std::deque<std::string> texts_;  // stable addresses
  std::vector<std::string_view> names_;
  HandleIndex ids_;
  // The one asked for last is often asked for next.
  mutable NameId last_ = kNone;
  mutable std::string_view last_name_;
};

static_assert(HandleIndex::kAbsent == kNone);

}  // namespace stellwerk::engine
