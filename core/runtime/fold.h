// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "core/engine/limits.h"
#include "core/journal/history.h"
#include "core/runtime/recovering.h"
#include "core/runtime/shard_tenants.h"
#include "core/stream/limits.h"

namespace stellwerk::runtime {

// Makes a shard's history shorter while the shard goes on: loads the newest snapshot, decides again
// what became durable since, stores where that leads to as a new snapshot, loads this one too, and
// only then drops what nobody needs any more: older snapshots and the records below the one that it
// began with. Two snapshots that have been loaded are left, and every record since the older.
//
// In small steps, but for loading and storing; needs the shard's memory a second time meanwhile.
// Thread safety: none; one thread at a time, which may be another than the shard's.
class Fold {
 public:
  Fold(const ShardPlace& place, const engine::Limits& engine, const stream::Limits& streams,
       journal::History& history, const MakeArchive& archive = {});
  ~Fold();
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  // Records decided in one step; default 16,384, some ten milliseconds.
  void set_step_records(std::uint64_t records) { step_records_ = records; }
  // No record is dropped. Default: those that are not needed are.
  void set_keep_all(bool keep) { keep_all_ = keep; }
  // Asked between pieces of a snapshot; false gives the fold up. Empty: goes on.
  void set_go_on(std::function<bool()> go_on) { go_on_ = std::move(go_on); }

  // Does a bounded part; false: there is no more to do, for outcome() to tell.
  bool step();

  struct Outcome {
    Recovery recovery;           // what it began with and decided again; its problem, if any
    std::uint64_t snapshot = 0;  // that was stored; 0: none
    std::uint64_t first = 0;     // the oldest record that is left
  };
  [[nodiscard]] const Outcome& outcome() const { return outcome_; }

 private:
  enum class Phase : std::uint8_t { kLoad, kDecide, kStore, kProve, kTrim, kOver };
  class Silence;

  [[nodiscard]] bool goes_on() const { return !go_on_ || go_on_(); }
  Phase next_phase();
  Phase load();
  Phase decide();
  Phase store();
  Phase prove();
  Phase trim();
  void drop_outlived(std::uint64_t base);
  Phase give_up(journal::Problem problem);

  journal::History& history_;
  const std::unique_ptr<Silence> silence_;
  ShardTenants tenants_;
  std::function<bool()> go_on_;
  std::uint64_t step_records_ = 16'384;
  bool keep_all_ = false;
  Phase phase_ = Phase::kLoad;
  std::uint64_t at_ = 0;   // the next record to decide
  std::uint64_t end_ = 0;  // the record before which the new snapshot stands
  Outcome outcome_;
};

}  // namespace stellwerk::runtime
