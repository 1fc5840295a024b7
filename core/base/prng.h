// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace stellwerk::base {

// The project's one pseudo-random generator: xoshiro256** (Blackman and Vigna, "Scrambled Linear
// Pseudorandom Number Generators", 2018), seeded by splitmix64. Integers only in its core, so the
// same seed gives the same draws under every compiler. Never used by the routing engine.
// Draw once per statement: the order of evaluation of a call's arguments is unspecified.
class Prng {
 public:
  explicit Prng(std::uint64_t seed);

  // Uniform over all 64-bit values.
  std::uint64_t next();

  // Uniform in [0, bound). REQUIRES: bound > 0.
  std::uint64_t below(std::uint64_t bound);

  // Uniform in [low, high]. REQUIRES: low <= high.
  std::int64_t between(std::int64_t low, std::int64_t high);

  // True with probability numerator / denominator. REQUIRES: denominator > 0.
  bool chance(std::uint64_t numerator, std::uint64_t denominator);

  // Uniform in [0, 1), 53 bits.
  double unit();

 private:
  std::array<std::uint64_t, 4> state_;
};

}  // namespace stellwerk::base
