// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/policy.h"
#include "tools/stellwerkd/command_line.h"

namespace stellwerk::daemon {

// What a tenant begins with.
struct FirstPolicy {
  std::string tenant;
  std::string file;
  std::string toml;
  model::Policy policy;
};

// Of the configuration and the files that it names: checked before anything is opened. Empty when
// one cannot be read or is wrong, which is reported on standard error.
[[nodiscard]] std::optional<std::vector<FirstPolicy>> first_policies(const Start& start);

}  // namespace stellwerk::daemon
