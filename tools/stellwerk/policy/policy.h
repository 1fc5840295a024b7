// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/client/access.h"

// `stellwerk policy check|apply|get|diff`. A file named - is standard input. Mistakes in a document
// go to standard error as FILE:LINE: KEY: TEXT. Each answers the program's exit code, 2 when a file
// cannot be read or the daemon gives no answer.
namespace stellwerk::cli {

struct PolicyOptions {
  Access daemon;
  std::string file;
  bool offline = false;                 // check: without a daemon
  bool against_live = false;            // check: what it would change at once
  std::optional<std::int64_t> version;  // apply: only onto this one
  bool json = false;                    // get
};

// 0 when the document could be applied, 1 when not. Offline what open conversations need is not
// known. Against the live state, standard output says what would change at once, as JSON if asked.
[[nodiscard]] int run_policy_check(const PolicyOptions& options);

// Prints the version in force then. 0, or 1 when the document was refused.
[[nodiscard]] int run_policy_apply(const PolicyOptions& options);

// Prints the document in force, nothing when there is none. 0, or 1 when the daemon refuses.
[[nodiscard]] int run_policy_get(const PolicyOptions& options);

// Prints how the file differs from the document in force. 0 when it does not, 1 when it does.
[[nodiscard]] int run_policy_diff(const PolicyOptions& options);

}  // namespace stellwerk::cli
