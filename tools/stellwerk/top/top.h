// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/time.h"
#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

struct TopOptions {
  Access daemon;
  base::Duration interval{1'000};
  bool once = false;  // prints one board as text
};

// The wall board, until somebody presses q. 0; 1 when the daemon refuses what --once asks for; 2
// when it cannot be reached at first, or there is no terminal.
[[nodiscard]] int run_top(const TopOptions& options);

}  // namespace stellwerk::cli
