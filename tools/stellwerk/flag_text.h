// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/base/time.h"

// Reading the values of flags that planners give. Empty when the text is no such thing.
namespace stellwerk::cli {

// A decimal number from 0 on, finite: "12", "0.75", "1e3".
[[nodiscard]] std::optional<double> parse_amount(std::string_view text);

// A number from 0 to 1.
[[nodiscard]] std::optional<double> parse_share(std::string_view text);

// "4.2/min" as conversations a second; /s, /min and /h.
[[nodiscard]] std::optional<double> parse_rate(std::string_view text);

// A duration with its unit, as base::parse_duration() takes them; 0 needs none. Without a unit it
// would be milliseconds, which no planner means.
[[nodiscard]] std::optional<base::Duration> parse_span(std::string_view text);

}  // namespace stellwerk::cli
