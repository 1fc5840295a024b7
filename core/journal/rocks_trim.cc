// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "core/base/check.h"
#include "core/journal/rocks_log.h"

// Where the log begins, and how its beginning goes.
namespace stellwerk::journal {
namespace {

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

Problem not_trimmed(const rocksdb::Status& status) {
  return {Fault::kUnavailable, "the journal cannot be cut: " + status.ToString()};
}

}  // namespace

Problem RocksLog::find_begins() {
  firsts_.assign(shards(), 1);
  for (std::uint32_t shard = 0; shard < shards(); ++shard) {
    std::string value;
    const rocksdb::Status status =
        db_->Get(rocksdb::ReadOptions(), encode_key(begin_key(shard)), &value);
    if (status.IsNotFound()) continue;
    if (!status.ok()) return damaged(status.ToString());
    const std::optional<std::uint64_t> first = decode_begin(shard, value);
    if (!first) return damaged("where shard " + std::to_string(shard) + " begins cannot be read");
    firsts_[shard] = *first;
  }
  return {};
}

// In one write with what is dropped, and on the disk before anybody relies on it. All that was
// written before is then on the disk, too.
Problem RocksLog::put_begin(std::uint32_t shard, std::uint64_t first) {
  const std::string from = encode_key({shard, 1});
  const std::string to = encode_key({shard, first});
  rocksdb::WriteBatch batch;
  rocksdb::Status status = batch.DeleteRange(from, to);
  if (status.ok()) status = batch.Put(encode_key(begin_key(shard)), encode_begin(shard, first));
  rocksdb::WriteOptions options;
  options.sync = true;
  if (status.ok()) status = db_->Write(options, &batch);
  if (!status.ok()) return not_trimmed(status);
  firsts_[shard] = first;
  return {};
}

Problem RocksLog::cut(std::uint32_t shard, std::uint64_t next) {
  if (db_ == nullptr) return not_there();
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
  // The group that holds record `next`, or is the last: it stays whole.
  at->SeekForPrev(encode_key({shard, next}));
  if (!at->status().ok()) return not_trimmed(at->status());
  const std::optional<GroupKey> key = at->Valid() ? decode_key(view(at->key())) : std::nullopt;
  if (!key || key->shard != shard || key->first <= firsts_[shard]) return {};
  return put_begin(shard, key->first);
}

Problem RocksLog::reclaim(std::uint32_t shard) {
  if (db_ == nullptr) return not_there();
  const std::string from = encode_key({shard, 1});
  const std::string to = encode_key({shard, firsts_[shard]});
  const rocksdb::Slice begin(from);
  const rocksdb::Slice end(to);
  const rocksdb::RangePtr range(&begin, &end);
  const rocksdb::Status status =
      rocksdb::DeleteFilesInRanges(db_.get(), db_->DefaultColumnFamily(), &range, 1, false);
  return status.ok() ? Problem{} : not_trimmed(status);
}

Problem RocksLog::begin_with(std::uint32_t shard, std::uint64_t first) {
  SW_CHECK(ends_[shard].next == firsts_[shard]);
  if (first == firsts_[shard]) return {};
  Problem problem = put_begin(shard, first);
  if (problem.none()) ends_[shard].next = first;
  return problem;
}

}  // namespace stellwerk::journal
