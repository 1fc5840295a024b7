// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/journal/journal.h"
#include "core/runtime/clock.h"
#include "core/runtime/counter.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/outlet.h"
#include "core/runtime/per_producer_fifo.h"
#include "core/runtime/per_producer_fifo_inbox.h"
#include "core/runtime/port.h"
#include "core/runtime/runtime_options.h"
#include "core/runtime/shard.h"
#include "core/runtime/thread_runner.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// A shard with what it needs to run: its inbox, clock, journal, outlet and the ways to the ports.
// Thread safety: door(), signal().notify() and introduce() belong to anyone, the rest to whoever
// turns the crank.
class ShardPost final : public Duty, private ReplyPath {
 public:
  ShardPost(std::uint32_t index, const RuntimeOptions& options,
            std::unique_ptr<journal::Journal> journal, std::unique_ptr<Outlet> outlet,
            std::unique_ptr<Clock> clock, const MakeArchive& archive = {});
  ~ShardPost() override;

  [[nodiscard]] Recovery replay() { return shard_.replay(); }
  void set_snapshot_desk(SnapshotDesk& desk) { shard_.set_snapshot_desk(desk); }

  // Before the port submits anything.
  void introduce(Port& port);
  // Before the ports go. Nothing is delivered afterwards.
  void forget_ports();

  std::size_t do_work() override;
  [[nodiscard]] bool has_work() override;
  [[nodiscard]] std::int64_t idle_ns_max() override;
  // Gives up on answers that wait for the journal after 4 s: they are never given.
  [[nodiscard]] bool finish() override;

  [[nodiscard]] ShardDoor door() { return {&inbox_, &signal_, &command_ns_}; }
  [[nodiscard]] WakeSignal& signal() { return signal_; }
  [[nodiscard]] const Shard& shard() const { return shard_; }
  // Its history, for whoever folds it on another thread.
  [[nodiscard]] journal::Journal& journal() { return *journal_; }

 private:
  struct Route;

  void deliver(ReplyBlock* block) override;
  void flush() override;

  PerProducerFifoInbox inbox_;
  WakeSignal signal_;
  Counter command_ns_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<Outlet> outlet_;
  std::unique_ptr<Clock> clock_;
  std::vector<std::unique_ptr<Route>> routes_;  // by port; made before the port is used
  std::vector<std::uint16_t> delivered_to_;     // since the last flush
  Reading reading_;
  bool worked_ = false;
  std::int64_t finishing_since_ns_ = -1;
  bool parked_answered_ = false;
  Shard shard_;
};

}  // namespace stellwerk::runtime
