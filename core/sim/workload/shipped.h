// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace stellwerk::lab {

// A scenario that is part of the program: a file of the folder scenarios/.
struct ShippedScenario {
  std::string_view name;
  std::string_view toml;
};

[[nodiscard]] std::span<const ShippedScenario> shipped_scenarios();
// Empty when there is none of that name.
[[nodiscard]] std::string_view shipped_scenario(std::string_view name);

}  // namespace stellwerk::lab
