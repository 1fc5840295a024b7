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
    return name.size() <= kShortText ? find_short(words_of(name), name.size()) : find_long(name);
  }

  NameId intern(std::string_view name) {
    const NameId known = find(name);
    return known != kNone ? known : add(name);
  }

  [[nodiscard]] std::string_view name(NameId id) const {
    return id == kNone ? std::string_view{} : names_[id];
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  // Where a short name is looked up: it is compared without looking at its text. One place in four
  // is taken at most, so that the first look mostly answers.
  struct Short {
    Words words;
    std::uint32_t size = 0;
    NameId id = kNone;
  };

  [[nodiscard]] NameId find_short(const Words& words, std::size_t size) const {
    for (std::size_t at = hash_of(words, size);; ++at) {
      const Short& known = shorts_[at & short_mask_];
      const std::uint64_t apart =
          (known.words.front ^ words.front) | (known.words.back ^ words.back) | (known.size ^ size);
      if (apart == 0 || known.id == kNone) return known.id;
    }
  }
  [[nodiscard]] NameId find_long(std::string_view name) const;
  NameId add(std::string_view name);
  void put(const Short& entry);

  std::deque<std::string> texts_;  // stable addresses
  std::vector<std::string_view> names_;
  static constexpr std::size_t kFirstShorts = 64;

  std::vector<Short> shorts_ = std::vector<Short>(kFirstShorts);
  std::size_t short_mask_ = kFirstShorts - 1;
  std::size_t short_count_ = 0;
  HandleIndex longs_;
};

static_assert(HandleIndex::kAbsent == kNone);

}  // namespace stellwerk::engine
