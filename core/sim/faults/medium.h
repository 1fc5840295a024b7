// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "core/journal/journal.h"
#include "core/runtime/file_archive.h"
#include "core/stream/archive.h"

namespace stellwerk::sim {

// A shard's journal whose work on the disk is done step by step by whoever simulates it.
class SteppedJournal : public journal::Journal {
 public:
  // Does what there is to do at `now_ns`. False: nothing.
  virtual bool step(std::int64_t now_ns) = 0;
  // Appended and not durable.
  [[nodiscard]] virtual bool behind() const = 0;
  // The records that are on the disk, as they are there.
  virtual void visit(const Visit& visit) const = 0;

  // Sees what is appended.
  void on_append(std::function<void(std::span<const journal::Record>)> watch) {
    watch_ = std::move(watch);
  }

 protected:
  void show(std::span<const journal::Record> records) {
    if (watch_) watch_(records);
  }

 private:
  std::function<void(std::span<const journal::Record>)> watch_;
};

// What outlives the process: a disk, and what it does when things go wrong.
class Medium {
 public:
  virtual ~Medium() = default;

  // The journal as a process finds it when it starts. Null with a problem when it cannot start.
  [[nodiscard]] virtual std::unique_ptr<SteppedJournal> open(journal::Problem& problem) = 0;
  // Where that process keeps the events that memory need not hold.
  [[nodiscard]] virtual std::unique_ptr<stream::Archive> archive(runtime::ArchiveUse use) = 0;
  // Does a piece of what archives have to do.
  virtual void step() {}
  // The process is about to go, with or without the machine. Then its journal is destroyed, then
  // come_back() is called.
  virtual void go_down(bool power) = 0;
  virtual void come_back() = 0;

  // The newest snapshot rots, if there is one and the medium can.
  virtual void spoil_snapshot() {}

  // No more than `bytes` are left, until forget_bound().
  virtual void bound(std::uint64_t bytes) = 0;
  virtual void forget_bound() = 0;
  [[nodiscard]] virtual bool bounded() const = 0;
  // Writes and syncs fail until come_back() or mend().
  virtual void break_down() = 0;
  virtual void mend() = 0;
};

}  // namespace stellwerk::sim
