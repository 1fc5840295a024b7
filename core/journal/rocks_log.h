// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/journal/data_directory.h"
#include "core/journal/event_files.h"
#include "core/journal/group.h"
#include "core/journal/journal.h"
#include "core/journal/problem.h"

namespace rocksdb {
class DB;
class Env;
class WriteBatch;
}  // namespace rocksdb

namespace stellwerk::journal {

class WriteAheadEnv;

struct LogOptions {
  std::string directory;
  // Of a log that is made; one that is there must have as many.
  std::uint32_t shards = 1;
  // Under which commands are decided, one line; kept by a log that knows of none yet.
  std::string limits = {};
  // Bytes kept in memory before they are written as a table; twice as many may be under way. Also
  // the size of the reserve. 64 KiB to 1 GiB.
  std::uint64_t write_buffer = 64ULL << 20U;
  // Whoever writes syncs every write: then each sync is quicker, see write_ahead_env.h.
  bool syncs_each_write = false;
  // All files are reached through it; null: the machine's own. Outlives the log.
  rocksdb::Env* env = nullptr;
};

// The records of one shard that are to become one group.
struct Draft {
  std::uint32_t shard = 0;
  std::uint64_t first = 0;
  std::uint32_t count = 0;
  std::string_view records;  // see append_record()
};

enum class Write : std::uint8_t {
  kOk,
  kNoSpace,  // nothing is known of these; write the same again once there is space
  kFailed,   // as above, for good
};

// The groups of all shards in one RocksDB, used as a log: every write is one write-ahead record,
// tables are written in the order of keys, nothing is written twice.
// Thread safety: one thread at a time writes, syncs, cuts and resumes; one other may read, reclaim
// room and use the snapshots, but not while resume() runs, nor first() while cut() does.
class RocksLog {
 public:
  // Opens or makes the log. Null with a problem when it cannot be had or is damaged.
  [[nodiscard]] static std::unique_ptr<RocksLog> open(const LogOptions& options, Problem& problem);
  // Opens what there is to be read only and changes nothing. With `damaged`, as far as it is whole.
  [[nodiscard]] static std::unique_ptr<RocksLog> inspect(const LogOptions& options, bool damaged,
                                                         Problem& problem);
  ~RocksLog();
  RocksLog(const RocksLog&) = delete;
  RocksLog& operator=(const RocksLog&) = delete;

  [[nodiscard]] std::uint32_t shards() const { return directory_->shards(); }
  // As LogOptions::limits; those it was first served with win.
  [[nodiscard]] const std::string& limits() const { return directory_->limits(); }
  // Written into every group by this opening.
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  // What was noticed while opening that an operator should know, a sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // Number of the shard's next record, and the time of its last one, as they were at the opening.
  struct End {
    std::uint64_t next = 1;
    base::Instant at;
  };
  [[nodiscard]] const End& end(std::uint32_t shard) const { return ends_[shard]; }

  // Writes the groups, all or none. With `sync` they are on the disk when this returns, else with
  // the operating system: they survive the process, not the machine. `error` says why not.
  [[nodiscard]] Write write(std::span<const Draft> groups, bool sync, std::string& error);
  // Whether a store is open: not after a resume() that found no room.
  [[nodiscard]] bool is_open() const { return db_ != nullptr; }
  // Puts on the disk what was written without `sync`. The log is open.
  [[nodiscard]] Write sync(std::string& error);
  // After kNoSpace, once there is space: opens the store anew, so that it takes writes again. What
  // was whole is still there; until this answers true, nothing else but is_open() may be called.
  [[nodiscard]] bool resume();

  // Number of the shard's oldest record; that of the next when there is none.
  [[nodiscard]] std::uint64_t first(std::uint32_t shard) const { return firsts_[shard]; }
  // The shard's records below `next` are no longer kept, but for those that share a group with it
  // or with the last record; see History::trim(). One write, synced.
  [[nodiscard]] Problem cut(std::uint32_t shard, std::uint64_t next);
  // Gives back the room of what was cut, where that is a table of its own; the rest of it comes
  // back when tables are merged.
  [[nodiscard]] Problem reclaim(std::uint32_t shard);
  // The shard's first record is to have this number. REQUIRES: it never had one.
  [[nodiscard]] Problem begin_with(std::uint32_t shard, std::uint64_t first);

  // Visits the shard's records from `from` on; see History::read(). Checks all it reads: checksums,
  // numbers without gap, epochs that do not fall.
  [[nodiscard]] Problem read(std::uint32_t shard, std::uint64_t from,
                             const History::Visit& visit) const;

  [[nodiscard]] std::uint64_t write_buffer() const { return options_.write_buffer; }
  [[nodiscard]] DataDirectory& directory() { return *directory_; }
  [[nodiscard]] SnapshotFiles snapshots() const {
    return {env_, directory_->path() + "/snapshots", room_needed()};
  }
  // New work needs more room than this.
  [[nodiscard]] std::uint64_t room_needed() const { return 4 * options_.write_buffer; }
  // Any thread; each has a draft name of its own.
  [[nodiscard]] EventFiles event_files(std::uint32_t tenant, std::string draft) const {
    return {env_, directory_->path() + "/streams", tenant, std::move(draft)};
  }

 private:
  RocksLog(const LogOptions& options, std::unique_ptr<DataDirectory> directory);
  // What is done with the end of a write that was not finished.
  enum class Torn : std::uint8_t { kCut, kHide };
  [[nodiscard]] Problem check_write_ahead(Torn torn);
  void mark_newest();
  [[nodiscard]] Problem open_store(bool for_reading, bool damaged);
  [[nodiscard]] Problem open_with_reserve();
  [[nodiscard]] Problem find_ends();
  [[nodiscard]] Problem find_begins();
  [[nodiscard]] Problem find_end(std::uint32_t shard);
  [[nodiscard]] Problem put_begin(std::uint32_t shard, std::uint64_t first);
  [[nodiscard]] Problem not_there() const;
  [[nodiscard]] Problem damaged(std::string_view what) const;

  const LogOptions options_;
  rocksdb::Env& env_;
  const std::unique_ptr<WriteAheadEnv> store_env_;
  std::unique_ptr<DataDirectory> directory_;
  std::unique_ptr<rocksdb::DB> db_;
  std::unique_ptr<rocksdb::WriteBatch> batch_;
  std::vector<std::uint64_t> firsts_;
  std::vector<End> ends_;
  std::uint64_t epoch_ = 1;
  std::uint64_t marked_ = 0;  // see newest_write_ahead.h
  std::vector<std::string> notes_;
  std::string value_;
};

}  // namespace stellwerk::journal
