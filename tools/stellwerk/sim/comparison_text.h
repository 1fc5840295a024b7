// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "tools/stellwerk/sim/comparison_run.h"

namespace stellwerk::cli {

// A table for people.
[[nodiscard]] std::string comparison_text(const ComparisonResult& result);

// What was recorded and what it comes to, in two lines.
[[nodiscard]] std::string gate_text(const Gate& gate);

// For programs, as docs/laboratory.md says. With one load its figures stand at the top; with
// several in "loads".
[[nodiscard]] nlohmann::ordered_json comparison_json(const ComparisonResult& result);

// A line for each load, policy and class, with a heading; class "all" stands for all of them.
[[nodiscard]] std::string comparison_csv(const ComparisonResult& result);

}  // namespace stellwerk::cli
