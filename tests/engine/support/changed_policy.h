// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/engine/engine.h"
#include "tests/engine/support/command_line.h"

namespace stellwerk::tests {

// The lines (policy_lines.h) of the policy in force, as POLICY.GET has them.
[[nodiscard]] std::string policy_in_force(const engine::Engine& engine);

// The same with another `routing` entry, and on request without what queues ask for.
[[nodiscard]] std::string changed_policy(const engine::Engine& engine, std::string_view routing,
                                         bool drop_skills);

// Gives the command, POLICY.CHECK or the like, the document of these lines; it keeps them.
CommandLine& with_lines(CommandLine& line, std::string_view lines);

}  // namespace stellwerk::tests
