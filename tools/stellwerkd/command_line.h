// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "tools/stellwerkd/options.h"

namespace stellwerk::daemon {

// What the process was asked to do.
struct Start {
  Options options;
  std::string policy_toml;  // the configuration without its [daemon] table; may be empty
};

// Reads the flags, and the configuration file they may name; a flag wins over the file. Empty when
// there is nothing to start: help or version was printed (`exit_code` 0), or something is wrong and
// was reported on standard error (`exit_code` 2).
[[nodiscard]] std::optional<Start> read_command_line(int argc, const char* const* argv,
                                                     int& exit_code);

}  // namespace stellwerk::daemon
