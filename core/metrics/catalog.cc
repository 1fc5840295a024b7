// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/catalog.h"

#include <array>
#include <cstddef>

#include "core/base/check.h"

namespace stellwerk::metrics {
namespace {

constexpr Type kGauge = Type::kGauge;
constexpr Type kCounter = Type::kCounter;
constexpr Type kHistogram = Type::kHistogram;

constexpr std::array kCatalog = {
    Description{Metric::kBuildInfo, "stellwerk_build_info", kGauge, "version,compiler",
                "Always 1; the labels say what runs."},
    Description{Metric::kStartTime, "stellwerk_process_start_time_seconds", kGauge, "",
                "When the process started, Unix time."},
    Description{Metric::kClockSpeed, "stellwerk_clock_speed_ratio", kGauge, "",
                "How much faster than real time the engine's clock runs."},
    Description{Metric::kClockAhead, "stellwerk_clock_ahead_seconds", kGauge, "shard",
                "How far engine time is ahead of the machine's wall clock; negative: behind."},

    Description{Metric::kConversations, "stellwerk_conversations", kGauge, "tenant,queue,state",
                "Conversations in a queue by state."},
    Description{Metric::kOldestWait, "stellwerk_oldest_wait_seconds", kGauge, "tenant,queue",
                "How long the longest waiting conversation of the queue has waited."},
    Description{Metric::kBurst, "stellwerk_queue_burst", kGauge, "tenant,queue",
                "1 while so many wait in the queue that the others are guaranteed a share."},
    Description{Metric::kConversationsOpen, "stellwerk_conversations_open", kGauge, "tenant",
                "Conversations that are not closed."},
    Description{Metric::kConversationsRemembered, "stellwerk_conversations_remembered", kGauge,
                "tenant", "Closed conversations that can still be read."},
    Description{Metric::kOpened, "stellwerk_conversations_opened_total", kCounter, "tenant,queue",
                "Conversations opened, reopened ones included."},
    Description{Metric::kAssignments, "stellwerk_assignments_total", kCounter, "tenant,queue",
                "Times a conversation became active with an agent."},
    Description{Metric::kRequeues, "stellwerk_requeues_total", kCounter, "tenant,queue",
                "Times a conversation went back to waiting."},
    Description{Metric::kClosed, "stellwerk_conversations_closed_total", kCounter, "tenant,queue",
                "Conversations closed with their work done."},
    Description{Metric::kAbandoned, "stellwerk_conversations_abandoned_total", kCounter,
                "tenant,queue", "Conversations that the customer left."},
    Description{Metric::kUnroutable, "stellwerk_conversations_unroutable_total", kCounter,
                "tenant,queue", "Conversations that no registered agent could ever take."},
    Description{Metric::kStarts, "stellwerk_work_starts_total", kCounter, "tenant,queue,result",
                "First starts of work, on time or late by the first-response deadline."},
    Description{Metric::kCatchUp, "stellwerk_catch_up_assignments_total", kCounter, "tenant,queue",
                "Overdue conversations taken on the share that is guaranteed to them."},
    Description{Metric::kDecisions, "stellwerk_decisions_total", kCounter, "tenant,queue,outcome",
                "Decisions asked of somebody outside, by what came of them."},
    Description{Metric::kSlaMet, "stellwerk_sla_met_total", kCounter, "tenant,queue,clock",
                "Response clocks stopped in time, by queue."},
    Description{Metric::kSlaWarned, "stellwerk_sla_warned_total", kCounter, "tenant,queue,clock",
                "Response clocks that reached their warning, by queue."},
    Description{Metric::kSlaBreached, "stellwerk_sla_breached_total", kCounter,
                "tenant,queue,clock", "Response clocks that ran out, by queue."},
    Description{Metric::kWait, "stellwerk_wait_seconds", kHistogram, "tenant,queue",
                "Time from opening to the start of work."},

    Description{Metric::kChannelOpened, "stellwerk_channel_conversations_opened_total", kCounter,
                "tenant,channel", "Conversations opened by channel, reopened ones included."},
    Description{Metric::kChannelMessages, "stellwerk_messages_total", kCounter,
                "tenant,channel,direction", "Messages from (in) and to (out) customers."},
    Description{Metric::kChannelSlaMet, "stellwerk_channel_sla_met_total", kCounter,
                "tenant,channel,clock", "Response clocks stopped in time, by channel."},
    Description{Metric::kChannelSlaWarned, "stellwerk_channel_sla_warned_total", kCounter,
                "tenant,channel,clock", "Response clocks that reached their warning, by channel."},
    Description{Metric::kChannelSlaBreached, "stellwerk_channel_sla_breached_total", kCounter,
                "tenant,channel,clock", "Response clocks that ran out, by channel."},

    Description{Metric::kAgents, "stellwerk_agents", kGauge, "tenant,state,kind",
                "Registered agents by presence and kind."},
    Description{Metric::kAgentsFree, "stellwerk_agents_free", kGauge, "tenant",
                "Online agents with a free unit."},
    Description{Metric::kCapacity, "stellwerk_capacity_units", kGauge, "tenant",
                "Capacity of the agents that are online or draining."},
    Description{Metric::kCapacityUsed, "stellwerk_capacity_used_units", kGauge, "tenant",
                "Capacity in use: offers, work and wrap-up."},
    Description{Metric::kOccupancy, "stellwerk_occupancy_ratio", kGauge, "tenant",
                "Used capacity by capacity, from 0 to 1; 0 while there is none."},

    Description{Metric::kEngineTime, "stellwerk_engine_time_seconds", kGauge, "tenant",
                "The clock that deadlines are measured with, Unix time."},
    Description{Metric::kOffersCreated, "stellwerk_offers_created_total", kCounter, "tenant",
                "Offers made to agents."},
    Description{Metric::kOffersEnded, "stellwerk_offers_ended_total", kCounter, "tenant,outcome",
                "Offers that ended, by how."},
    Description{Metric::kEvents, "stellwerk_events_total", kCounter, "tenant,type",
                "Events by type."},
    Description{Metric::kLastEvent, "stellwerk_last_event_number", kGauge, "tenant",
                "Number of the tenant's last event."},
    Description{Metric::kDuplicates, "stellwerk_duplicates_total", kCounter, "tenant",
                "Writes and messages recognised as repeated."},
    Description{Metric::kShadowRuns, "stellwerk_shadow_running", kGauge, "tenant",
                "1 while a second policy decides along without effect."},
    Description{Metric::kShadowDecisions, "stellwerk_shadow_decisions_total", kCounter, "tenant",
                "Decisions compared with those of the second policy, since it began."},
    Description{Metric::kShadowDisagreements, "stellwerk_shadow_disagreements_total", kCounter,
                "tenant,difference",
                "Of those, what the second policy would have decided otherwise."},
    Description{Metric::kMessagesKnown, "stellwerk_message_ids", kGauge, "tenant",
                "Message identifiers remembered to recognise repeated messages."},
    Description{Metric::kMessagesKnownAge, "stellwerk_oldest_message_id_seconds", kGauge, "tenant",
                "How far back repeated messages are recognised; 0 without any."},
    Description{Metric::kUnanswered, "stellwerk_messages_unanswered", kGauge, "tenant",
                "Customer messages held until they are answered."},
    Description{Metric::kTimers, "stellwerk_timers_armed", kGauge, "tenant",
                "Deadlines that are being watched."},
    Description{Metric::kPolicyVersion, "stellwerk_policy_version", kGauge, "tenant",
                "Version of the policy in force; 0 before the first."},
    Description{Metric::kTurn, "stellwerk_turn_seconds", kHistogram, "tenant",
                "Time from a command's way into the shard to its decision."},
    Description{Metric::kBeyondQuota, "stellwerk_quota_refused_total", kCounter, "tenant",
                "Commands refused because the tenant has its open_max or agents_max."},
    Description{Metric::kCalendarsKnown, "stellwerk_calendars_known_seconds", kGauge, "tenant",
                "How long from now the calendar is known that ends first; 0 without calendars."},

    Description{Metric::kStreamEntries, "stellwerk_stream_entries", kGauge, "tenant",
                "Events retained for readers."},
    Description{Metric::kStreamBytes, "stellwerk_stream_bytes", kGauge, "tenant",
                "Memory of the retained events."},
    Description{Metric::kStreamFirst, "stellwerk_stream_first_number", kGauge, "tenant",
                "Number of the oldest event still retained."},
    Description{Metric::kStreamArchivedEntries, "stellwerk_stream_archived_entries", kGauge,
                "tenant", "Retained events that are on the disk; the newest are in memory, too."},
    Description{Metric::kStreamArchivedBytes, "stellwerk_stream_archived_bytes", kGauge, "tenant",
                "Bytes of the retained events that are on the disk."},
    Description{Metric::kStreamForgotten, "stellwerk_stream_forgotten_early_total", kCounter,
                "tenant", "Events forgotten for want of memory, before their number was reached."},

    Description{Metric::kShardUp, "stellwerk_shard_up", kGauge, "shard",
                "1 when the shard answered this scrape in time, else 0."},
    Description{Metric::kInboxDepth, "stellwerk_inbox_depth", kGauge, "shard",
                "Commands that wait for the shard."},
    Description{Metric::kInboxLimit, "stellwerk_inbox_limit", kGauge, "shard",
                "Waiting commands beyond which the answer is FULL."},
    Description{Metric::kShardCommands, "stellwerk_shard_commands_total", kCounter, "shard",
                "Commands the shard has carried out, reads included."},
    Description{Metric::kShardWrites, "stellwerk_shard_writes_total", kCounter, "shard",
                "Commands the shard has carried out that may change something."},
    Description{Metric::kShardTicks, "stellwerk_shard_ticks_total", kCounter, "shard",
                "Times that timers fired without a command."},
    Description{Metric::kCalendarsRenewed, "stellwerk_calendars_renewed_total", kCounter, "shard",
                "Times that a tenant's calendars were expanded further by the zones' rules."},
    Description{Metric::kShardBatches, "stellwerk_shard_batches_total", kCounter, "shard",
                "Batches of commands the shard has carried out."},
    Description{Metric::kShardSlowCycles, "stellwerk_shard_slow_cycles_total", kCounter, "shard",
                "Batches that took longer than a millisecond."},
    Description{Metric::kBatchSize, "stellwerk_shard_batch_commands", kHistogram, "shard",
                "Commands in a batch."},
    Description{Metric::kDecision, "stellwerk_decision_seconds", kHistogram, "shard",
                "Time the shard takes for one command, sampled: decode, decide, write the answer."},
    Description{Metric::kCycle, "stellwerk_shard_cycle_seconds", kHistogram, "shard",
                "Time the shard takes for one batch."},
    Description{Metric::kReadsParked, "stellwerk_reads_parked", kGauge, "shard",
                "Blocking stream reads that wait for events."},
    Description{Metric::kReplyBytes, "stellwerk_reply_bytes", kGauge, "shard",
                "Answers that the I/O threads have not taken over yet."},

    Description{Metric::kJournalLag, "stellwerk_journal_lag_commands", kGauge, "shard",
                "Commands decided that are not durable yet; their answers wait."},
    Description{Metric::kJournalRefused, "stellwerk_journal_refused_total", kCounter, "shard",
                "Commands refused with FULL because the journal's disk has too little room."},
    Description{Metric::kJournalGroup, "stellwerk_journal_group_commands", kHistogram, "",
                "Commands that became durable with one commit."},
    Description{Metric::kJournalCommit, "stellwerk_journal_commit_seconds", kHistogram, "",
                "Time of one commit: the write, and the sync where one belongs to it."},
    Description{Metric::kJournalBytes, "stellwerk_journal_bytes_total", kCounter, "",
                "Bytes of commands written to the journal."},
    Description{Metric::kJournalSyncs, "stellwerk_journal_syncs_total", kCounter, "",
                "Times the journal was put on the disk."},
    Description{Metric::kJournalFree, "stellwerk_journal_free_bytes", kGauge, "",
                "Room left on the journal's disk."},
    Description{Metric::kJournalNeeded, "stellwerk_journal_needed_bytes", kGauge, "",
                "Room below which new work is refused."},
    Description{Metric::kJournalRoom, "stellwerk_journal_room", kGauge, "",
                "What the room is enough for: 2 everything, 1 no new work, 0 no write at all."},
    Description{Metric::kJournalFailed, "stellwerk_journal_failed", kGauge, "",
                "1 when the journal cannot be written any more and nothing is decided."},
    Description{Metric::kJournalKept, "stellwerk_journal_kept_commands", kGauge, "shard",
                "Commands that the journal keeps."},
    Description{Metric::kJournalUnfolded, "stellwerk_journal_unfolded_commands", kGauge, "shard",
                "Of those, the ones behind the newest snapshot: a start decides them again."},
    Description{Metric::kSnapshots, "stellwerk_snapshots_total", kCounter, "shard",
                "Snapshots stored since the start."},
    Description{Metric::kSnapshotFailures, "stellwerk_snapshot_failures_total", kCounter, "shard",
                "Times a snapshot could not be stored; the log says why."},
    Description{Metric::kSnapshotSeconds, "stellwerk_snapshot_seconds", kGauge, "shard",
                "Time the last one took, beside the work."},
    Description{Metric::kArchiveBytes, "stellwerk_stream_archive_bytes_total", kCounter, "",
                "Bytes of events written to the disk so that memory need not hold them."},
    Description{Metric::kArchiveRefused, "stellwerk_stream_archive_refused_total", kCounter, "",
                "Times that the disk did not take events; they stay in memory."},
    Description{Metric::kArchiveFailed, "stellwerk_stream_archive_failed", kGauge, "",
                "1 while the disk does not take events."},

    Description{Metric::kConnections, "stellwerk_connections", kGauge, "",
                "Open client connections."},
    Description{Metric::kConnectionsMax, "stellwerk_connections_limit", kGauge, "",
                "Connections beyond which new ones are refused."},
    Description{Metric::kAccepted, "stellwerk_connections_accepted_total", kCounter, "",
                "Client connections accepted."},
    Description{Metric::kRefused, "stellwerk_connections_refused_total", kCounter, "reason",
                "Client connections not accepted, by reason."},
    Description{Metric::kCut, "stellwerk_connections_cut_total", kCounter, "reason",
                "Client connections closed by us, by reason."},
    Description{Metric::kReceived, "stellwerk_received_bytes_total", kCounter, "",
                "Bytes read from clients."},
    Description{Metric::kSent, "stellwerk_sent_bytes_total", kCounter, "",
                "Bytes written to clients."},
    Description{Metric::kCommands, "stellwerk_commands_total", kCounter, "target",
                "Commands read from clients: answered by a shard or on the connection itself."},
    Description{Metric::kNetworkWakes, "stellwerk_network_wakes_total", kCounter, "",
                "Times that bytes came in; the commands of one such time are one batch."},
    Description{Metric::kFullReplies, "stellwerk_full_replies_total", kCounter, "",
                "Commands refused with FULL because an inbox was at its bound."},
    Description{Metric::kRateLimited, "stellwerk_rate_limited_total", kCounter, "",
                "Commands refused with FULL because a user or a tenant sends more than its rate."},
    Description{Metric::kLogins, "stellwerk_logins_total", kCounter, "result",
                "Log-ins: granted, wrong, or refused because too many are under way."},
};

}  // namespace

std::span<const Description> catalog() { return kCatalog; }

const Description& describe(Metric metric) {
  const Description& description = kCatalog[static_cast<std::size_t>(metric)];
  SW_CHECK(description.metric == metric);
  return description;
}

std::string_view name(Type type) {
  switch (type) {
    case Type::kGauge:
      return "gauge";
    case Type::kCounter:
      return "counter";
    case Type::kHistogram:
      return "histogram";
  }
  return "";
}

}  // namespace stellwerk::metrics
