// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// Every metric that the daemon exports: the one place where their names stand in the code.
// docs/metrics.md describes them for operators; a test holds the two together.
namespace stellwerk::metrics {

enum class Metric : std::uint8_t {
  kBuildInfo,
  kStartTime,
  kClockSpeed,
  kClockAhead,

  kConversations,
  kOldestWait,
  kBurst,
  kConversationsOpen,
  kConversationsRemembered,
  kOpened,
  kAssignments,
  kRequeues,
  kClosed,
  kAbandoned,
  kUnroutable,
  kStarts,
  kCatchUp,
  kDecisions,
  kSlaMet,
  kSlaWarned,
  kSlaBreached,
  kWait,

  kChannelOpened,
  kChannelMessages,
  kChannelSlaMet,
  kChannelSlaWarned,
  kChannelSlaBreached,

  kAgents,
  kAgentsFree,
  kCapacity,
  kCapacityUsed,
  kOccupancy,

  kEngineTime,
  kOffersCreated,
  kOffersEnded,
  kEvents,
  kLastEvent,
  kDuplicates,
  kShadowRuns,
  kShadowDecisions,
  kShadowDisagreements,
  kMessagesKnown,
  kMessagesKnownAge,
  kUnanswered,
  kTimers,
  kPolicyVersion,

  kTurn,
  kBeyondQuota,
  kCalendarsKnown,

  kStreamEntries,
  kStreamBytes,
  kStreamFirst,
  kStreamArchivedEntries,
  kStreamArchivedBytes,
  kStreamForgotten,

  kShardUp,
  kInboxDepth,
  kInboxLimit,
  kShardCommands,
  kShardWrites,
  kShardTicks,
  kCalendarsRenewed,
  kShardBatches,
  kShardSlowCycles,
  kBatchSize,
  kDecision,
  kCycle,
  kReadsParked,
  kReplyBytes,

  kJournalLag,
  kJournalRefused,
  kJournalGroup,
  kJournalCommit,
  kJournalBytes,
  kJournalSyncs,
  kJournalFree,
  kJournalNeeded,
  kJournalRoom,
  kJournalFailed,
  kJournalKept,
  kJournalUnfolded,
  kSnapshots,
  kSnapshotFailures,
  kSnapshotSeconds,
  kArchiveBytes,
  kArchiveRefused,
  kArchiveFailed,

  kConnections,
  kConnectionsMax,
  kAccepted,
  kRefused,
  kCut,
  kReceived,
  kSent,
  kCommands,
  kNetworkWakes,
  kFullReplies,
  kRateLimited,
  kLogins,
};

enum class Type : std::uint8_t { kGauge, kCounter, kHistogram };

struct Description {
  Metric metric;
  std::string_view name;
  Type type;
  std::string_view labels;  // comma-separated, in the order in which samples give their values
  std::string_view help;
};

// In the order of Metric.
[[nodiscard]] std::span<const Description> catalog();
[[nodiscard]] const Description& describe(Metric metric);

// "gauge", "counter", "histogram".
[[nodiscard]] std::string_view name(Type type);

}  // namespace stellwerk::metrics
