// SPDX-License-Identifier: Apache-2.0
#include "core/journal/rocks_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/write_batch.h>

#include "core/base/check.h"
#include "core/journal/newest_write_ahead.h"
#include "core/journal/rocks_options.h"
#include "core/journal/write_ahead_env.h"
#include "core/journal/write_ahead_scan.h"

namespace stellwerk::journal {
namespace {

constexpr std::string_view kRemedy =
    "; nothing was changed. 'stellwerk journal verify DIR' says how much is whole, 'stellwerk "
    "journal repair DIR' keeps that and puts the rest aside, or restore DIR from a backup";
constexpr std::size_t kReadAhead = std::size_t{2} << 20U;

std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

Write to_write(const rocksdb::Status& status, std::string& error) {
  if (status.ok()) return Write::kOk;
  error = status.ToString();
  return status.IsNoSpace() ? Write::kNoSpace : Write::kFailed;
}

}  // namespace

RocksLog::RocksLog(const LogOptions& options, std::unique_ptr<DataDirectory> directory)
    : options_(options),
      env_(options.env != nullptr ? *options.env : *rocksdb::Env::Default()),
      store_env_(std::make_unique<WriteAheadEnv>(env_, options.syncs_each_write)),
      directory_(std::move(directory)),
      batch_(std::make_unique<rocksdb::WriteBatch>()) {}

RocksLog::~RocksLog() = default;

std::unique_ptr<RocksLog> RocksLog::open(const LogOptions& options, Problem& problem) {
  rocksdb::Env& env = options.env != nullptr ? *options.env : *rocksdb::Env::Default();
  auto directory = DataDirectory::open(env, options.directory, DataDirectory::Purpose::kServe,
                                       options.shards, problem, options.limits);
  if (directory == nullptr) return nullptr;
  std::unique_ptr<RocksLog> log(new RocksLog(options, std::move(directory)));
  problem = log->check_write_ahead(Torn::kCut);
  if (problem.none()) problem = log->open_with_reserve();
  if (problem.none()) problem = log->find_ends();
  if (problem.none()) log->mark_newest();
  if (problem.none() && log->directory().needs_format()) problem = log->directory().write_format();
  if (!problem.none()) return nullptr;
  return log;
}

std::unique_ptr<RocksLog> RocksLog::inspect(const LogOptions& options, bool damaged,
                                            Problem& problem) {
  rocksdb::Env& env = options.env != nullptr ? *options.env : *rocksdb::Env::Default();
  auto directory = DataDirectory::open(env, options.directory, DataDirectory::Purpose::kInspect,
                                       options.shards, problem);
  if (directory == nullptr) return nullptr;
  std::unique_ptr<RocksLog> log(new RocksLog(options, std::move(directory)));
  if (!damaged) problem = log->check_write_ahead(Torn::kHide);
  if (problem.none()) problem = log->open_store(true, damaged);
  if (problem.none()) problem = damaged ? log->find_begins() : log->find_ends();
  if (!problem.none()) return nullptr;
  return log;
}

Problem RocksLog::damaged(std::string_view what) const {
  std::string text = "the journal in " + directory_->path() + " is damaged: ";
  return {Fault::kDamaged, text.append(what).append(kRemedy)};
}

// A mark that cannot be made leaves the one before, which holds as well.
void RocksLog::mark_newest() {
  const std::uint64_t newest = newest_write_ahead(env_, directory_->log_path());
  if (newest == marked_) return;
  if (mark_write_ahead(env_, directory_->log_path(), newest)) marked_ = newest;
}

Problem RocksLog::check_write_ahead(Torn torn) {
  const std::string missing = missing_write_ahead(env_, directory_->log_path());
  if (!missing.empty()) {
    return damaged(missing + " is gone, and there is no newer one: what it had was acknowledged");
  }
  const WriteAheadState state = scan_write_ahead(env_, directory_->log_path());
  switch (state.kind) {
    case WriteAheadState::Kind::kWhole:
      return {};
    case WriteAheadState::Kind::kTorn:
      notes_.push_back("the last write was not finished: " + std::to_string(state.size) +
                       " bytes at offset " + std::to_string(state.offset) + " of " + state.file +
                       " are left out; they were never acknowledged");
      if (torn == Torn::kHide) {
        store_env_->hide(state.file, state.offset);
      } else if (!cut_write_ahead(env_, state)) {
        return {Fault::kUnavailable, state.file + " cannot be cut where it is whole: see the disk"};
      }
      return {};
    case WriteAheadState::Kind::kDamaged:
      return damaged(state.file + " at offset " + std::to_string(state.offset) + ": " + state.what);
  }
  SW_CHECK_MSG(false, "an unknown state");
}

Problem RocksLog::open_store(bool for_reading, bool damaged_one) {
  rocksdb::Options options = rocks_options(*store_env_, options_.write_buffer, damaged_one);
  // A journal that has its format must have its store too.
  options.create_if_missing = directory_->is_new();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      for_reading ? rocksdb::DB::OpenForReadOnly(options, directory_->log_path(), &db)
                  : rocksdb::DB::Open(options, directory_->log_path(), &db);
  db_.reset(db);
  if (status.ok()) return {};
  if (status.IsCorruption() || status.IsInvalidArgument()) return damaged(status.ToString());
  return {Fault::kUnavailable, directory_->log_path() + " cannot be opened: " + status.ToString()};
}

// Opening writes: a full disk would keep the daemon from serving what it has.
Problem RocksLog::open_with_reserve() {
  const std::uint64_t reserve = options_.write_buffer;
  if (directory_->free_bytes() < reserve && directory_->has_reserve()) {
    directory_->give_up_reserve();
    notes_.push_back("the disk of " + directory_->path() +
                     " is full: the reserve was given up to open the journal; make room");
  }
  Problem problem = open_store(false, false);
  // Without the reserve it works, too, as long as others do not fill the disk.
  if (problem.none() && directory_->free_bytes() > 4 * reserve) {
    static_cast<void>(directory_->make_reserve(reserve));
  }
  return problem;
}

Problem RocksLog::find_ends() {
  Problem problem = find_begins();
  ends_.resize(shards());
  for (std::uint32_t shard = 0; problem.none() && shard < shards(); ++shard) {
    problem = find_end(shard);
  }
  return problem;
}

Problem RocksLog::find_end(std::uint32_t shard) {
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions()));
  at->SeekForPrev(encode_key({shard, std::numeric_limits<std::uint64_t>::max()}));
  if (!at->status().ok()) return damaged(at->status().ToString());
  ends_[shard].next = firsts_[shard];
  if (!at->Valid()) return {};
  const std::optional<GroupKey> key = decode_key(view(at->key()));
  if (!key || key->shard > shard) return damaged("a key is not one of ours");
  if (key->shard != shard || *key == begin_key(shard)) return {};
  const std::optional<Group> group = decode_group(*key, view(at->value()));
  End& end = ends_[shard];
  const auto see = [&end](const Record& record) {
    end = {record.seq + 1, record.at};
    return true;
  };
  if (!group || walk(*group, group->first, see) != Walk::kEnd) {
    return damaged("shard " + std::to_string(shard) + ", the group of record " +
                   std::to_string(key->first) + " has a wrong checksum");
  }
  epoch_ = std::max(epoch_, group->epoch + 1);
  return {};
}

Write RocksLog::write(std::span<const Draft> groups, bool sync, std::string& error) {
  SW_CHECK(db_ != nullptr && (sync || !options_.syncs_each_write));
  batch_->Clear();
  for (const Draft& draft : groups) {
    const GroupKey key{draft.shard, draft.first};
    encode_group(key, epoch_, draft.count, draft.records, value_);
    const rocksdb::Status status = batch_->Put(encode_key(key), value_);
    SW_CHECK_MSG(status.ok(), "a batch has no limit");
  }
  rocksdb::WriteOptions options;
  options.sync = sync;
  const rocksdb::Status status = db_->Write(options, batch_.get());
  // Where that began another file, it is marked before anybody is told of what it has.
  std::unique_ptr<rocksdb::LogFile> file;
  if (status.ok() && db_->GetCurrentWalFile(&file).ok() && file->LogNumber() != marked_) {
    mark_newest();
  }
  return to_write(status, error);
}

Write RocksLog::sync(std::string& error) {
  SW_CHECK(db_ != nullptr);
  return to_write(db_->SyncWAL(), error);
}

// Not by DB::Resume(): a thread of RocksDB's own tries that, every five seconds, and is in the way.
bool RocksLog::resume() {
  db_.reset();
  // The write that failed may have left a part of itself.
  if (!check_write_ahead(Torn::kCut).none() || !open_store(false, false).none()) return false;
  mark_newest();
  return true;
}

Problem RocksLog::not_there() const {
  return {Fault::kUnavailable, "the disk of " + directory_->path() + " is full: make room"};
}

Problem RocksLog::read(std::uint32_t shard, std::uint64_t from, const History::Visit& visit) const {
  if (db_ == nullptr) return not_there();
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kReadAhead;
  const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
  at->SeekForPrev(encode_key({shard, from}));
  std::optional<GroupKey> key = at->Valid() ? decode_key(view(at->key())) : std::nullopt;
  const bool before = !key || key->shard != shard || *key == begin_key(shard);
  if (at->status().ok() && before) at->Seek(encode_key({shard, std::max<std::uint64_t>(from, 1)}));
  std::uint64_t expected = 0;
  std::uint64_t epoch = 0;
  const std::string where = "shard " + std::to_string(shard) + ", ";
  for (; at->Valid(); at->Next()) {
    key = decode_key(view(at->key()));
    if (!key || key->shard != shard) break;
    if (expected == 0 && key->first > from) {
      return damaged(where + "its records begin with number " + std::to_string(key->first) +
                     ", not " + std::to_string(from));
    }
    if (expected != 0 && key->first != expected) {
      return damaged(where + "record " + std::to_string(expected) + " is missing: record " +
                     std::to_string(key->first) + " comes next");
    }
    const std::optional<Group> group = decode_group(*key, view(at->value()));
    if (!group || group->epoch < epoch) {
      return damaged(where + "the group of record " + std::to_string(key->first) +
                     (group ? " is older than the one before" : " has a wrong checksum"));
    }
    const Walk walked = walk(*group, from, visit);
    if (walked == Walk::kStopped) return {};
    if (walked == Walk::kDamaged) {
      return damaged(where + "a record in the group of " + std::to_string(key->first) +
                     " cannot be read");
    }
    expected = group->end();
    epoch = group->epoch;
  }
  return at->status().ok() ? Problem{} : damaged(where + at->status().ToString());
}

}  // namespace stellwerk::journal
