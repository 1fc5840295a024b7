// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/stellwerk/client/access.h"

// `stellwerk policy shadow start|show|list|stop`: a second document decides along, without effect.
// Exit codes as those of policy.h.
namespace stellwerk::cli {

struct ShadowOptions {
  Access daemon;
  std::string file;          // start; - for standard input
  std::uint64_t count = 20;  // list: so many of the newest disagreements, at most 1,000
  bool json = false;         // show and list
};

// 0, or 1 when the document or its use now is refused: mistakes go to standard error.
[[nodiscard]] int run_shadow_start(const ShadowOptions& options);

// Prints how often the two disagree, by queue. 0, or 1 when none has begun since the start.
[[nodiscard]] int run_shadow_show(const ShadowOptions& options);

// Prints the newest disagreements, the newest first. 0, or 1 as above.
[[nodiscard]] int run_shadow_list(const ShadowOptions& options);

// Ends it; what it has found stays to be shown. 0.
[[nodiscard]] int run_shadow_stop(const ShadowOptions& options);

}  // namespace stellwerk::cli
