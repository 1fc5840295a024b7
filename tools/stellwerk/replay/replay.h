// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

struct ReplayOptions {
  Access daemon;
  std::optional<Address> http;  // where /metrics is; without it the summary leaves them out
  std::string trace;            // a recorded day's calls; empty: the demonstration day
  std::string day;
  std::string directory;
  double speed = 1;  // of the daemon's clock, should the daemon not say
  std::uint64_t seed = 1;
  bool once = false;  // no terminal: progress as lines on standard error
  // Fewer assignments are a failure: they would prove nothing. Negative: 5,000 for the
  // demonstration day, for a recorded one nine in ten of its calls that were served.
  std::int64_t assignments_min = -1;
};

// Plays a day against the daemon. 0 when all promises held, the books balance and there were enough
// assignments; 1 when not; 2 when the day could not be played.
[[nodiscard]] int run_replay(const ReplayOptions& options);

}  // namespace stellwerk::cli
