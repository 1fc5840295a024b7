// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/exporter.h"

#include <array>
#include <cstddef>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

#include <prometheus/text_serializer.h>

#include "core/metrics/family_set.h"
#include "core/model/command.h"

namespace stellwerk::metrics {
namespace {

constexpr double kPerMs = 1e-3;
constexpr double kPerNs = 1e-9;

double seconds_of(std::int64_t ms) { return static_cast<double>(ms) * kPerMs; }

template <typename Bounds>
constexpr auto scaled(const Bounds& bounds, double unit) {
  std::array<double, std::tuple_size_v<Bounds>> result{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    // Dividing gives the nearest double, which prints as a short decimal number.
    result[i] = static_cast<double>(bounds[i]) / unit;
  }
  return result;
}

constexpr auto kWaitBounds = scaled(engine::WaitHistogram::kBoundsMs, 1e3);
constexpr auto kLatencyBounds = scaled(runtime::kLatencyBoundsNs, 1e9);
constexpr auto kBatchBounds = scaled(runtime::kBatchBounds, 1);

constexpr std::string_view kCompiler =
#if defined(__clang__)
    "clang " __clang_version__;
#else
    "gcc " __VERSION__;
#endif

void add_queue(FamilySet& set, std::string_view tenant, const engine::QueueFigures& queue) {
  const std::string_view name = queue.queue;
  set.add(Metric::kConversations, {tenant, name, "waiting"}, queue.waiting);
  set.add(Metric::kConversations, {tenant, name, "offered"}, queue.offered);
  set.add(Metric::kConversations, {tenant, name, "active"}, queue.active);
  set.add(Metric::kConversations, {tenant, name, "held"}, queue.held);
  set.add(Metric::kConversations, {tenant, name, "wrapup"}, queue.wrapup);
  set.add(Metric::kOldestWait, {tenant, name}, seconds_of(queue.oldest_ms));
  set.add(Metric::kBurst, {tenant, name}, queue.bursting ? 1.0 : 0.0);
  set.add(Metric::kOpened, {tenant, name}, queue.opened);
  set.add(Metric::kAssignments, {tenant, name}, queue.assigned);
  set.add(Metric::kRequeues, {tenant, name}, queue.requeued);
  set.add(Metric::kClosed, {tenant, name}, queue.closed);
  set.add(Metric::kAbandoned, {tenant, name}, queue.abandoned);
  set.add(Metric::kUnroutable, {tenant, name}, queue.unroutable);
  set.add(Metric::kStarts, {tenant, name, "on_time"}, queue.on_time);
  set.add(Metric::kStarts, {tenant, name, "late"}, queue.late);
  set.add(Metric::kCatchUp, {tenant, name}, queue.catch_up);
  set.add(Metric::kDecisions, {tenant, name, "answered"}, queue.decided);
  set.add(Metric::kDecisions, {tenant, name, "returned"}, queue.returned);
  set.add(Metric::kDecisions, {tenant, name, "lapsed"}, queue.undecided);
  for (std::size_t i = 0; i < engine::kClockCount; ++i) {
    const std::string_view clock = engine::name(static_cast<engine::Clock>(i));
    set.add(Metric::kSlaMet, {tenant, name, clock}, queue.clocks[i].met);
    set.add(Metric::kSlaWarned, {tenant, name, clock}, queue.clocks[i].warned);
    set.add(Metric::kSlaBreached, {tenant, name, clock}, queue.clocks[i].breached);
  }
  set.add(Metric::kWait, {tenant, name},
          Histogram{queue.wait.counts, kWaitBounds, seconds_of(queue.wait.sum_ms)});
}

void add_channel(FamilySet& set, std::string_view tenant, const engine::ChannelFigures& channel) {
  const std::string_view name = channel.channel;
  set.add(Metric::kChannelOpened, {tenant, name}, channel.opened);
  set.add(Metric::kChannelMessages, {tenant, name, "in"}, channel.messages_in);
  set.add(Metric::kChannelMessages, {tenant, name, "out"}, channel.messages_out);
  for (std::size_t i = 0; i < engine::kClockCount; ++i) {
    const std::string_view clock = engine::name(static_cast<engine::Clock>(i));
    set.add(Metric::kChannelSlaMet, {tenant, name, clock}, channel.clocks[i].met);
    set.add(Metric::kChannelSlaWarned, {tenant, name, clock}, channel.clocks[i].warned);
    set.add(Metric::kChannelSlaBreached, {tenant, name, clock}, channel.clocks[i].breached);
  }
}

void add_agents(FamilySet& set, std::string_view tenant, const engine::AgentFigures& agents) {
  for (std::size_t state = 0; state < agents.by_state.size(); ++state) {
    for (std::size_t kind = 0; kind < agents.by_state[state].size(); ++kind) {
      set.add(Metric::kAgents,
              {tenant, model::name(static_cast<model::Presence>(state)),
               model::name(static_cast<model::AgentKind>(kind))},
              agents.by_state[state][kind]);
    }
  }
  set.add(Metric::kAgentsFree, {tenant}, agents.free);
  set.add(Metric::kCapacity, {tenant}, agents.capacity_online);
  set.add(Metric::kCapacityUsed, {tenant}, agents.used);
  const double capacity = static_cast<double>(agents.capacity_online);
  set.add(Metric::kOccupancy, {tenant},
          capacity > 0 ? static_cast<double>(agents.used) / capacity : 0.0);
}

void add_events(FamilySet& set, std::string_view tenant, const engine::Figures& figures) {
  using model::EventType;
  const auto count = [&figures](EventType type) {
    return figures.events[static_cast<std::size_t>(type)];
  };
  set.add(Metric::kOffersCreated, {tenant}, count(EventType::kOfferCreated));
  set.add(Metric::kOffersEnded, {tenant, "accepted"}, count(EventType::kOfferAccepted));
  set.add(Metric::kOffersEnded, {tenant, "declined"}, count(EventType::kOfferDeclined));
  set.add(Metric::kOffersEnded, {tenant, "expired"}, count(EventType::kOfferExpired));
  set.add(Metric::kOffersEnded, {tenant, "revoked"}, count(EventType::kOfferRevoked));
  for (std::size_t type = 0; type < figures.events.size(); ++type) {
    set.add(Metric::kEvents, {tenant, model::name(static_cast<EventType>(type))},
            figures.events[type]);
  }
}

Histogram latency(const runtime::LatencyHistogram& histogram) {
  return {histogram.counts, kLatencyBounds, static_cast<double>(histogram.sum) * kPerNs};
}

void add_tenant(FamilySet& set, std::string_view tenant, const runtime::TenantFigures& readings) {
  const engine::Figures& figures = readings.engine;
  for (const engine::QueueFigures& queue : figures.queues) add_queue(set, tenant, queue);
  for (const engine::ChannelFigures& channel : figures.channels) add_channel(set, tenant, channel);
  add_agents(set, tenant, figures.agents);
  add_events(set, tenant, figures);
  set.add(Metric::kConversationsOpen, {tenant}, figures.open);
  set.add(Metric::kConversationsRemembered, {tenant}, figures.remembered);
  set.add(Metric::kEngineTime, {tenant}, seconds_of(readings.engine_time_ms));
  set.add(Metric::kLastEvent, {tenant}, figures.last_event);
  set.add(Metric::kDuplicates, {tenant}, figures.duplicates);
  set.add(Metric::kShadowRuns, {tenant}, std::uint64_t{figures.shadow_runs ? 1U : 0U});
  set.add(Metric::kShadowDecisions, {tenant}, figures.shadow_decisions);
  for (std::size_t i = 0; i < figures.shadow_differences.size(); ++i) {
    set.add(Metric::kShadowDisagreements,
            {tenant, engine::name(static_cast<engine::Difference>(i))},
            figures.shadow_differences[i]);
  }
  set.add(Metric::kMessagesKnown, {tenant}, figures.messages_known);
  set.add(Metric::kMessagesKnownAge, {tenant}, seconds_of(figures.messages_known_ms));
  set.add(Metric::kUnanswered, {tenant}, figures.unanswered);
  set.add(Metric::kTimers, {tenant}, figures.timers);
  set.add(Metric::kPolicyVersion, {tenant}, figures.policy_version);
  set.add(Metric::kTurn, {tenant}, latency(readings.turn_ns));
  set.add(Metric::kBeyondQuota, {tenant}, readings.beyond_quota_total);
  const bool has_calendars = readings.calendars_known_until_ms < base::kNever.ms;
  set.add(Metric::kCalendarsKnown, {tenant},
          has_calendars ? seconds_of(readings.calendars_known_until_ms - readings.engine_time_ms)
                        : 0.0);
  set.add(Metric::kStreamEntries, {tenant}, readings.stream_entries);
  set.add(Metric::kStreamBytes, {tenant}, readings.stream_bytes);
  set.add(Metric::kStreamFirst, {tenant}, readings.stream_first);
  set.add(Metric::kStreamArchivedEntries, {tenant}, readings.stream_archived_entries);
  set.add(Metric::kStreamArchivedBytes, {tenant}, readings.stream_archived_bytes);
  set.add(Metric::kStreamForgotten, {tenant}, readings.stream_forgotten_early);
}

void add_shard(FamilySet& set, std::size_t index, const ShardReadings& readings) {
  const std::string label = std::to_string(index);
  set.add(Metric::kShardUp, {label}, readings.up ? 1.0 : 0.0);
  set.add(Metric::kInboxDepth, {label}, readings.inbox_depth);
  set.add(Metric::kInboxLimit, {label}, readings.inbox_commands_max);
  if (!readings.up) return;
  const runtime::ShardFigures& shard = readings.figures.shard;
  set.add(Metric::kClockAhead, {label}, seconds_of(shard.clock_ahead_ms));
  set.add(Metric::kShardCommands, {label}, shard.commands_total);
  set.add(Metric::kShardWrites, {label}, shard.writes_total);
  set.add(Metric::kShardTicks, {label}, shard.ticks_total);
  set.add(Metric::kCalendarsRenewed, {label}, shard.calendars_renewed_total);
  set.add(Metric::kShardBatches, {label}, shard.batches_total);
  set.add(Metric::kShardSlowCycles, {label}, shard.slow_cycles_total);
  set.add(Metric::kBatchSize, {label},
          Histogram{shard.batch_commands.counts, kBatchBounds,
                    static_cast<double>(shard.batch_commands.sum)});
  set.add(Metric::kDecision, {label}, latency(shard.decision_ns));
  set.add(Metric::kCycle, {label}, latency(shard.cycle_ns));
  set.add(Metric::kReadsParked, {label}, shard.parked_reads);
  set.add(Metric::kReplyBytes, {label}, shard.reply_bytes);
  set.add(Metric::kJournalLag, {label}, shard.journal_lag);
  set.add(Metric::kJournalRefused, {label}, shard.refused_for_room_total);
}

void add_journal(FamilySet& set, const runtime::JournalFigures& journal) {
  if (!journal.keeps) return;
  set.add(Metric::kJournalGroup, {},
          Histogram{journal.group_records.counts, kBatchBounds,
                    static_cast<double>(journal.group_records.sum)});
  set.add(Metric::kJournalCommit, {}, latency(journal.commit_ns));
  set.add(Metric::kJournalBytes, {}, journal.bytes_total);
  set.add(Metric::kJournalSyncs, {}, journal.syncs_total);
  set.add(Metric::kJournalFree, {}, journal.free_bytes);
  set.add(Metric::kJournalNeeded, {}, journal.needed_bytes);
  const bool plenty = journal.room == journal::Room::kPlenty;
  const bool low = journal.room == journal::Room::kLow;
  set.add(Metric::kJournalRoom, {}, plenty ? 2.0 : low ? 1.0 : 0.0);
  set.add(Metric::kJournalFailed, {}, journal.failed ? 1.0 : 0.0);
  set.add(Metric::kArchiveBytes, {}, journal.archive_bytes_total);
  set.add(Metric::kArchiveRefused, {}, journal.archive_refused_total);
  set.add(Metric::kArchiveFailed, {}, journal.archive_failed ? 1.0 : 0.0);
}

void add_folding(FamilySet& set, std::size_t index, const ShardReadings& shard) {
  const std::string label = std::to_string(index);
  const runtime::FoldFigures& folding = shard.folding;
  const std::uint64_t durable = std::max(shard.figures.shard.journal_durable, folding.first);
  set.add(Metric::kJournalKept, {label}, durable - folding.first);
  set.add(Metric::kJournalUnfolded, {label},
          durable - std::clamp(folding.snapshot, folding.first, durable));
  set.add(Metric::kSnapshots, {label}, folding.folds_total);
  set.add(Metric::kSnapshotFailures, {label}, folding.failed_total);
  set.add(Metric::kSnapshotSeconds, {label}, static_cast<double>(folding.took_ns) / 1e9);
}

void add_net(FamilySet& set, const NetReadings& net) {
  set.add(Metric::kConnections, {}, net.connections);
  set.add(Metric::kConnectionsMax, {}, net.connections_max);
  set.add(Metric::kAccepted, {}, net.accepted);
  set.add(Metric::kRefused, {"limit"}, net.refused_limit);
  set.add(Metric::kRefused, {"descriptors"}, net.refused_descriptors);
  set.add(Metric::kCut, {"protocol"}, net.cut_protocol);
  set.add(Metric::kCut, {"slow_reader"}, net.cut_slow_reader);
  set.add(Metric::kCut, {"killed"}, net.cut_killed);
  set.add(Metric::kCut, {"vanished"}, net.cut_vanished);
  set.add(Metric::kCut, {"tls"}, net.cut_tls);
  set.add(Metric::kCut, {"login"}, net.cut_stranger);
  set.add(Metric::kReceived, {}, net.received_bytes);
  set.add(Metric::kSent, {}, net.sent_bytes);
  set.add(Metric::kCommands, {"shard"}, net.commands_shard);
  set.add(Metric::kCommands, {"connection"}, net.commands_local);
  set.add(Metric::kNetworkWakes, {}, net.wakes);
  set.add(Metric::kFullReplies, {}, net.full_replies);
  set.add(Metric::kRateLimited, {}, net.rate_limited);
  set.add(Metric::kLogins, {"granted"}, net.logins_granted);
  set.add(Metric::kLogins, {"wrong"}, net.logins_wrong);
  set.add(Metric::kLogins, {"refused"}, net.logins_busy);
}

}  // namespace

Exporter::Exporter(std::function<Readings()> read) : read_(std::move(read)) {}

std::vector<prometheus::MetricFamily> Exporter::Collect() const {
  const Readings readings = read_();
  FamilySet set;
  set.add(Metric::kBuildInfo, {readings.version, kCompiler}, 1.0);
  set.add(Metric::kStartTime, {}, readings.start_time_seconds);
  set.add(Metric::kClockSpeed, {}, readings.clock_speed);
  for (std::size_t i = 0; i < readings.shards.size(); ++i) {
    add_shard(set, i, readings.shards[i]);
    if (readings.journal.keeps) add_folding(set, i, readings.shards[i]);
    for (const runtime::TenantFigures& tenant : readings.shards[i].figures.tenants) {
      add_tenant(set, readings.tenants.at(tenant.tenant), tenant);
    }
  }
  add_net(set, readings.net);
  add_journal(set, readings.journal);
  return set.take();
}

std::string exposition(const prometheus::Collectable& source) {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, source.Collect());
  return std::move(out).str();
}

}  // namespace stellwerk::metrics
