// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard_state.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::runtime {
namespace {

model::Reply refused_by_journal() {
  model::Reply reply;
  reply.kind = model::ReplyKind::kError;
  reply.code = model::Code::kErr;
  reply.text =
      "the journal has refused a write, so nothing is decided here any more: see the log, restart";
  return reply;
}

model::Reply refused_for_room() {
  model::Reply reply;
  reply.kind = model::ReplyKind::kError;
  reply.code = model::Code::kFull;
  reply.text =
      "the journal's disk has too little room left: the operator has to make some, "
      "retry-after-ms=1000";
  return reply;
}

// Takes on more than it finishes.
bool is_new_work(model::CommandKind kind) {
  using enum model::CommandKind;
  return kind == kConvOpen || kind == kMessageIn || kind == kAgentSet || kind == kPolicyApply;
}

}  // namespace

Shard::State::State(const ShardOptions& with, journal::Journal& log, Outlet& outlet,
                    ReplyPath& path, Stopwatch& watch)
    : options(with),
      journal(log),
      stopwatch(watch),
      out(outlet, path),
      tenants({with.index, with.shards, with.tenants}, with.engine, with.streams, out,
              with.archive),
      next_seq(log.next()) {
  SW_CHECK(options.batch_commands_max > 0 && options.sample_every > 0);
  model::encode(model::Command{}, tick_bytes);
  counts.shard = options.index;
  counts.inbox_commands_max = options.inbox_commands_max;
}

void Shard::State::record(std::uint32_t tenant, std::string_view command) {
  records.push_back({next_seq++, now, tenant, command});
}

// What happens by itself is journaled as a tick: a replay then knows that this much time passed.
// When nothing happens, the next record brings the time. Without room for a tick time stands still.
void Shard::State::pass_time(std::uint32_t slot) {
  if (journal.room() == journal::Room::kNone) return;
  if (!tenants.all()[slot]->pass_time(now)) return;
  record(slot * options.shards + options.index, tick_bytes);
  ++counts.ticks_total;
  ++cycle_work;
}

// The first of the records, decoded while the one before it is still to be decided, so that what it
// will look at is on its way. Null when it is no command, or there is none.
const model::Command* Shard::State::decode_ahead(std::span<const CommandRecord> rest,
                                                 const CommandBlock& block) {
  if (rest.empty() || rest.front().kind != RecordKind::kCommand) return nullptr;
  const model::Command* const command =
      decoders[++decoded % decoders.size()].decode(block.bytes(rest.front()));
  SW_CHECK_MSG(command != nullptr, "a port has sent what it did not encode");
  tenant(rest.front().envelope.tenant).expect(*command);
  return command;
}

std::span<const CommandRecord> Shard::State::begin(const CommandBlock& block,
                                                   std::span<const CommandRecord> rest) {
  next = decode_ahead(rest, block);
  return rest;
}

std::span<const CommandRecord> Shard::State::decide_first(std::span<const CommandRecord> rest,
                                                          const CommandBlock& block) {
  const CommandRecord& record = rest.front();
  const model::Command* const running = next;
  rest = rest.subspan(1);
  next = decode_ahead(rest, block);
  switch (record.kind) {
    case RecordKind::kCommand:
      command(*running, block.bytes(record), record.envelope);
      break;
    case RecordKind::kCancel:
      tenant(record.envelope.tenant).cancel_read(record.envelope);
      break;
    case RecordKind::kFigures:
      // As for reads: the oldest wait grows although nothing happens.
      for (std::uint32_t slot = 0; !failed && slot < tenants.all().size(); ++slot) pass_time(slot);
      record.mailbox->post(figures());
      out.figures(record.envelope);
      break;
  }
  return rest;
}

void Shard::State::finish(const CommandBlock& block, std::size_t count) {
  cycle_work += count;
  if (block.commands() > 0 && block.sent_ns() > 0) {
    const std::uint64_t now_ns = stopwatch.ns();
    const std::uint64_t waited_ns = now_ns - std::min(now_ns, block.sent_ns());
    tenant(block.tenant()).note_turn(waited_ns);
  }
  flush_journal();
}

void Shard::State::command(const model::Command& command, std::string_view bytes,
                           const Envelope& to) {
  const bool sampled = --until_sample == 0;
  const std::uint64_t started_ns = sampled ? stopwatch.ns() : 0;
  if (failed) {
    out.reply(to, refused_by_journal());
  } else {
    answer(command, bytes, to);
  }
  ++counts.commands_total;
  ++cycle_commands;
  if (sampled) {
    counts.decision_ns.add(stopwatch.ns() - started_ns);
    until_sample = options.sample_every;
  }
}

void Shard::State::answer(const model::Command& command, std::string_view bytes,
                          const Envelope& to) {
  Tenant& asked = tenant(to.tenant);
  if (model::is_write(command.kind)) {
    if (!has_room_for(command.kind)) {
      ++counts.refused_for_room_total;
      return out.reply(to, refused_for_room());
    }
    if (is_beyond_quota(command, to)) return;
    asked.decide(now, command, &to);
    record(to.tenant, bytes);
    ++counts.writes_total;
    if (!journal.keeps()) asked.release_all();
    return;
  }
  pass_time(to.tenant / options.shards);  // reads see the present
  if (command.kind == model::CommandKind::kClock) return tell_time(command, to);
  if (command.kind == model::CommandKind::kPolicyShadow) return asked.shadow(command, to);
  if (command.kind == model::CommandKind::kSnapshot) return snapshots.add(to);
  if (command.kind < model::CommandKind::kStreamRead) return asked.query(command, to);
  if (out.bytes_at(to.port) > options.port_bytes_max) {
    model::Reply reply;
    reply.kind = model::ReplyKind::kError;
    reply.code = model::Code::kFull;
    reply.text = "earlier answers have not been read yet: read them first, retry-after-ms=100";
    return out.reply(to, reply);
  }
  asked.read_stream(command, to, real_now, parked() < options.parked_reads_max);
}

void Shard::State::tell_time(const model::Command& command, const Envelope& to) {
  const bool hold = command.has(model::Field::kAt);
  if (hold && (!options.hold_clock || !options.hold_clock(command.at))) {
    model::Reply reply;
    reply.kind = model::ReplyKind::kError;
    reply.code = model::Code::kBadState;
    reply.text = "HOLD: the clock follows real time; start stellwerkd with --speed to hold it";
    return out.reply(to, reply);
  }
  model::ReplyWriter& writer = out.begin(to);
  writer.map(1);
  writer.text("now_ms");
  writer.integer(now.ms);
  out.end(to);
}

bool Shard::State::has_room_for(model::CommandKind kind) const {
  switch (journal.room()) {
    case journal::Room::kPlenty:
      return true;
    case journal::Room::kLow:
      return !is_new_work(kind);
    case journal::Room::kNone:
      return false;
  }
  SW_CHECK_MSG(false, "an unknown room");
}

// The views in `records` point into the block being decided, so this comes before it is done.
void Shard::State::flush_journal() {
  if (records.empty()) return;
  if (journal.keeps() && !failed) {
    failed = journal.append(records.front().seq, records) == journal::Append::kRefused;
    if (failed) out.fail(refused_by_journal());
  }
  records.clear();
}

// What was appended and is not durable may never be: whoever waits for it is told so.
void Shard::State::look_for_failure() {
  if (failed || !journal.failed()) return;
  failed = true;
  out.fail(refused_by_journal());
}

std::size_t Shard::State::hand_out() {
  look_for_failure();
  const std::uint64_t waits_for = journal.keeps() && !failed ? next_seq : 0;
  const std::uint64_t durable = journal.durable();
  if (!failed) {
    for (const std::unique_ptr<Tenant>& each : tenants.all()) {
      each->mark(waits_for);
      each->release(durable);
    }
  }
  out.seal(waits_for);
  const std::size_t released = out.release(durable);
  out.flush();
  return released;
}

std::size_t Shard::State::parked() const {
  std::size_t count = 0;
  for (const std::unique_ptr<Tenant>& each : tenants.all()) count += each->parked();
  return count;
}

Figures Shard::State::figures() const {
  Figures figures;
  figures.shard = counts;
  figures.shard.parked_reads = parked();
  figures.shard.held_answers = out.held_answers();
  figures.shard.reply_bytes = out.bytes_total();
  figures.shard.journal_next = next_seq;
  figures.shard.journal_durable = journal.keeps() ? journal.durable() : next_seq;
  figures.shard.journal_lag = next_seq - std::min(next_seq, figures.shard.journal_durable);
  figures.shard.failed = failed;
  if (options.ahead_of_wall) figures.shard.clock_ahead_ms = options.ahead_of_wall().ms;
  for (const std::unique_ptr<Tenant>& each : tenants.all())
    figures.tenants.push_back(each->figures());
  return figures;
}

}  // namespace stellwerk::runtime
