// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/command.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/command_block.h"
#include "core/runtime/counter.h"
#include "core/runtime/envelope.h"
#include "core/runtime/per_producer_fifo.h"
#include "core/runtime/per_producer_fifo_inbox.h"
#include "core/runtime/reply_block.h"
#include "core/runtime/seats.h"
#include "core/runtime/wake_signal.h"

namespace stellwerk::runtime {

// What a port needs to know of a shard.
struct ShardDoor {
  PerProducerFifoInbox* inbox = nullptr;
  WakeSignal* signal = nullptr;
  const Counter* command_ns = nullptr;  // recent mean time per command
};

// One thread's way into the shards and back: an I/O thread or one producer of an embedder.
// Commands of one tenant reach its shard in the order submitted, and are answered in that order,
// but for blocked reads; those of other tenants may overtake them. Made by Runtime::make_port().
// Thread safety: belongs to one thread at a time.
class Port {
 public:
  struct Reply {
    const Envelope& to;  // as submitted
    AnswerKind kind;
    std::string_view bytes;  // as the outlet wrote it; valid during the visit
  };

  Port(std::uint16_t index, std::span<const ShardDoor> shards);
  ~Port();
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  // A number for Envelope::session that this port has not given out before.
  [[nodiscard]] std::uint64_t new_session() { return ++last_session_; }

  // Lays the command into a block of the tenant's. It is on its way when that block is full or at
  // the next flush(). False: the inbox is at its bound, or the tenant at what it may have of it,
  // and nothing was queued; answer FULL with retry_after_ms().
  [[nodiscard]] bool submit(const Envelope& to, const model::Command& command);

  // The session has gone: its blocked read is forgotten without an answer. Answers that are already
  // on their way still come. Not bounded: at most one for each session.
  void cancel(const Envelope& from);

  // Asks a shard for a copy of its figures, after what the tenant has submitted here. The mailbox
  // is filled, then a Reply of kind kFigures with this session comes. REQUIRES: shard < shards(),
  // the tenant lives there, or it is nobody.
  void request_figures(std::uint32_t shard, std::uint64_t session, FiguresMailbox& mailbox,
                       std::uint32_t tenant = kNobody);

  // Sends what submit(), cancel() and request_figures() have laid ready; wakes shards that sleep.
  void flush();

  // Calls visit(const Reply&) for each answer that has arrived, in order per shard; answers how
  // many. Stops after about `replies_max`, so that a loop gets to its other work.
  template <typename Visit>
  std::size_t drain(Visit&& visit, std::size_t replies_max = 16'384) {
    std::size_t count = 0;
    while (count < replies_max) {
      const std::span<ReplyBlock* const> blocks = drain_blocks();
      if (blocks.empty()) break;
      for (ReplyBlock* const block : blocks) {
        for (const Answer& answer : block->answers()) {
          visit(Reply{answer.to, answer.kind, block->bytes(answer)});
        }
        count += block->answers().size();
        BlockPool<ReplyBlock>::give_back(block);
      }
    }
    return count;
  }

  // Before blocking on wake_fd(): flushes, declares this thread asleep. False when answers have
  // arrived meanwhile, then do not block. After blocking, and after false: awake().
  [[nodiscard]] bool prepare_sleep();
  void awake();
  [[nodiscard]] int wake_fd() const { return signal_.fd(); }
  // Reads the descriptor empty; to be called when an event loop says it is readable.
  void drain_wake_fd() { signal_.drain_fd(); }

  // For callers without an event loop: flushes, then blocks until an answer is there or the time is
  // over (negative: no limit). True: there is an answer.
  bool wait(std::int64_t timeout_ns);

  // How long to hold back before the next attempt at a tenant whose shard answered FULL: what the
  // shard's inbox holds, at its recent pace. 1 to 1,000.
  [[nodiscard]] std::uint32_t retry_after_ms(std::uint32_t tenant) const;

  [[nodiscard]] std::uint16_t index() const { return index_; }
  [[nodiscard]] std::uint32_t shards() const { return static_cast<std::uint32_t>(lanes_.size()); }
  [[nodiscard]] std::uint32_t shard_of(std::uint32_t tenant) const { return tenant % shards(); }

  // Any thread may read these.
  [[nodiscard]] const Counter& submitted_total() const { return submitted_; }
  [[nodiscard]] const Counter& refused_total() const { return refused_; }

  // For shards: the way back.
  [[nodiscard]] PerProducerFifo<ReplyBlock>& replies() { return replies_; }
  [[nodiscard]] WakeSignal& signal() { return signal_; }

 private:
  struct Lane;
  struct Pocket;

  static Pocket& pocket(Lane& lane, std::uint32_t tenant);
  CommandBlock& open_block(Pocket& own);
  static void push(Lane& lane, Pocket& own);
  std::span<ReplyBlock* const> drain_blocks();

  const std::uint16_t index_;
  std::uint64_t last_session_ = 0;
  BlockPool<CommandBlock> pool_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // by shard
  std::array<ReplyBlock*, 16> drained_{};
  Counter submitted_;
  Counter refused_;
  PerProducerFifo<ReplyBlock> replies_;
  WakeSignal signal_;
};

}  // namespace stellwerk::runtime
