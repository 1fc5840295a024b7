// SPDX-License-Identifier: Apache-2.0
// What the daemon tells of itself over HTTP.
#include <cstdlib>
#include <utility>

#include "core/metrics/exporter.h"
#include "core/net/server_state.h"

namespace stellwerk::net {
namespace {

constexpr std::int64_t kScrapeMs = 1'000;
// Clocks that are kept by NTP are nearer to each other than this.
constexpr std::int64_t kClockNotedMs = 1'000;

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20U) + " MiB"; }

}  // namespace

HttpReply Server::State::answer(std::string_view path) {
  if (path == "/metrics") {
    const metrics::Exporter exporter([this] { return read_metrics(); });
    return {200, metrics::kExpositionType, metrics::exposition(exporter)};
  }
  if (path == "/healthz") return {.body = "ok\n"};
  if (path == "/readyz") return readiness();
  return {.status = 404, .body = "there are /metrics, /healthz and /readyz\n"};
}

// What the journal cannot do at the moment, for who has to mend it; empty when all is well.
std::string Server::State::journal_trouble() const {
  if (journal == nullptr) return {};
  const runtime::JournalFigures figures = journal->figures();
  if (figures.failed) {
    return "the journal in " + options.data + " cannot be written: " + journal->error() +
           "; nothing is decided any more. Mend the disk and start again\n";
  }
  if (figures.room == journal::Room::kPlenty) return {};
  return "the disk of " + options.data + " has " + mebibytes(figures.free_bytes) +
         " left: " + (figures.room == journal::Room::kLow ? "new work" : "every write") +
         " is refused until there are more than " + mebibytes(figures.needed_bytes) + "\n";
}

// What the operator should know of the time, although work goes on; empty when all is well.
std::string Server::State::clock_note(const metrics::ShardReadings& readings) const {
  const std::int64_t ahead_ms = readings.figures.shard.clock_ahead_ms;
  const bool follows = options.runtime.speed >= 1 && options.runtime.speed <= 1;
  if (!follows || std::abs(ahead_ms) < kClockNotedMs) return {};
  const char* const where = ahead_ms > 0 ? " s ahead of" : " s behind";
  return "engine time is " + std::to_string(std::abs(ahead_ms) / 1'000) + where +
         " the machine's clock and is drawn to it by at most 3 s a minute: see that the machine's "
         "clock is right\n";
}

HttpReply Server::State::readiness() {
  std::string wrong = journal_trouble();
  std::string notes;
  const std::vector<metrics::ShardReadings> shards = desk->ask(kScrapeMs);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (!shards[i].up) wrong += "shard " + std::to_string(i) + " does not answer\n";
    if (notes.empty()) notes = clock_note(shards[i]);
    if (shards[i].figures.shard.failed) {
      wrong += "shard " + std::to_string(i) + " has stopped: its journal refuses to be written\n";
    }
  }
  if (wrong.empty()) return {.body = "ready\n" + notes};
  return {.status = 503, .body = wrong + notes};
}

metrics::NetReadings Server::State::read_net() const {
  metrics::NetReadings net;
  net.connections = acceptor->connections();
  net.connections_max = options.connections_max;
  net.accepted = acceptor->accepted().value();
  net.refused_limit = acceptor->refused_limit().value();
  net.refused_descriptors = acceptor->refused_descriptors().value();
  for (const IoThread& thread : io_threads) {
    const NetCounters& counters = thread.counters();
    net.cut_protocol += counters.cut_protocol.value();
    net.cut_slow_reader += counters.cut_slow_reader.value();
    net.cut_killed += counters.cut_killed.value();
    net.cut_tls += counters.cut_tls.value();
    net.cut_stranger += counters.cut_stranger.value();
    net.cut_vanished += counters.cut_vanished.value();
    net.received_bytes += counters.received_bytes.value();
    net.sent_bytes += counters.sent_bytes.value();
    net.wakes += counters.wakes.value();
    net.commands_shard += counters.commands_shard.value();
    net.commands_local += counters.commands_local.value();
    net.full_replies += counters.full_replies.value();
    net.rate_limited += counters.rate_limited.value();
    net.logins_granted += counters.logins_granted.value();
    net.logins_wrong += counters.logins_wrong.value();
    net.logins_busy += counters.logins_busy.value();
  }
  return net;
}

metrics::Readings Server::State::read_metrics() {
  metrics::Readings readings;
  readings.version = facts.version;
  readings.start_time_seconds = facts.start_time_seconds;
  readings.clock_speed = facts.clock_speed;
  readings.tenants = facts.tenants;
  readings.shards = desk->ask(kScrapeMs);
  for (std::uint32_t i = 0; i < readings.shards.size(); ++i) {
    readings.shards[i].folding = runtime.folding(i);
  }
  readings.net = read_net();
  if (journal != nullptr) readings.journal = journal->figures();
  return readings;
}

}  // namespace stellwerk::net
