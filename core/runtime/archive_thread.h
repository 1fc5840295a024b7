// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/journal/event_files.h"
#include "core/runtime/file_archive.h"
#include "core/stream/archive.h"

namespace stellwerk::runtime {

// Totals only grow.
struct ArchiveFigures {
  std::uint64_t segments_total = 0;  // written, or found to be there already
  std::uint64_t bytes_total = 0;     // of their events
  std::uint64_t refused_total = 0;   // times that the disk did not take one
  bool failed = false;               // it did not take the last one
};

// The one thread that writes what the event stores of all tenants need not hold in memory. It has a
// low priority and is in nobody's way: stores hold what it has not come to.
// Thread safety: belongs to one thread, but for figures() and the archives, which belong to their
// stores.
class ArchiveThread {
 public:
  using MakeFiles = std::function<journal::EventFiles(std::uint32_t tenant, std::string draft)>;
  // `warn` is told once when the disk takes no more, and once when it does again, by any thread.
  ArchiveThread(MakeFiles make_files, std::function<void(std::string_view)> warn);
  ~ArchiveThread();  // stop()
  ArchiveThread(const ArchiveThread&) = delete;
  ArchiveThread& operator=(const ArchiveThread&) = delete;

  // kServing: once for each tenant, before start(); until then, and after stop(), it does its work
  // itself. kFolding: any thread, always does its work itself. Lives no longer than this.
  [[nodiscard]] std::unique_ptr<stream::Archive> archive(std::uint32_t tenant, ArchiveUse use);

  // Before the stores get more than a replay gives them.
  void start();
  // Keeps what is lent, then ends the thread. Idempotent.
  void stop();

  // Any thread.
  [[nodiscard]] ArchiveFigures figures() const;

 private:
  struct State;
  struct Lane;
  class LaneArchive;

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::runtime
