// SPDX-License-Identifier: Apache-2.0
#include "core/net/info.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <unistd.h>

#include "core/base/text.h"

namespace stellwerk::net {
namespace {

struct Sources {
  const ServerFacts& facts;
  const runtime::Figures& figures;
  const InfoReader& reader;
  const metrics::NetReadings net;
  std::int64_t uptime_s;
};

class Lines {
 public:
  void add(std::string_view name, std::string_view value) {
    text_.append(name).append(":").append(value).append("\r\n");
  }
  void add(std::string_view name, std::uint64_t value) { add(name, std::to_string(value)); }
  void begin(std::string_view heading) {
    if (!text_.empty()) text_ += "\r\n";
    text_.append("# ").append(heading).append("\r\n");
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_server(Lines& lines, const Sources& from) {
  lines.begin("Server");
  lines.add("stellwerk_version", from.facts.version);
  if (!from.reader.is_operator) return;
  lines.add("process_id", static_cast<std::uint64_t>(::getpid()));
  lines.add("tcp_port", from.facts.port);
  if (from.facts.tls_port != 0) lines.add("tls_port", from.facts.tls_port);
  lines.add("uptime_in_seconds", static_cast<std::uint64_t>(from.uptime_s));
  lines.add("uptime_in_days", static_cast<std::uint64_t>(from.uptime_s / 86'400));
  lines.add("config_file", from.facts.config);
  lines.add("shards", from.facts.shards);
  lines.add("io_threads", from.facts.io_threads);
  lines.add("clock_speed", std::to_string(from.facts.clock_speed));
}

void add_clients(Lines& lines, const Sources& from) {
  if (!from.reader.is_operator) return;
  lines.begin("Clients");
  lines.add("connected_clients", from.net.connections);
  lines.add("maxclients", from.net.connections_max);
  lines.add("blocked_clients", from.figures.shard.parked_reads);
}

void add_persistence(Lines& lines, const Sources& from) {
  lines.begin("Persistence");
  lines.add("loading", std::uint64_t{0});
  if (!from.reader.is_operator) return;
  lines.add("journal", from.facts.data);
  lines.add("journal_next", from.figures.shard.journal_next);
  lines.add("journal_durable", from.figures.shard.journal_durable);
  lines.add("journal_lag", from.figures.shard.journal_lag);
}

void add_stats(Lines& lines, const Sources& from) {
  if (!from.reader.is_operator) return;
  lines.begin("Stats");
  lines.add("total_connections_received", from.net.accepted);
  lines.add("total_commands_processed", from.net.commands_shard + from.net.commands_local);
  lines.add("total_net_input_bytes", from.net.received_bytes);
  lines.add("total_net_output_bytes", from.net.sent_bytes);
  lines.add("rejected_connections", from.net.refused_limit);
  lines.add("full_replies", from.net.full_replies);
  lines.add("shard_commands", from.figures.shard.commands_total);
  lines.add("shard_batches", from.figures.shard.batches_total);
  lines.add("inbox_depth", from.figures.shard.inbox_depth);
  lines.add("inbox_limit", from.figures.shard.inbox_commands_max);
}

void add_replication(Lines& lines, const Sources&) {
  lines.begin("Replication");
  lines.add("role", "master");
  lines.add("connected_slaves", std::uint64_t{0});
}

void add_routing(Lines& lines, const Sources& from) {
  lines.begin("Routing");
  lines.add("tenant", from.facts.tenants[from.reader.tenant]);
  const auto& all = from.figures.tenants;
  const auto found = std::find_if(
      all.begin(), all.end(),
      [&from](const runtime::TenantFigures& each) { return each.tenant == from.reader.tenant; });
  if (found == all.end()) return;
  const runtime::TenantFigures& tenant = *found;
  const engine::Figures& figures = tenant.engine;
  std::uint64_t waiting = 0;
  for (const engine::QueueFigures& queue : figures.queues) waiting += queue.waiting;
  lines.add("engine_time_ms", std::to_string(tenant.engine_time_ms));
  lines.add("policy_version", figures.policy_version);
  lines.add("queues", figures.queues.size());
  lines.add("conversations_waiting", waiting);
  lines.add("conversations_open", figures.open);
  lines.add("conversations_remembered", figures.remembered);
  lines.add("messages_unanswered", figures.unanswered);
  lines.add("timers_armed", figures.timers);
  lines.add("last_event", figures.last_event);
  lines.add("stream_first", tenant.stream_first);
  lines.add("stream_entries", tenant.stream_entries);
  lines.add("stream_bytes", tenant.stream_bytes);
  lines.add("duplicates", figures.duplicates);
  // Repeated messages are recognised as far back as this.
  lines.add("dedupe_identifiers", figures.messages_known);
  lines.add("dedupe_window_ms", std::to_string(figures.messages_known_ms));
}

struct Section {
  std::string_view name;
  void (*add)(Lines& lines, const Sources& from);
};

constexpr std::array kSections = {
    Section{"server", add_server},           Section{"clients", add_clients},
    Section{"persistence", add_persistence}, Section{"stats", add_stats},
    Section{"replication", add_replication}, Section{"routing", add_routing},
};

bool is_wanted(std::string_view section, std::string_view wanted) {
  if (wanted.empty()) return true;
  while (!wanted.empty()) {
    const std::string_view name = base::next_item(wanted, ' ');
    for (const std::string_view all : {std::string_view("all"), std::string_view("default"),
                                       std::string_view("everything"), section}) {
      if (base::equals_ignoring_case(name, all)) return true;
    }
  }
  return false;
}

}  // namespace

std::string info_text(const ServerFacts& facts, const runtime::Figures& figures,
                      const InfoReader& reader, std::chrono::steady_clock::time_point now,
                      std::string_view sections) {
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(now - facts.started);
  const Sources sources{facts, figures, reader, facts.net ? facts.net() : metrics::NetReadings{},
                        uptime.count()};
  Lines lines;
  for (const Section& section : kSections) {
    if (is_wanted(section.name, sections)) section.add(lines, sources);
  }
  return lines.take();
}

}  // namespace stellwerk::net
