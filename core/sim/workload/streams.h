// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/prng.h"

namespace stellwerk::lab {

// What random numbers are for. Each purpose has a stream of its own, so that a change in one thing
// leaves the draws of all others as they were.
enum class Purpose : std::uint8_t { kBusyness, kArrivals, kService, kPatience, kBot, kRedial };

// A seed for the stream of a purpose on a day; `part` tells those of one purpose apart.
[[nodiscard]] inline std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t day,
                                               Purpose purpose, std::uint64_t part) {
  base::Prng mix(seed);
  base::Prng by_day(mix.next() ^ day);
  base::Prng by_purpose(by_day.next() ^ static_cast<std::uint64_t>(purpose) << 56U);
  return by_purpose.next() ^ part * 0x9e3779b97f4a7c15U;
}

}  // namespace stellwerk::lab
