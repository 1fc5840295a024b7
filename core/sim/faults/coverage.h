// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/model/event.h"
#include "core/model/policy.h"

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
    // What the features of routing have come to.
    kTaken,             // by hand
    kForced,            // beyond an agent's capacity
    kFurtherOffers,     // beside others of the same conversation
    kLostRaces,         // of them, revoked since another agent accepted
    kDecided,           // by somebody outside
    kGivenBack,         // by him
    kUndecided,         // in time
    kSetAwayDeclining,  // agents who declined too many in a row
    kSetAwayMissing,    // or missed them
    kCallbacksLater,    // not before some time
    kCalledBack,        // assigned, to be called back
    kTurnsUsedUp,       // escalations of bots whose turns were over
    kKeptByBots,        // who were sure enough
    kPieces,            // conversations kept back while the customer goes on writing
    kOverBudget,        // answers refused
    kBursts,            // queues in a burst, at settled moments
    kQuotaAnswers,      // refused for a quota
    kByStep,            // dispatches of which a step of a plan had been reached
    kOverflowStep,
    kOverflowDivert,
    kOverflowWaiting,
    kOverflowFull,
    kOverflowWaited,
    kOverflowExpected,
    kOverflowClosed,
    kOverflowSplit,
    kShut,              // waiting for a queue to open, at settled moments
    kRamping,           // dispatches to agents in their ramp
    kWhole,             // of conversations that take their agent whole
    kInterrupted,       // made way for another
    kToCustomersAgent,  // dispatches to whoever worked for the customer last
    kRenewals,          // of calendars
    kResolutionTold,    // events of the clock
    kWindowTold,
    kNextResponseTold,
    kCountCount,
  };
  [[nodiscard]] static std::string_view name(Count count);

  std::uint64_t& operator[](Count count) { return counts[count]; }
  std::uint64_t operator[](Count count) const { return counts[count]; }
  void add(const Coverage& other);

  std::array<std::uint64_t, kCountCount> counts{};
  std::array<std::uint64_t, model::kEventTypeCount> events{};
  // Dispatches by the first rule by which their agent was chosen.
  std::array<std::uint64_t, model::kSelectCount> selects{};
};

}  // namespace stellwerk::sim
