// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "core/base/prng.h"

namespace stellwerk::model {

// Keeps the texts of a randomly drawn value alive.
class RandomTexts {
 public:
  explicit RandomTexts(base::Prng& prng) : prng_(prng) {}

  // Any bytes, zero and newline included; between `least` and `most` of them.
  std::string_view draw(std::size_t least, std::size_t most) {
    std::string text(static_cast<std::size_t>(prng_.between(static_cast<std::int64_t>(least),
                                                            static_cast<std::int64_t>(most))),
                     '\0');
    for (char& c : text) c = static_cast<char>(prng_.below(256));
    return texts_.emplace_back(std::move(text));
  }

 private:
  base::Prng& prng_;
  std::deque<std::string> texts_;
};

// One byte of `bytes` changed, inserted or removed, or a stretch of it replaced by noise.
inline std::string mutated(std::string bytes, base::Prng& prng) {
  const auto at = static_cast<std::size_t>(prng.below(bytes.size()));
  const auto noise = static_cast<char>(prng.below(256));
  switch (prng.below(4)) {
    case 0:
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << prng.below(8)));
      break;
    case 1:
      bytes.insert(at, 1, noise);
      break;
    case 2:
      bytes.erase(at, 1);
      break;
    default:
      for (std::size_t i = at; i < bytes.size() && i < at + 4; ++i) bytes[i] = noise;
  }
  return bytes;
}

}  // namespace stellwerk::model
