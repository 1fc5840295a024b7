// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/sim/workload/scenario.h"

namespace stellwerk::cli {

// The shipped scenario of that name, or the one in that file. Nothing, said on standard error, when
// it is neither or something is wrong with it; `besides` is then named among those there are.
[[nodiscard]] std::optional<lab::Scenario> load_scenario(const std::string& name,
                                                         std::string_view besides = {});

}  // namespace stellwerk::cli
