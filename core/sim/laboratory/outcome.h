// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/sim/laboratory/histogram.h"

namespace stellwerk::lab {

// What became of the customers of one class in one run. Those that bots answered to the end are in
// `bot_answered` and nowhere else.
struct ClassOutcome {
  std::int64_t arrivals = 0;
  std::int64_t on_time = 0;    // people began by the deadline
  std::int64_t decided = 0;    // on time, or known not to be
  std::int64_t started = 0;    // people began
  std::int64_t abandoned = 0;  // left while waiting
  std::int64_t bot_answered = 0;
  std::int64_t wait_ms = 0;            // of those that people began with, together
  std::int64_t abandoned_wait_ms = 0;  // of those who left
};

struct RunOutcome {
  std::vector<ClassOutcome> classes;
  std::int64_t busy_ms = 0;      // of people, together
  std::int64_t present_ms = 0;   // as above
  std::int64_t catch_up = 0;     // assignments on the share guaranteed to the overdue
  std::int64_t assignments = 0;  // to people
};

// Over any number of runs; the order in which they are added does not matter.
struct Tally {
  struct Customers {
    Histogram waits;     // of those that people began with
    Histogram lateness;  // beyond the deadline, of those who are late; still waiting: up to the end
  };
  struct Agent {
    std::int64_t busy_ms = 0;
    std::int64_t present_ms = 0;
    std::int64_t assignments = 0;
  };
  struct Hour {
    std::int64_t busy_ms = 0;
    std::int64_t present_ms = 0;
  };

  std::vector<Customers> classes;
  std::vector<Agent> agents;  // by seat
  // Of people, by group and hour of the day: hours_of_day() of each group, one after the other.
  std::vector<Hour> hours;

  void add(const Tally& other);
};

}  // namespace stellwerk::lab
