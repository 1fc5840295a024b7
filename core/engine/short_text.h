// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/engine/fixed_point.h"

// Identifiers and names are mostly short. Up to 16 bytes are read as two numbers, without a call
// and without a loop, where hashing and comparing would cost more than what is done with the
// result.
namespace stellwerk::engine {

inline constexpr std::size_t kShortText = 16;

// Two texts of the same size are equal if and only if their words are. The two overlap.
struct Words {
  std::uint64_t front = 0, back = 0;

  friend bool operator==(const Words&, const Words&) = default;
};

// REQUIRES: text.size() <= kShortText.
[[nodiscard]] inline Words words_of(std::string_view text) {
  const char* const at = text.data();
  const std::size_t size = text.size();
  Words words;
  if (size >= 8) {
    std::memcpy(&words.front, at, 8);
    std::memcpy(&words.back, at + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(&words.front, at, 4);
    std::memcpy(&words.back, at + size - 4, 4);
  } else if (size > 0) {
    std::memcpy(&words.front, at, 1);
    std::memcpy(&words.back, at + size / 2, 1);
    words.back <<= 8U;
    std::memcpy(&words.back, at + size - 1, 1);
  }
  return words;
}

// The product with its upper half folded onto its lower one, as wyhash mixes (Wang Yi).
[[nodiscard]] inline std::uint32_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = Wide{a} * b;
  return static_cast<std::uint32_t>(static_cast<std::uint64_t>(product >> 64U) ^
                                    static_cast<std::uint64_t>(product));
}

[[nodiscard]] inline std::uint32_t hash_of(const Words& words, std::size_t size) {
  return fold(words.front ^ (0xa0761d6478bd642fU + size), words.back ^ 0xe7037ed1a0b428dbU);
}

[[nodiscard]] inline bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  return a.size() <= kShortText ? words_of(a) == words_of(b) : a == b;
}

}  // namespace stellwerk::engine
