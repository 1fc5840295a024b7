// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/journal/journal.h"
#include "core/journal/rocks_log.h"

namespace stellwerk::journal {

// When what is written is put on the disk. docs/operating.md says what each may lose.
enum class Fsync : std::uint8_t {
  kAlways,    // before it counts as durable
  kInterval,  // soon after
  kNone,      // when the operating system likes
};

struct CommitOptions {
  Fsync fsync = Fsync::kAlways;
  std::int64_t interval_ns = 100'000'000;
  // Calls what it is given while nobody else uses the log, and answers what that answered; false
  // when somebody does just now. Empty: nobody else ever does.
  std::function<bool(const std::function<bool()>&)> alone = {};
};

// The work of the journal's one thread, step by step: whatever was added since the last step
// becomes one write to the log, then it counts as durable. No thread and no clock inside: who calls
// step() decides when.
// Thread safety: none; one thread at a time.
class Committer {
 public:
  Committer(RocksLog& log, const CommitOptions& options);
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // Takes records of a shard for the next step. REQUIRES: they follow those added before.
  void add(std::uint32_t shard, std::uint64_t first, std::uint32_t count, std::string_view records);
  // Bytes added and not written yet.
  [[nodiscard]] std::uint64_t pending_bytes() const { return pending_bytes_; }

  // What one step has done.
  struct Step {
    std::uint64_t records = 0;  // that became durable
    std::uint64_t bytes = 0;
    bool synced = false;
    bool worked = false;
  };
  // Writes what is pending, syncs when that is due, looks how much room there is. `now_ns`: any
  // clock that does not go back.
  Step step(std::int64_t now_ns);
  // When the next step has something to do by itself, from `now_ns`: nanoseconds.
  [[nodiscard]] std::int64_t idle_ns(std::int64_t now_ns) const;
  // Puts on the disk what was written. False when that fails, for good, or when the log waits for
  // room to be opened anew.
  [[nodiscard]] bool secure();
  // Puts everything on the disk: the end of an orderly stop. False when that fails.
  [[nodiscard]] bool finish() { return secure() && pending_bytes_ == 0; }

  [[nodiscard]] std::uint64_t durable(std::uint32_t shard) const { return lanes_[shard].durable; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] Room room() const { return room_; }
  [[nodiscard]] std::uint64_t free_bytes() const { return free_bytes_; }
  // New work is taken on with more than this free.
  [[nodiscard]] std::uint64_t room_needed() const { return log_.room_needed(); }
  // What went wrong last; empty when nothing did.
  [[nodiscard]] const std::string& error() const { return error_; }
  // Called in step() when the shard's durable number, failed() or room() has changed.
  void on_change(std::uint32_t shard, std::function<void()> notify);

  [[nodiscard]] RocksLog& log() const { return log_; }

 private:
  struct Lane {
    std::uint64_t durable = 1;  // first number that is not durable
    std::uint32_t count = 0;    // of the records that follow
    std::string records;
    std::function<void()> notify;
  };

  void write(std::int64_t now_ns, Step& step);
  void settle(Step& step);
  void sync_if_due(std::int64_t now_ns, Step& step);
  [[nodiscard]] bool resume();
  void look_for_room(std::int64_t now_ns);
  void fail();
  void tell_all();

  RocksLog& log_;
  const CommitOptions options_;
  std::vector<Lane> lanes_;
  std::vector<Draft> drafts_;
  std::uint64_t pending_bytes_ = 0;
  std::int64_t synced_ns_ = 0;
  std::int64_t looked_ns_ = 0;
  std::int64_t retry_ns_ = 0;  // after no space: not before
  bool unsynced_ = false;
  bool full_ = false;  // a write found no space
  bool failed_ = false;
  Room room_ = Room::kPlenty;
  std::uint64_t free_bytes_ = 0;
  std::string error_;
};

}  // namespace stellwerk::journal
