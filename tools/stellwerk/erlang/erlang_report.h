// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/stellwerk/erlang/erlang.h"

namespace stellwerk::cli {

// A table: one column, or three around the least number of agents that reaches the goals.
[[nodiscard]] std::string erlang_text(const ErlangAnswer& answer);

// One object. Shares are from 0 to 1, times in seconds; null is what cannot be said: a wait without
// end, or its length while handling times are not known.
[[nodiscard]] std::string erlang_json(const ErlangAnswer& answer);

}  // namespace stellwerk::cli
