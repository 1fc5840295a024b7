// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include "tools/stellwerkd/configuration.h"
#include "tools/stellwerkd/options.h"

namespace stellwerk::daemon {

// The value as a flag would be written; empty for what no flag takes.
[[nodiscard]] std::optional<std::string> flag_text(const toml::node& value);

// Reads the configuration's [[tenant]] tables; `default` is there in any case, as the first.
void read_tenants(const toml::node& tenants, Options& options, std::vector<Complaint>& complaints);

// Reads the configuration's [[user]] tables. After the tenants, which they name.
void read_users(const toml::node& users, Options& options, std::vector<Complaint>& complaints);

}  // namespace stellwerk::daemon
