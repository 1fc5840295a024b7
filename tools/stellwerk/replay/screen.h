// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/stellwerk/day/schedule.h"
#include "tools/stellwerk/replay/figures.h"

namespace stellwerk::cli {

// All that one screen shows.
struct Snapshot {
  base::Duration now;  // of the day
  double done = 0;     // share of the day that is over
  std::vector<ClassFigures> classes;
  DayFigures::Counts counts;
  std::size_t on_duty = 0;
  std::size_t busy = 0;
  std::uint64_t entries = 0;
  std::uint64_t violations = 0;
  std::uint64_t round_trip_p50_ns = 0;
  std::uint64_t round_trip_p99_ns = 0;
};

// A span of the day as 07:05, and a length as 45 s, 12 min, 3.5 h.
[[nodiscard]] std::string clock_text(base::Duration time);
[[nodiscard]] std::string length_text(base::Duration length);
// 0.9876 as "98.8 %".
[[nodiscard]] std::string share_text(double share);

// The screen, line by line.
[[nodiscard]] std::vector<std::string> draw(const Schedule& day, const Snapshot& snapshot);
// The same on one line, for where there is no terminal.
[[nodiscard]] std::string draw_line(const Snapshot& snapshot);

// Draws over what it drew before, on a terminal.
class Terminal {
 public:
  void show(const std::vector<std::string>& lines);

 private:
  std::size_t shown_ = 0;
};

}  // namespace stellwerk::cli
