// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/coverage.h"

namespace stellwerk::sim {

namespace {

constexpr std::array<std::string_view, Coverage::kCountCount> kCountNames = {"steps",
                                                                             "commands",
                                                                             "writes",
                                                                             "answered",
                                                                             "reads",
                                                                             "kills",
                                                                             "power_cuts",
                                                                             "recoveries",
                                                                             "records_replayed",
                                                                             "snapshot_starts",
                                                                             "folds",
                                                                             "trims",
                                                                             "rotten_snapshots",
                                                                             "torn_tails",
                                                                             "holes",
                                                                             "lost_records",
                                                                             "lost_syncs",
                                                                             "full_episodes",
                                                                             "no_room_answers",
                                                                             "failed_disks",
                                                                             "slow_io",
                                                                             "repeats",
                                                                             "duplicates",
                                                                             "late_commands",
                                                                             "reconnects",
                                                                             "lost_answers",
                                                                             "clock_jumps",
                                                                             "standstills",
                                                                             "settled_checks",
                                                                             "books_checks",
                                                                             "archived",
                                                                             "archive_reads",
                                                                             "archived_starts",
                                                                             "taken",
                                                                             "forced",
                                                                             "further_offers",
                                                                             "lost_races",
                                                                             "decided",
                                                                             "given_back",
                                                                             "undecided",
                                                                             "set_away_declining",
                                                                             "set_away_missing",
                                                                             "callbacks_later",
                                                                             "called_back",
                                                                             "turns_used_up",
                                                                             "kept_by_bots",
                                                                             "pieces",
                                                                             "over_budget",
                                                                             "bursts",
                                                                             "quota_answers",
                                                                             "by_step",
                                                                             "overflow_step",
                                                                             "overflow_divert",
                                                                             "overflow_waiting",
                                                                             "overflow_full",
                                                                             "overflow_waited",
                                                                             "overflow_expected",
                                                                             "overflow_closed",
                                                                             "overflow_split",
                                                                             "shut",
                                                                             "ramping",
                                                                             "whole",
                                                                             "interrupted",
                                                                             "to_customers_agent",
                                                                             "renewals",
                                                                             "resolution_told",
                                                                             "window_told",
                                                                             "next_response_told"};

}  // namespace

std::string_view Coverage::name(Count count) { return kCountNames[count]; }

void Coverage::add(const Coverage& other) {
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  for (std::size_t i = 0; i < events.size(); ++i) events[i] += other.events[i];
  for (std::size_t i = 0; i < selects.size(); ++i) selects[i] += other.selects[i];
}

}  // namespace stellwerk::sim
