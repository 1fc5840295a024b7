// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/engine/short_text.h"

namespace stellwerk::engine {

// Finds what is kept elsewhere under a 32-bit handle: eight bytes an entry, linear probing, removal
// without traces. The keys stay with the owner, who hashes and compares them.
class HandleIndex {
 public:
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};

  [[nodiscard]] static std::uint32_t hash(std::string_view text) {
    return text.size() <= kShortText ? hash_of(words_of(text), text.size()) : hash_long(text);
  }

  // The handle for which `same` answers true; kAbsent when there is none.
  template <typename Same>
  [[nodiscard]] std::uint32_t find(std::uint32_t hash, Same same) const {
    const Entry* entry = locate(hash, same);
    return entry == nullptr ? kAbsent : entry->handle;
  }

  // REQUIRES: nothing with that key is in the index; handle != kAbsent.
  void insert(std::uint32_t hash, std::uint32_t handle) {
    if (++size_ > most_) grow();
    put({hash, handle});
  }
  // REQUIRES: the handle is in the index with that hash.
  void replace(std::uint32_t hash, std::uint32_t handle, std::uint32_t with) {
    entries_[position(hash, handle)].handle = with;
  }
  [[gnu::hot]] void erase(std::uint32_t hash, std::uint32_t handle);

  // What find() would probably look at first; kAbsent when that has another hash.
  [[nodiscard]] std::uint32_t probable(std::uint32_t hash) const {
    const Entry& entry = entries_[home(hash)];
    return entry.hash == hash ? entry.handle : kAbsent;
  }
  // Fetches what a later call with that hash will look at.
  void prefetch(std::uint32_t hash) const { __builtin_prefetch(&entries_[home(hash)]); }

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t handle = kAbsent;
  };

  [[nodiscard]] static std::uint32_t hash_long(std::string_view text);
  [[nodiscard]] std::size_t home(std::uint32_t hash) const { return hash & mask_; }
  [[nodiscard]] std::size_t after(std::size_t at) const { return (at + 1) & mask_; }
  [[nodiscard]] std::size_t position(std::uint32_t hash, std::uint32_t handle) const {
    std::size_t at = home(hash);
    while (entries_[at].handle != handle) {
      SW_CHECK(entries_[at].handle != kAbsent);
      at = after(at);
    }
    return at;
  }
  void put(const Entry& entry) {
    std::size_t at = home(entry.hash);
    while (entries_[at].handle != kAbsent) at = after(at);
    entries_[at] = entry;
  }
  void grow();

  template <typename Same>
  [[nodiscard]] const Entry* locate(std::uint32_t hash, Same same) const {
    for (std::size_t at = home(hash); entries_[at].handle != kAbsent; at = after(at)) {
      if (entries_[at].hash == hash && same(entries_[at].handle)) return &entries_[at];
    }
    return nullptr;
  }

  static constexpr std::size_t kFirst = 64;

  std::vector<Entry> entries_ = std::vector<Entry>(kFirst);
  std::size_t mask_ = kFirst - 1;
  std::size_t most_ = kFirst / 4 * 3;  // more make it grow
  std::size_t size_ = 0;
};

}  // namespace stellwerk::engine
