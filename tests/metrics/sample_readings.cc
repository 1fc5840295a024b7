// SPDX-License-Identifier: Apache-2.0
#include "tests/metrics/sample_readings.h"

#include <cstddef>
#include <utility>

#include "core/model/command.h"
#include "core/model/event.h"

namespace stellwerk::metrics {
namespace {

engine::QueueFigures sample_queue() {
  engine::QueueFigures queue;
  queue.queue = "billing";
  queue.waiting = 7;
  queue.oldest_ms = 61'500;
  queue.clocks[1].breached = 3;
  queue.wait.counts[0] = 2;
  queue.wait.counts[1] = 3;
  queue.wait.counts.back() = 1;
  queue.wait.count = 6;
  queue.wait.sum_ms = 90'000'250;
  return queue;
}

}  // namespace

Readings sample_readings() {
  runtime::TenantFigures tenant;
  tenant.engine.queues.push_back(sample_queue());
  tenant.engine.channels.emplace_back().channel = "chat";
  tenant.engine.agents.by_state[static_cast<std::size_t>(model::Presence::kAway)]
                               [static_cast<std::size_t>(model::AgentKind::kBot)] = 2;
  tenant.engine.agents.capacity_online = 8;
  tenant.engine.agents.used = 6;
  tenant.engine.events[static_cast<std::size_t>(model::EventType::kOfferExpired)] = 4;

  ShardReadings shard;
  shard.up = true;
  shard.inbox_depth = 12;
  shard.figures.shard.decision_ns.add(2'000);
  shard.figures.shard.batch_commands.add(3);
  shard.figures.tenants.push_back(std::move(tenant));

  Readings readings;
  readings.version = "test";
  readings.tenants = {"default"};
  readings.shards.push_back(std::move(shard));
  readings.net.cut_slow_reader = 5;
  readings.net.cut_vanished = 4;
  readings.net.cut_tls = 5;
  readings.net.cut_stranger = 6;
  readings.journal.keeps = true;
  readings.journal.group_records.add(12);
  readings.journal.commit_ns.add(300'000);
  readings.journal.room = journal::Room::kLow;
  return readings;
}

}  // namespace stellwerk::metrics
