// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/stellwerk/day/schedule.h"

namespace stellwerk::cli {

struct TraceOptions {
  std::string trace;  // .../calls_MONTH.csv
  std::string day;    // 1999-01-05
  // Of avail_MONTH.csv, skills_MONTH.csv and, if it is known, MONTH_patience.csv; empty: the
  // trace's own.
  std::string directory;
  std::uint64_t seed = 1;
};

struct TraceDay {
  Schedule schedule;
  std::string error;  // empty when the day could be read; otherwise file, line and what is wrong
};

// Reads a recorded day in the layout of the Anonymous Bank files: every call that asked for a
// person, with its type, priority, service time and, where the caller left, patience; agents with
// their skills and the times they were available. What a record cannot know is drawn with the seed,
// from the month's patience or from the bank's figures: how long a served caller would have waited
// beyond what he did, what priority one has who did not queue, and how long the service of one who
// left would have taken.
[[nodiscard]] TraceDay read_trace_day(const TraceOptions& options);

}  // namespace stellwerk::cli
