// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/model/event.h"

namespace stellwerk::sim {

// What a run, or all runs together, have come to.
struct Coverage {
  enum Count : std::uint8_t {
    kSteps,
    kCommands,         // decided
    kWrites,           // of those, recorded
    kAnswered,         // answers let out
    kReads,            // of streams and states
    kKills,            // of the process
    kPowerCuts,        // of the machine
    kRecoveries,       // shards that went on from what the disk had kept
    kRecordsReplayed,  // in all of them
    kSnapshotStarts,   // of those, with a snapshot
    kFolds,            // snapshots stored while the shard worked
    kTrims,            // of its journal
    kRottenSnapshots,  // that could not be read any more
    kTornTails,        // cut off at a start
    kHoles,            // a later write had survived an earlier one
    kLostRecords,      // appended, and gone after a crash
    kLostSyncs,        // said to be done, and were not
    kFullEpisodes,     // of the disk
    kNoRoomAnswers,    // new work refused for it
    kFailedDisks,
    kSlowIo,      // that took longer than half a second
    kRepeats,     // requests that came again and were recognised
    kDuplicates,  // answers that say so
    kLateCommands,
    kReconnects,
    kLostAnswers,
    kClockJumps,
    kStandstills,     // times that the clock took the machine for suspended
    kSettledChecks,   // no pair left apart, all clocks in order
    kBooksChecks,     // figures compared
    kArchived,        // segments of events written
    kArchiveReads,    // and read
    kArchivedStarts,  // with a snapshot that names segments
    kCountCount,
  };
  [[nodiscard]] static std::string_view name(Count count);

  std::uint64_t& operator[](Count count) { return counts[count]; }
  std::uint64_t operator[](Count count) const { return counts[count]; }
  void add(const Coverage& other);

  std::array<std::uint64_t, kCountCount> counts{};
  std::array<std::uint64_t, model::kEventTypeCount> events{};
};

}  // namespace stellwerk::sim
