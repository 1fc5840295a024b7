// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.h"
#include "tools/stellwerk/client/access.h"
#include "tools/stellwerk/tail/event_filter.h"

namespace stellwerk::cli {

struct TailOptions {
  Access daemon;
  std::string stream = "events";
  std::string from = "$";  // what follows this identifier; $: what is new from now on
  EventFilter filter;
  std::optional<std::uint64_t> count;        // ends after so many lines
  std::optional<base::Duration> until_idle;  // ends when nothing more has come for so long
  bool json = false;
};

// Prints a stream's events as they come, across restarts of the daemon, until it is interrupted or
// nobody reads what it prints. 0; 1 when the daemon refuses; 2 when it cannot be reached at first,
// or nothing can be printed.
[[nodiscard]] int run_tail(const TailOptions& options);

}  // namespace stellwerk::cli
