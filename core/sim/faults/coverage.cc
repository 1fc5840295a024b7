// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/coverage.h"

namespace stellwerk::sim {

std::string_view Coverage::name(Count count) {
  static constexpr std::array<std::string_view, kCountCount> kNames = {
      "steps",        "commands",      "writes",           "answered",         "reads",
      "kills",        "power_cuts",    "recoveries",       "records_replayed", "snapshot_starts",
      "folds",        "trims",         "rotten_snapshots", "torn_tails",       "holes",
      "lost_records", "lost_syncs",    "full_episodes",    "no_room_answers",  "failed_disks",
      "slow_io",      "repeats",       "duplicates",       "late_commands",    "reconnects",
      "lost_answers", "clock_jumps",   "standstills",      "settled_checks",   "books_checks",
      "archived",     "archive_reads", "archived_starts"};
  return kNames[count];
}

void Coverage::add(const Coverage& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  for (std::size_t i = 0; i < events.size(); ++i) events[i] += other.events[i];
}

}  // namespace stellwerk::sim
