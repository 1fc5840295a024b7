// SPDX-License-Identifier: Apache-2.0
#include "core/journal/rocks_journal.h"

#include <utility>

#include "core/base/check.h"
#include "core/journal/group.h"

namespace stellwerk::journal {

RocksJournal::RocksJournal(Committer& committer, std::uint32_t shard)
    : committer_(committer),
      shard_(shard),
      next_(committer.log().end(shard).next),
      last_time_(committer.log().end(shard).at) {}

Append RocksJournal::append(std::uint64_t expected_first, std::span<const Record> records) {
  if (expected_first != next_ || committer_.failed()) return Append::kRefused;
  scratch_.clear();
  for (const Record& record : records) {
    SW_CHECK(record.seq == next_);
    append_record(record, scratch_);
    last_time_ = record.at;
    ++next_;
  }
  committer_.add(shard_, expected_first, static_cast<std::uint32_t>(records.size()), scratch_);
  return Append::kOk;
}

Problem RocksJournal::read(std::uint64_t from, const Visit& visit) const {
  return committer_.log().read(shard_, from, visit);
}

std::vector<std::uint64_t> RocksJournal::snapshots() const {
  return committer_.log().snapshots().list(shard_);
}

Problem RocksJournal::read_snapshot(std::uint64_t next, const PieceVisit& visit) const {
  return committer_.log().snapshots().read(shard_, next, visit);
}

Problem RocksJournal::store_snapshot(std::uint64_t next, const PieceSource& source) {
  if (!committer_.secure()) return {Fault::kUnavailable, committer_.error()};
  return committer_.log().snapshots().keep(shard_, next, source);
}

void RocksJournal::drop_snapshot(std::uint64_t next) {
  committer_.log().snapshots().drop(shard_, next);
}

Problem RocksJournal::trim(std::uint64_t next) {
  Problem problem = committer_.log().cut(shard_, next);
  return problem.none() ? committer_.log().reclaim(shard_) : problem;
}

void RocksJournal::on_durable(std::function<void()> notify) {
  committer_.on_change(shard_, std::move(notify));
}

}  // namespace stellwerk::journal
