// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/sim/faults/complaint.h"

namespace stellwerk::sim {

// Ways to break a run at the seams around the shard, to show that a checker would notice. What is
// under test stays as it is; what it is told, or what is told about it, does not.
enum class Mutant : std::uint8_t {
  kNone,
  kAcknowledgesEarly,   // the journal calls durable what it has only been handed
  kSkipsSyncs,          // the journal does not sync
  kDropsGroup,          // a synced group is gone after a crash
  kFlipsBit,            // a synced byte has changed after a crash
  kSkipsRecord,         // the shard does not get one of the records to replay
  kSwapsRecords,        // the shard gets two records in each other's place
  kDropsEvent,          // an event is not shown
  kRepeatsEvent,        // an event is shown twice
  kHidesRelease,        // that nobody has it any more is not shown, and the numbers closed up
  kNamesAnother,        // an assignment names another agent
  kTellsBreachLate,     // a breach a millisecond after its time
  kHidesAnswerInTime,   // a clock that was met is not said to be
  kRewritesHistory,     // an event is another after a crash
  kForgetsRequests,     // the shard does not see REQ
  kRenamesMessages,     // a message comes under another name each time
  kOverstatesCapacity,  // the shard thinks that agents can take one more
  kWithholds,           // the shard thinks that a conversation asks for what nobody can
  kLowersSkills,        // the shard thinks that no skill is asked for
  kSwapsAnswers,        // two answers reach each other's client
  kRunsLate,            // the shard is told the time of half a minute ago
  kForgetsTime,         // a restart begins at the wall clock, whatever was journaled
  kStarves,             // the shard never lets the overdue catch up
  kHalvesShare,         // it lets them, half as often as it was told
  kMiscounts,           // the figures count one opening too many
  kTrimsTooMuch,        // records go that only the newest snapshot stands for
  kMisnamesSnapshots,   // a snapshot says that it holds one record more than it does
  kLosesSegments,       // archived events are not put on the disk before a snapshot names them
};
inline constexpr std::uint8_t kMutantCount = 28;

[[nodiscard]] std::string_view name(Mutant mutant);
[[nodiscard]] std::optional<Mutant> parse_mutant(std::string_view text);
// Who is to notice. REQUIRES: not kNone.
[[nodiscard]] Checker noticed_by(Mutant mutant);

}  // namespace stellwerk::sim
