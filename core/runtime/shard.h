// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/engine/engine.h"
#include "core/journal/journal.h"
#include "core/runtime/clock.h"
#include "core/runtime/fair_order.h"
#include "core/runtime/inbox.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/outlet.h"
#include "core/runtime/recovering.h"
#include "core/runtime/seats.h"
#include "core/runtime/shard_figures.h"
#include "core/runtime/snapshot_desk.h"
#include "core/stream/limits.h"

namespace stellwerk::stream {
class Archive;
class EventStore;
}  // namespace stellwerk::stream

namespace stellwerk::runtime {

// Nanoseconds for measuring, with no meaning of their own. The simulator's stands still.
class Stopwatch {
 public:
  virtual ~Stopwatch() = default;
  [[nodiscard]] virtual std::uint64_t ns() = 0;
};

struct ShardOptions {
  // Of `tenants` tenants, those with tenant % shards == index live here.
  std::uint32_t index = 0;
  std::uint32_t shards = 1;
  std::uint32_t tenants = 1;
  engine::Limits engine;  // of each tenant
  stream::Limits streams;
  // By tenant, those missing have the defaults.
  std::vector<TenantTerms> terms = {};
  // Commands decided in one duty cycle, to the end of the block or the turn that reaches it.
  std::uint32_t batch_commands_max = 1'024;
  // Duty cycles that take longer are counted as slow. Default: 1 ms.
  std::uint64_t cycle_ns_max = 1'000'000;
  // Every n-th command is timed by itself. Default: 64.
  std::uint32_t sample_every = 64;
  // Blocked reads at once; the next is answered FULL. Default: 65,536.
  std::uint32_t parked_reads_max = 65'536;
  // Answers held back until the journal is durable; nothing more is drained beyond it.
  std::uint32_t held_answers_max = 65'536;
  // Bytes of answers that a port has not read yet; beyond it, reads of streams are answered FULL.
  // Default: 256 MiB.
  std::uint64_t port_bytes_max = 256ULL << 20U;
  // Keeps the time that do_work() is told from going beyond an instant until it is called again;
  // false: it cannot. Empty: it never can. Called from within do_work().
  std::function<bool(base::Instant)> hold_clock = {};
  // How far the time that do_work() is told is ahead of the wall clock, for the figures. Empty: 0.
  std::function<base::Duration()> ahead_of_wall = {};
  // Where a tenant's events go that memory need not hold. Empty: nowhere.
  MakeArchive archive = {};
  // Who reads the journal in replay().
  ReadBy read_by = ReadBy::kDecider;
  // Of the shard's inbox, for the figures.
  std::uint32_t inbox_commands_max = 0;
};

// The engines and streams of some tenants and the one order of their commands. No thread and no
// clock inside: whoever calls do_work() decides when and what time it is.
// Thread safety: none; one thread at a time.
class Shard {
 public:
  Shard(const ShardOptions& options, journal::Journal& journal, Outlet& outlet, ReplyPath& path,
        Stopwatch& stopwatch);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  // Becomes what the journal says, without answering anybody. Before the first do_work(); with a
  // problem, there must be none.
  [[nodiscard]] Recovery replay();

  // Nobody could reach the shard from its last cycle until now: the machine was suspended. Agents
  // get their whole lease once more from now on; everything else counts on. Before do_work(now).
  void stood_still(base::Instant now);

  // One duty cycle: fires due timers, decides a bounded batch of commands, hands it to the journal,
  // lets out the answers that are durable, answers blocked reads. The number of things done; zero
  // lets the caller idle.
  template <Inbox I>
  std::size_t do_work(I& inbox, base::Instant now, RealTime real_now) {
    begin_cycle(now, real_now);
    while (wants_more()) {
      const bool more = several_tenants() ? take_turn(inbox) : take_blocks(inbox);
      if (!more) break;
    }
    return end_cycle();
  }
  // Commands have been taken out of the inbox that were not decided yet.
  [[nodiscard]] bool waiting() const { return !order_.empty(); }

  // Who is asked for snapshots; outlives the shard. Before the first do_work(); none: they are
  // refused.
  void set_snapshot_desk(SnapshotDesk& desk);

  // When the next timer of any tenant may be due; base::kNever without one.
  [[nodiscard]] base::Instant next_timer() const;
  // When the next blocked read runs out of time; kRealNever without one.
  [[nodiscard]] RealTime next_deadline() const;
  // The journal has made something durable that answers wait for, or never will; or a snapshot is
  // there that somebody waits for.
  [[nodiscard]] bool release_due() const;
  // Answers wait for the journal.
  [[nodiscard]] bool holding() const;

  // Answers every blocked read as if its time were over. Part of an orderly stop.
  void answer_parked();

  // For the thread that calls do_work(), between two calls. REQUIRES: the tenant lives here.
  [[nodiscard]] const engine::Engine& engine(std::uint32_t tenant) const;
  [[nodiscard]] const stream::EventStore& events(std::uint32_t tenant) const;
  // Number of the tenant's last event that may be shown: those after it are not durable yet.
  [[nodiscard]] std::uint64_t released(std::uint32_t tenant) const;
  [[nodiscard]] Figures figures() const;
  // Mean time a command has taken lately, in nanoseconds.
  [[nodiscard]] std::uint64_t command_ns() const;

 private:
  struct State;

  void begin_cycle(base::Instant now, RealTime real_now);
  [[nodiscard]] bool wants_more() const;
  [[nodiscard]] bool several_tenants() const { return shared_; }
  // In the order in which they come. False: there are none.
  template <Inbox I>
  bool take_blocks(I& inbox) {
    const std::size_t count = inbox.drain(blocks_);
    for (CommandBlock* const block : std::span(blocks_).first(count)) {
      decide(*block, inbox.depth());
      // First the inbox, then the answers: who has been answered no longer counts as waiting.
      inbox.done(block);
      hand_out();
    }
    return count > 0;
  }
  // Some commands of the tenant whose turn it is. False: there are none.
  template <Inbox I>
  bool take_turn(I& inbox) {
    for (std::size_t count = inbox.drain(blocks_); count > 0; count = inbox.drain(blocks_)) {
      for (CommandBlock* const block : std::span(blocks_).first(count)) {
        if (block->empty()) {
          inbox.done(block);
        } else {
          order_.add(block);
        }
      }
    }
    const FairOrder::Turn turn = order_.next();
    if (turn.block == nullptr) return false;
    if (decide(turn, inbox.depth())) inbox.done(turn.block);
    hand_out();
    return true;
  }
  void decide(const CommandBlock& block, std::uint64_t inbox_depth);
  // Answers whether the block is over.
  bool decide(const FairOrder::Turn& turn, std::uint64_t inbox_depth);
  [[nodiscard]] bool answers_due() const;
  void hand_out();
  std::size_t end_cycle();

  std::array<CommandBlock*, 8> blocks_{};
  FairOrder order_;
  const bool shared_;
  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::runtime
