// SPDX-License-Identifier: Apache-2.0
#include "core/engine/handle_index.h"

#include "core/base/check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace stellwerk::engine {

std::uint32_t HandleIndex::hash(std::string_view text) {
  return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size()));
}

std::size_t HandleIndex::position(std::uint32_t hash, std::uint32_t handle) const {
  std::size_t at = home(hash);
  while (entries_[at].handle != handle) {
    SW_CHECK(entries_[at].handle != kAbsent);
    at = after(at);
  }
  return at;
}

void HandleIndex::insert(std::uint32_t hash, std::uint32_t handle) {
  if ((size_ + 1) * 4 > entries_.size() * 3) grow();
  std::size_t at = home(hash);
  while (entries_[at].handle != kAbsent) at = after(at);
  entries_[at] = {hash, handle};
  ++size_;
}

void HandleIndex::replace(std::uint32_t hash, std::uint32_t handle, std::uint32_t with) {
  entries_[position(hash, handle)].handle = with;
}

// What follows the gap moves into it unless that would put it before its home.
void HandleIndex::erase(std::uint32_t hash, std::uint32_t handle) {
  std::size_t gap = position(hash, handle);
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t at = after(gap); entries_[at].handle != kAbsent; at = after(at)) {
    const std::size_t from_home = (at - home(entries_[at].hash)) & mask;
    if (from_home < ((at - gap) & mask)) continue;
    entries_[gap] = entries_[at];
    gap = at;
  }
  entries_[gap] = {};
  --size_;
}

void HandleIndex::grow() {
  const std::vector<Entry> old = std::move(entries_);
  entries_ = std::vector<Entry>(old.size() * 2);
  size_ = 0;
  for (const Entry& entry : old) {
    if (entry.handle != kAbsent) insert(entry.hash, entry.handle);
  }
}

}  // namespace stellwerk::engine
