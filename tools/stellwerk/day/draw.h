// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "core/base/prng.h"
#include "core/base/time.h"

namespace stellwerk::cli {

// A duration from a table of quantiles in equal steps, in seconds, interpolated. An entry of -1
// stands for never: kStays is drawn beyond the entry before it. Integers only, so that a seed
// means the same day everywhere. REQUIRES: at least two entries.
[[nodiscard]] base::Duration draw_duration(std::span<const std::int32_t> quantiles,
                                           base::Prng& prng);

// The same, given that it is longer than `beyond`.
[[nodiscard]] base::Duration draw_duration_beyond(std::span<const std::int32_t> quantiles,
                                                  base::Duration beyond, base::Prng& prng);

// `thousandths` / 1000, up or down at random so that the mean is right.
[[nodiscard]] std::int64_t draw_rounded(std::int64_t thousandths, base::Prng& prng);

}  // namespace stellwerk::cli
