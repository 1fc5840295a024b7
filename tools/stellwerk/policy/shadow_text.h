// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/stellwerk/client/value.h"

// What POLICY.SHADOW answers, for people.
namespace stellwerk::cli {

// Whether it runs, how much it has seen, and how often it would have decided otherwise, by queue.
[[nodiscard]] std::string shadow_text(const Value& report);

// A line for each disagreement that `report` has, the newest first.
[[nodiscard]] std::string disagreements_text(const Value& report);

}  // namespace stellwerk::cli
