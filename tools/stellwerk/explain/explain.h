// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

struct ExplainOptions {
  Access daemon;
  std::string conversation;
  std::optional<std::int64_t> agents;  // how many to name; without, as the daemon likes
  bool json = false;
};

// Prints why a conversation is where it is. 0; 1 when the daemon refuses; 2 without an answer.
[[nodiscard]] int run_explain(const ExplainOptions& options);

}  // namespace stellwerk::cli
