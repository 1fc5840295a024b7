// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

struct CallOptions {
  Access daemon;
  std::vector<std::string> command;  // empty: commands are read from standard input
  bool json = false;
};

// Sends one command and prints its reply: to standard output, an error to standard error. Without a
// command, standard input has one on each line; they are pipelined and answered in order. 0; 1 when
// a reply was an error; 2 when there was none.
[[nodiscard]] int run_call(const CallOptions& options);

}  // namespace stellwerk::cli
