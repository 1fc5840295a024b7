// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/journal/journal.h"
#include "core/runtime/clock.h"
#include "core/runtime/file_archive.h"
#include "core/runtime/folding_thread.h"
#include "core/runtime/outlet.h"
#include "core/runtime/port.h"
#include "core/runtime/runtime_options.h"
#include "core/runtime/shard.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// What the layer above supplies, asked for once per shard while the runtime is built. An empty
// function stands for the default.
struct RuntimeParts {
  std::function<std::unique_ptr<Outlet>(std::uint32_t shard)> outlet;             // required
  std::function<std::unique_ptr<journal::Journal>(std::uint32_t shard)> journal;  // NullJournal
  std::function<std::unique_ptr<Clock>(std::uint32_t shard)> clock;               // SystemClock
  // Told on a thread of the runtime's what an operator should know, a sentence each; nobody.
  std::function<void(const std::string&)> note;
  // Where a tenant's events go that memory need not hold. kServing: before the runtime is started;
  // kFolding: at any time, by a thread of the runtime's. Empty: all events are in memory.
  std::function<std::unique_ptr<stream::Archive>(std::uint32_t tenant, ArchiveUse use)> archive;
};

// Shards, their inboxes and the ports into them. Two ways to run it: start() gives every shard a
// thread of its own; without it the caller turns the crank with do_work().
// Thread safety: make_port() and retire() belong to anyone; everything else to the thread that made
// the runtime, do_work() and what is said of it to the thread that turns the crank.
class Runtime {
 public:
  // Replays the journals. REQUIRES: options.invalid_field().empty() and parts.outlet.
  Runtime(const RuntimeOptions& options, const RuntimeParts& parts);
  ~Runtime();  // stop()
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  // A port of the caller's own, alive as long as the runtime. Null when ports_max are in use.
  [[nodiscard]] Port* make_port();
  // The owner needs the port no more: blocked reads are to be cancelled before. Answers still on
  // their way are dropped, and the port may be handed to somebody else.
  void retire(Port& port);

  // A thread for each shard, and one that folds their journals into snapshots. REQUIRES: not
  // started, and do_work() was never called.
  void start();
  // The latter alone, for a caller who turns the crank. REQUIRES: the same.
  void start_folding();
  // Decides and answers everything flushed before this call, answers blocked reads with nothing and
  // ends the threads. Ports may be drained during and after it, but submit nothing more. Without
  // threads for the shards, does the same on the calling thread, which is the one that turned the
  // crank or comes after it. Idempotent.
  void stop();

  // Turns the crank: one duty cycle of every shard; zero when there was nothing to do.
  // REQUIRES: !started().
  std::size_t do_work();
  // How long the caller may sleep when do_work() answered zero: real nanoseconds, negative: until
  // woken through shard_signal().
  [[nodiscard]] std::int64_t idle_ns_max();
  // Blocks until there may be work or the time is over (negative: no limit).
  // REQUIRES: !started() and one shard.
  void wait(std::int64_t timeout_ns);

  [[nodiscard]] bool started() const;
  [[nodiscard]] std::uint32_t shards() const;
  [[nodiscard]] std::uint32_t shard_of(std::uint32_t tenant) const;
  // For an event loop that turns the crank: see WakeSignal for how to sleep on it.
  [[nodiscard]] WakeSignal& shard_signal(std::uint32_t shard);
  // There may be something to do. Read after WakeSignal::prepare().
  [[nodiscard]] bool has_work(std::uint32_t shard);
  // Only while no thread works on it: before start(), after stop(), or from the crank's thread.
  [[nodiscard]] const Shard& shard(std::uint32_t shard) const;

  // Any thread.
  [[nodiscard]] std::uint64_t inbox_depth(std::uint32_t shard) const;
  // All zero where nothing is folded.
  [[nodiscard]] FoldFigures folding(std::uint32_t shard) const;
  // Commands refused with FULL, over all ports.
  [[nodiscard]] std::uint64_t refused_total() const;
  // Records of the journals, all of whose effects are there again.
  [[nodiscard]] std::uint64_t recovered() const;
  // Those of them that were decided again at the start; the others came with a snapshot.
  [[nodiscard]] std::uint64_t replayed() const;
  // What was noticed on the way that an operator should know, a sentence each.
  [[nodiscard]] const std::vector<std::string>& notes() const;
  // What kept a journal from being replayed whole; then nothing may be started or done here.
  [[nodiscard]] const journal::Problem& recovery() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::runtime
