// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/engine/limits.h"

namespace stellwerk::engine {

// All limits as "name=number name=number ...", durations in milliseconds: what a journal keeps of
// them, since the same commands come to the same state only under the same limits.
[[nodiscard]] std::string to_text(const Limits& limits);

// Reads what to_text() wrote. Limits that are not named keep their value. Answers what is wrong,
// empty when nothing is: a name that this release does not know, a number out of range.
[[nodiscard]] std::string parse_limits(std::string_view text, Limits& limits);

}  // namespace stellwerk::engine
