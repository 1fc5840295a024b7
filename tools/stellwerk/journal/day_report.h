// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "tools/stellwerk/journal/replay.h"

namespace stellwerk::cli {

// For people: a line a tenant with its digest, then the figures of all tenants together, with what
// another policy makes of them beside the recorded ones.
[[nodiscard]] std::string day_report(std::span<const TenantDay> days);

// For programs: one object on one line. Shares are fractions from 0 to 1, times milliseconds.
[[nodiscard]] std::string day_report_json(std::span<const TenantDay> days);

}  // namespace stellwerk::cli
