// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <stellwerk/router.h>

#include "core/base/time.h"
#include "core/model/command.h"

namespace stellwerk::api {

// A policy text, compiled.
struct PolicyDocument {
  std::vector<PolicyProblem> problems;
  std::string compiled;  // as model::encode writes it; when there are no problems
};

// `now`: about the time at which it comes into force.
[[nodiscard]] PolicyDocument read_policy(std::string_view toml, base::Instant now);

// BADARG with line and key of the first problem. REQUIRES: there is one.
[[nodiscard]] Status policy_status(const std::vector<PolicyProblem>& problems);

// The command views into both. REQUIRES: the document has no problems.
void put_policy(model::Command& command, std::string_view toml, const PolicyDocument& document);

}  // namespace stellwerk::api
