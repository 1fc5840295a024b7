// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/time.h"

namespace stellwerk::cli {

// "2026-11-22 23:14:37.123", where TZ says.
[[nodiscard]] std::string local_time(base::Instant time);

// The two largest units, rounded down: 700ms, 45s, 1m30s, 2h05m, 3d04h. With '-' when negative.
[[nodiscard]] std::string span_text(base::Duration span);

}  // namespace stellwerk::cli
