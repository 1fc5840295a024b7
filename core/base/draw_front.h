// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/base/prng.h"

namespace stellwerk::base {

// Moves `count` random elements of `items` to its front, each choice of them in each order equally
// likely. REQUIRES: count <= items.size().
template <typename Item>
void draw_front(std::vector<Item>& items, std::size_t count, Prng& prng) {
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(items[i], items[i + prng.below(items.size() - i)]);
  }
}

}  // namespace stellwerk::base
