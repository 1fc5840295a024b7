// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/stellwerk/client/value.h"

namespace stellwerk::cli {

// What POLICY.CHECK AGAINST live says would change, in lines; empty without anything that would.
[[nodiscard]] std::string trial_text(const Value& live);

}  // namespace stellwerk::cli
