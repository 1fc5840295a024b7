// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard.h"

#include <algorithm>
#include <span>
#include <string>

#include "core/runtime/shard_state.h"

namespace stellwerk::runtime {
namespace {

// What has become durable while a block is decided need not wait for the end of the block.
constexpr std::size_t kCommandsBetweenReleases = 32;
// Among several tenants: no command is begun when those before it in the turn took so long, and
// what takes longer than this counts as several commands.
constexpr std::uint64_t kTurnNsMax = 100'000;
constexpr std::uint64_t kCommandNs = 5'000;

Seats seats_of(const ShardOptions& options) {
  return Seats::of(options.index, options.shards, options.tenants, options.terms);
}

}  // namespace

Shard::Shard(const ShardOptions& options, journal::Journal& journal, Outlet& outlet,
             ReplyPath& path, Stopwatch& stopwatch)
    : order_(seats_of(options)),
      shared_(seats_of(options).count() > 1),
      state_(std::make_unique<State>(options, journal, outlet, path, stopwatch)) {}

Shard::~Shard() = default;

Recovery Shard::replay() {
  State& s = *state_;
  Recovery recovery;
  if (!s.journal.keeps()) return recovery;
  // Those beyond the end are of records that were lost: others will get their numbers.
  for (const std::uint64_t next : s.journal.snapshots()) {
    if (next > s.journal.next()) s.journal.drop_snapshot(next);
  }
  const std::uint64_t from =
      load_newest_snapshot(s.journal, s.journal.next(), s.tenants, recovery, [] { return true; });
  if (!recovery.problem.none()) return recovery;
  for (const std::unique_ptr<Tenant>& each : s.tenants.all()) each->hold_back_events(true);
  decide_again(s.journal, from, s.journal.next(), s.tenants, recovery, s.options.read_by);
  for (const std::unique_ptr<Tenant>& each : s.tenants.all()) each->hold_back_events(false);
  if (!recovery.problem.none()) return recovery;
  note_missing_events(s.tenants, recovery);
  s.next_seq = s.journal.next();
  s.now = s.journal.last_time();
  for (const std::unique_ptr<Tenant>& each : s.tenants.all()) {
    s.now = std::max(s.now, each->engine().now());
    each->release_all();
  }
  return recovery;
}

void Shard::begin_cycle(base::Instant now, RealTime real_now) {
  State& s = *state_;
  s.now = std::max(s.now, now);
  s.real_now = std::max(s.real_now, real_now);
  s.cycle_started_ns = s.stopwatch.ns();
  s.cycle_commands = 0;
  s.cycle_work = 0;
  if (s.failed) return;
  for (std::uint32_t slot = 0; slot < s.tenants.all().size(); ++slot) {
    if (s.tenants.all()[slot]->engine().next_timer() <= s.now) s.pass_time(slot);
  }
  s.renew_calendars();
  s.flush_journal();
}

void Shard::stood_still(base::Instant now) {
  State& s = *state_;
  if (s.failed || s.journal.room() == journal::Room::kNone) return;
  model::Command grace;
  grace.at = now;
  grace.mark(model::Field::kAt);
  std::string bytes;
  model::encode(grace, bytes);
  for (std::uint32_t slot = 0; slot < s.tenants.all().size(); ++slot) {
    s.tenants.all()[slot]->decide(s.now, grace, nullptr);
    s.record(slot * s.options.shards + s.options.index, bytes);
    ++s.counts.ticks_total;
  }
  s.flush_journal();
}

bool Shard::wants_more() const {
  return state_->cycle_commands < state_->options.batch_commands_max &&
         state_->out.held_answers() < state_->options.held_answers_max;
}

void Shard::decide(const CommandBlock& block, std::uint64_t inbox_depth) {
  State& s = *state_;
  s.counts.inbox_depth = inbox_depth;
  for (std::span<const CommandRecord> rest = s.begin(block, block.records()); !rest.empty();) {
    if ((rest.size() - 1) % kCommandsBetweenReleases == 0 && answers_due()) hand_out();
    rest = s.decide_first(rest, block);
  }
  s.finish(block, block.records().size());
}

// Commands may be a thousand times as much work as others: what counts beside their number is the
// time they took, and a turn ends early when it took long.
bool Shard::decide(const FairOrder::Turn& turn, std::uint64_t inbox_depth) {
  State& s = *state_;
  s.counts.inbox_depth = inbox_depth;
  const CommandBlock& block = *turn.block;
  const std::uint64_t began_ns = s.stopwatch.ns();
  std::uint64_t took_ns = 0;
  std::span<const CommandRecord> rest =
      s.begin(block, block.records().subspan(turn.begin, turn.count));
  while (!rest.empty() && took_ns < kTurnNsMax) {
    rest = s.decide_first(rest, block);
    took_ns = s.stopwatch.ns() - began_ns;
  }
  const std::size_t count = turn.count - rest.size();
  s.finish(block, count);
  const std::uint64_t work = took_ns / kCommandNs;
  return order_.took(count, work - std::min<std::uint64_t>(work, count));
}

void Shard::hand_out() { state_->hand_out(); }

std::size_t Shard::end_cycle() {
  State& s = *state_;
  for (const std::unique_ptr<Tenant>& each : s.tenants.all()) {
    // What the journal did not take is shown to nobody.
    if (!s.failed) s.cycle_work += each->answer_touched();
    s.cycle_work += each->answer_overdue(s.real_now);
  }
  s.cycle_work += s.snapshots.answer_due();
  s.out.collect();
  s.cycle_work += s.hand_out();
  if (s.cycle_commands > 0) {
    const std::uint64_t took_ns = s.stopwatch.ns() - s.cycle_started_ns;
    ++s.counts.batches_total;
    s.counts.batch_commands.add(s.cycle_commands);
    s.counts.cycle_ns.add(took_ns);
    if (took_ns > s.options.cycle_ns_max) ++s.counts.slow_cycles_total;
    s.command_ns = (7 * s.command_ns + took_ns / s.cycle_commands) / 8;
  }
  return s.cycle_work;
}

void Shard::answer_parked() {
  for (const std::unique_ptr<Tenant>& each : state_->tenants.all()) each->answer_all();
  state_->snapshots.give_up();
  state_->hand_out();
}

base::Instant Shard::next_timer() const {
  base::Instant next = base::kNever;
  if (state_->failed || state_->journal.room() == journal::Room::kNone) return next;
  for (const std::unique_ptr<Tenant>& each : state_->tenants.all()) {
    next = std::min(next, each->engine().next_timer());
  }
  return next;
}

RealTime Shard::next_deadline() const {
  RealTime next = kRealNever;
  for (const std::unique_ptr<Tenant>& each : state_->tenants.all()) {
    next = std::min(next, each->next_deadline());
  }
  return next;
}

void Shard::set_snapshot_desk(SnapshotDesk& desk) { state_->snapshots.set_desk(&desk); }

bool Shard::release_due() const { return state_->snapshots.due() || answers_due(); }

bool Shard::answers_due() const {
  if (!holding()) return false;
  return state_->out.held_for() <= state_->journal.durable() || state_->journal.failed();
}

bool Shard::holding() const { return state_->out.held_answers() > 0; }

const engine::Engine& Shard::engine(std::uint32_t tenant) const {
  return state_->tenant(tenant).engine();
}

const stream::EventStore& Shard::events(std::uint32_t tenant) const {
  return state_->tenant(tenant).store();
}

std::uint64_t Shard::released(std::uint32_t tenant) const {
  return state_->tenant(tenant).released();
}

Figures Shard::figures() const { return state_->figures(); }

std::uint64_t Shard::command_ns() const { return state_->command_ns; }

}  // namespace stellwerk::runtime
