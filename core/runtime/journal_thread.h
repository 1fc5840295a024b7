// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/journal/committer.h"
#include "core/journal/journal.h"
#include "core/journal/problem.h"
#include "core/journal/rocks_log.h"
#include "core/runtime/archive_thread.h"
#include "core/runtime/journal_figures.h"

namespace stellwerk::runtime {

struct JournalOptions {
  journal::LogOptions log;
  journal::CommitOptions commit;
  // Told, by any thread, what an operator should know while the daemon runs, a sentence each.
  std::function<void(std::string_view)> warn = {};
};

// The one thread that writes the journals of all shards: while it commits, what the shards decide
// next is collected, without a lock, for the commit after that.
// Thread safety: belongs to one thread, but for figures() and the journals, which belong to their
// shards.
class JournalThread {
 public:
  // Opens the log. Null with a problem when it cannot be had.
  [[nodiscard]] static std::unique_ptr<JournalThread> open(const JournalOptions& options,
                                                           journal::Problem& problem);
  ~JournalThread();  // stop()
  JournalThread(const JournalThread&) = delete;
  JournalThread& operator=(const JournalThread&) = delete;

  // The shard's journal, once. Lives no longer than this; when one goes, the thread stops.
  [[nodiscard]] std::unique_ptr<journal::Journal> journal(std::uint32_t shard);

  // Where the tenant's events go that memory need not hold: beside the journal, written by a thread
  // of its own. As of ArchiveThread::archive().
  [[nodiscard]] std::unique_ptr<stream::Archive> archive(std::uint32_t tenant, ArchiveUse use);

  // After the journals were replayed, before anything is appended.
  void start();
  // Writes and syncs what was appended, then ends the thread. Idempotent.
  void stop();

  // What was noticed while opening that an operator should know, a sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const;
  // As journal::RocksLog::limits().
  [[nodiscard]] const std::string& limits() const;
  // Why the journal cannot be written any more. Any thread, once figures().failed.
  [[nodiscard]] std::string error() const;
  // Any thread.
  [[nodiscard]] JournalFigures figures() const;

 private:
  struct State;
  struct Lane;
  class LaneJournal;

  explicit JournalThread(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::runtime
