// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/engine/limits.h"
#include "core/journal/history.h"
#include "core/runtime/shard_tenants.h"
#include "core/runtime/snapshot_desk.h"
#include "core/stream/limits.h"

namespace stellwerk::runtime {

// Of one shard.
struct FoldFigures {
  std::uint64_t folds_total = 0;
  std::uint64_t failed_total = 0;
  std::uint64_t snapshot = 0;  // number of the record after those of the newest; 0: none
  std::uint64_t first = 1;     // the oldest record that is kept
  std::uint64_t took_ns = 0;   // the last one that did not fail
};

struct FoldingOptions {
  // A shard's history is folded once so many records stand behind its newest snapshot, without
  // being asked for; 0: never.
  std::uint64_t records = 200'000;
  // Snapshots are made, and no record is dropped.
  bool keep_all = false;
  engine::Limits engine;  // as of the shards
  stream::Limits streams;
  MakeArchive archive = {};  // of the same place as the shards'
  // Told what an operator should know, a sentence each, on the folding thread. Empty: nobody.
  std::function<void(const std::string&)> note = {};
};

// One thread of low priority that folds the histories of all shards, one after the other. It takes
// what nobody else wants, and no more than a fifth of a core in the long run: a fold that nobody
// asked for begins when four times as long has passed as the last one took, and half a minute.
// Thread safety: belongs to one thread, but for figures(), which belong to anyone.
class FoldingThread {
 public:
  explicit FoldingThread(const FoldingOptions& options);
  ~FoldingThread();  // stop()
  FoldingThread(const FoldingThread&) = delete;
  FoldingThread& operator=(const FoldingThread&) = delete;

  // Before start(). The history outlives the thread. Where the shard asks for a snapshot;
  // `answered` is called on the folding thread once there is an answer.
  SnapshotDesk& add(const ShardPlace& place, journal::History& history,
                    std::function<void()> answered);
  void start();
  // Gives up the fold under way and ends the thread. Idempotent.
  void stop();

  // `shard`: in the order of add().
  [[nodiscard]] FoldFigures figures(std::uint32_t shard) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::runtime
