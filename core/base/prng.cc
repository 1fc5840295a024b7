// SPDX-License-Identifier: Apache-2.0
#include "core/base/prng.h"

#include <bit>

#include "core/base/check.h"

namespace stellwerk::base {
namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

Prng::Prng(std::uint64_t seed) : state_{} {
  for (auto& word : state_) word = splitmix(seed);
}

std::uint64_t Prng::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Prng::below(std::uint64_t bound) {
  SW_CHECK(bound > 0);
  std::uint64_t value = next();
  if (value < bound) {
    // Values under the threshold, which is below `bound`, would make small results more likely;
    // they are drawn again.
    const std::uint64_t threshold = (0 - bound) % bound;
    while (value < threshold) value = next();
  }
  return value % bound;
}

std::int64_t Prng::between(std::int64_t low, std::int64_t high) {
  SW_CHECK(low <= high);
  const auto width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (width == 0) return static_cast<std::int64_t>(next());
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + below(width));
}

bool Prng::chance(std::uint64_t numerator, std::uint64_t denominator) {
  return below(denominator) < numerator;
}

double Prng::unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

}  // namespace stellwerk::base
