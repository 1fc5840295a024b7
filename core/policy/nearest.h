// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace stellwerk::policy {

// The candidate that `name` was most likely meant to be: the fewest bytes to change, insert, remove
// or swap, at most a third of the longer of the two. Empty when none is that near.
[[nodiscard]] std::string_view nearest(std::string_view name,
                                       std::span<const std::string_view> candidates);

}  // namespace stellwerk::policy
