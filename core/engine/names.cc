// SPDX-License-Identifier: Apache-2.0
#include "core/engine/names.h"

namespace stellwerk::engine {

NameId NameTable::find_long(std::string_view name) const {
  return longs_.find(HandleIndex::hash(name),
                     [this, name](NameId id) { return names_[id] == name; });
}

NameId NameTable::add(std::string_view name) {
  const auto id = static_cast<NameId>(names_.size());
  names_.emplace_back(texts_.emplace_back(name));
  if (name.size() > kShortText) {
    longs_.insert(HandleIndex::hash(name), id);
    return id;
  }
  if (++short_count_ * 4 > shorts_.size()) {
    const std::vector<Short> old = std::move(shorts_);
    shorts_ = std::vector<Short>(old.size() * 2);
    short_mask_ = shorts_.size() - 1;
    for (const Short& entry : old) {
      if (entry.id != kNone) put(entry);
    }
  }
  put({words_of(name), static_cast<std::uint32_t>(name.size()), id});
  return id;
}

void NameTable::put(const Short& entry) {
  std::size_t at = hash_of(entry.words, entry.size) & short_mask_;
  while (shorts_[at].id != kNone) at = (at + 1) & short_mask_;
  shorts_[at] = entry;
}

}  // namespace stellwerk::engine
