// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/complaint.h"

#include <array>

namespace stellwerk::sim {

std::string_view name(Checker checker) {
  static constexpr std::array<std::string_view, kCheckerCount> kNames = {
      "owner",    "capacity", "eligible",    "unmatched", "starvation", "clocks",
      "messages", "gapless",  "same-events", "lost",      "once",       "answers",
      "replay",   "books",    "journal",     "time",      "reached"};
  return kNames[static_cast<std::size_t>(checker)];
}

}  // namespace stellwerk::sim
