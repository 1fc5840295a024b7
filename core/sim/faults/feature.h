// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::sim {

// What a run may have in it. Each run draws its own set, so that no fault hides behind another and
// none needs all of them.
enum class Feature : std::uint8_t {
  // What clients and agents do.
  kOffers,         // a queue that offers and waits for an answer
  kWrapUp,         // time after the work
  kMessages,       // customers and agents write
  kSkills,         // conversations ask for skills
  kUnits,          // conversations of different size
  kChannels,       // agents with a maximum for a channel, or without it
  kPriorities,     // conversations more and less urgent
  kAges,           // conversations that waited elsewhere before
  kDues,           // targets of their own
  kReopening,      // closed ones come back
  kUpdates,        // waiting ones change
  kBots,           // bots, and customers who want a human
  kMistakes,       // commands that cannot be right
  kPresence,       // agents come and go
  kLeases,         // agents who stop beating
  kAgentEdits,     // agents change, are deleted and made anew
  kPolicies,       // the policy changes
  kReserve,        // agents kept for the tightest queue
  kReads,          // streams and states are read, too
  kHolds,          // conversations are set aside, and gone on with
  kHandOvers,      // they are taken by hand and handed on
  kSticky,         // they wait for an agent, or prefer skills
  kWindows,        // channels and conversations have a time for answering
  kResolution,     // a queue has a target for being done, by opening hours
  kSeveral,        // offers to several at once
  kDecisions,      // somebody outside names the agent, if he does so in time
  kLimits,         // of offers in a row that an agent may decline or miss
  kCallbacks,      // customers hang up and are called back
  kTurns,          // of bots, and how sure they must be
  kFragments,      // messages that follow each other closely
  kBudgets,        // so many answers of ours after each message
  kBursts,         // a queue is flooded, the others have their share
  kQuotas,         // of open conversations and agents
  kSteps,          // plans whom conversations are for at first and later
  kOverflows,      // and where they go: overflow, divert, split, when full, when closed
  kHours,          // a queue that waits for its opening
  kLongWaits,      // waits that are expected to be long are told
  kSelection,      // agents by lists of all rules, and by a score
  kRamps,          // who comes online takes more and more
  kExclusive,      // a channel that takes its agents whole
  kInterruptions,  // a channel that makes way for another
  kCustomers,      // prefer whoever worked for them last
  kRenewals,       // calendars that run out are known for longer
  // What goes wrong.
  kKills,            // the process dies, the machine does not
  kPowerCuts,        // the machine dies: what was not synced may be lost
  kTornWrites,       // the last write ends in the middle
  kReorderedWrites,  // a later write survives an earlier one
  kLyingSyncs,       // the disk says that it has synced, and has not
  kLazySyncs,        // the journal does not sync at all
  kFullDisk,         // no room, for a while
  kSlowDisk,         // I/O takes long, now and then very long
  kFailingDisk,      // a write or a sync fails for good
  kRepeats,          // requests are sent again
  kLateCommands,     // what was sent arrives after its connection has ended
  kReconnects,       // connections end; answers are lost
  kClockJumps,       // the wall clock is set, forwards and backwards
  kClockDrift,       // the wall clock is faster or slower than the machine's
  kFolding,          // the journal is folded into snapshots and cut
  kRottenSnapshots,  // the newest snapshot cannot be read after a crash
  kArchive,          // memory holds few events, the others are on the disk
};
inline constexpr std::uint8_t kFeatureCount = 60;

// From here to kKills: what came when the rest was there. Some runs have none of it, so that what
// only holds without is looked at, too.
inline constexpr Feature kFirstLater = Feature::kHolds;

[[nodiscard]] std::string_view name(Feature feature);
[[nodiscard]] std::optional<Feature> parse_feature(std::string_view text);

class FeatureSet {
 public:
  [[nodiscard]] bool has(Feature feature) const { return (bits_ >> index(feature) & 1U) != 0; }
  void set(Feature feature, bool on) {
    const std::uint64_t bit = std::uint64_t{1} << index(feature);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
  }
  // Names, separated by commas.
  [[nodiscard]] std::string text() const;

 private:
  static unsigned index(Feature feature) { return static_cast<unsigned>(feature); }
  std::uint64_t bits_ = 0;
};

}  // namespace stellwerk::sim
