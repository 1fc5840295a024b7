// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "core/journal/history.h"
#include "core/runtime/counter.h"
#include "core/runtime/shard_tenants.h"
#include "core/runtime/snapshot_desk.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// One shard as the folding thread sees it, and where the shard asks.
// Thread safety: as of SnapshotDesk; the counters may be read by anyone, the rest belongs to the
// folding thread.
class FoldSeat final : public SnapshotDesk {
 public:
  FoldSeat(const ShardPlace& at, journal::History& kept, std::function<void()> wake_shard,
           WakeSignal& call_thread)
      : place(at), history(kept), wake_shard_(std::move(wake_shard)), call_thread_(call_thread) {}

  [[nodiscard]] std::uint64_t ask() override {
    asked_.add(1);
    call_thread_.notify();
    return asked_.value();
  }
  [[nodiscard]] std::uint64_t answered() const override { return answered_.value(); }
  [[nodiscard]] std::string problem() const override {
    const std::lock_guard<std::mutex> lock(problem_lock_);
    return problem_;
  }

  [[nodiscard]] std::uint64_t asked() const { return asked_.value(); }
  [[nodiscard]] bool is_asked() const { return asked_.value() > answered_.value(); }
  // The requests up to this number are over; empty: carried out.
  void answer(std::uint64_t up_to, const std::string& problem) {
    if (up_to == answered_.value()) return;
    {
      const std::lock_guard<std::mutex> lock(problem_lock_);
      problem_ = problem;
    }
    answered_.set(up_to);
    wake_shard_();
  }
  // Records that are durable and in no snapshot.
  [[nodiscard]] std::uint64_t unfolded() const {
    return history.durable() - std::max<std::uint64_t>(1, snapshot.value());
  }

  const ShardPlace place;
  journal::History& history;
  std::int64_t not_before_ns = 0;
  Counter folds_total, failed_total, snapshot, first, took_ns;

 private:
  const std::function<void()> wake_shard_;
  WakeSignal& call_thread_;
  Counter asked_;  // written by the shard's thread
  Counter answered_;
  mutable std::mutex problem_lock_;
  std::string problem_;
};

}  // namespace stellwerk::runtime
