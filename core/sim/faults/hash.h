// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/base/bytes.h"

namespace stellwerk::sim {

// To tell byte strings of one run apart: eight bytes at a time, the same on every machine.
[[nodiscard]] inline std::uint64_t hash_of(std::string_view bytes, std::uint64_t seed = 0) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = (seed ^ bytes.size()) * kFactor;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = bytes.size() < sizeof word ? bytes.size() : sizeof word;
    std::memcpy(&word, bytes.data(), size);
    hash = (hash ^ base::little_endian(word)) * kFactor;
    hash ^= hash >> 29U;
    bytes.remove_prefix(size);
  }
  return hash;
}

}  // namespace stellwerk::sim
