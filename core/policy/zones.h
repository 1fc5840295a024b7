// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <absl/time/time.h>

#include "core/policy/document.h"

namespace stellwerk::policy {

// The time zone that the text names, as the machine's time zone data (TZDIR, or
// /usr/share/zoneinfo) has it, or refuses it with the nearest name. "UTC" needs no data.
// Thread safety: any thread, any number at once; the names are read from the disk once.
[[nodiscard]] std::optional<absl::TimeZone> zone_at(const Place& place);

}  // namespace stellwerk::policy
