// SPDX-License-Identifier: Apache-2.0
#include "core/engine/handle_index.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace stellwerk::engine {

std::uint32_t HandleIndex::hash_long(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

// What follows the gap moves into it unless that would put it before its home.
void HandleIndex::erase(std::uint32_t hash, std::uint32_t handle) {
  std::size_t gap = position(hash, handle);
  for (std::size_t at = after(gap); entries_[at].handle != kAbsent; at = after(at)) {
    const std::size_t from_home = (at - home(entries_[at].hash)) & mask_;
    if (from_home < ((at - gap) & mask_)) continue;
    entries_[gap] = entries_[at];
    gap = at;
  }
  entries_[gap] = {};
  --size_;
}

void HandleIndex::grow() {
  const std::vector<Entry> old = std::move(entries_);
  entries_ = std::vector<Entry>(old.size() * 2);
  mask_ = entries_.size() - 1;
  most_ *= 2;
  for (const Entry& entry : old) {
    if (entry.handle != kAbsent) put(entry);
  }
}

}  // namespace stellwerk::engine
