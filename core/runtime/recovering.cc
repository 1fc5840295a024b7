// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/shard.h"
#include "core/runtime/shard_snapshot.h"
#include "core/runtime/shard_state.h"

// What a shard does before its first work: it becomes what it was.
namespace stellwerk::runtime {

// The newest snapshot that can be read; number of the first record that is not in it.
std::uint64_t Shard::State::load_snapshot(Recovery& recovery) {
  for (const std::uint64_t next : journal.snapshots()) {
    if (next > journal.next()) {
      journal.drop_snapshot(next);
      continue;
    }
    ShardLoader loader(place(), tenants);
    bool fits = true;
    const journal::Problem problem =
        journal.read_snapshot(next, [&loader, &fits](std::string_view piece) {
          fits = loader.take(piece);
          return fits;
        });
    if (problem.none() && fits && loader.done()) {
      recovery.snapshot = next;
      return next;
    }
    recovery.notes.push_back(
        "the snapshot of shard " + std::to_string(options.index) + " at record " +
        std::to_string(next) + " is not used: " +
        (problem.none() ? "it is not of this release or not of this shard" : problem.text) +
        "; more of the journal is replayed instead");
    make_tenants();
  }
  return 1;
}

// Decides again what the journal has from the number on.
journal::Problem Shard::State::replay(std::uint64_t from, Recovery& recovery) {
  std::uint64_t unreadable = 0;
  journal::Problem problem = journal.read(from, [&](const journal::Record& record) {
    const model::Command* const command = decoders[0].decode(record.command);
    const bool ours =
        record.tenant < options.tenants && record.tenant % options.shards == options.index;
    if (command == nullptr || !model::is_write(command->kind) || !ours) {
      unreadable = record.seq;
      return false;
    }
    tenant(record.tenant).decide(record.at, *command, nullptr);
    ++recovery.replayed;
    return true;
  });
  if (!problem.none() || unreadable == 0) return problem;
  return {journal::Fault::kDamaged,
          "record " + std::to_string(unreadable) + " of shard " + std::to_string(options.index) +
              " in the journal is no command that this release knows: start the release that "
              "wrote it"};
}

Shard::Recovery Shard::replay() {
  State& s = *state_;
  Recovery recovery;
  if (!s.journal.keeps()) return recovery;
  const std::uint64_t from = s.load_snapshot(recovery);
  recovery.problem = s.replay(from, recovery);
  if (!recovery.problem.none()) return recovery;
  s.next_seq = s.journal.next();
  s.now = s.journal.last_time();
  for (const std::unique_ptr<Tenant>& each : s.tenants) {
    each->mark(0);
    each->release(0);
  }
  const std::uint64_t many = s.options.snapshot_records;
  if (many == 0 || recovery.replayed < many) return recovery;
  const journal::Problem stored = s.journal.store_snapshot(
      s.next_seq, [&s](const auto& take) { save_shard(s.place(), s.tenants, take); });
  if (!stored.none()) {
    recovery.notes.push_back("no snapshot was stored: " + stored.text +
                             "; the next start takes as long as this one");
  }
  return recovery;
}

}  // namespace stellwerk::runtime
