// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/runtime/block_pool.h"
#include "core/runtime/command_block.h"
#include "core/runtime/inbox.h"
#include "core/runtime/per_producer_fifo.h"

namespace stellwerk::runtime {

// A shard's inbox: per-producer FIFO, bounded by the number of commands in flight, that is reserved
// by a producer and not yet decided.
// Thread safety: reserve(), cancel() and depth() belong to anyone; a Producer to one thread at a
// time; drain() and done() to the shard's thread.
class PerProducerFifoInbox {
 public:
  using Producer = PerProducerFifo<CommandBlock>::Producer;

  // REQUIRES: commands_max > 0.
  explicit PerProducerFifoInbox(std::uint32_t commands_max);

  [[nodiscard]] Producer make_producer() { return Producer(fifo_); }

  // Room for up to `wanted` more commands, less when the bound is near, 0 when it is reached. What
  // is granted is used by pushing a block with that many commands, or returned by cancel().
  [[nodiscard]] std::uint32_t reserve(std::uint32_t wanted);
  void cancel(std::uint32_t granted);

  [[nodiscard]] std::size_t drain(std::span<CommandBlock*> blocks) { return fifo_.drain(blocks); }
  void done(CommandBlock* block);

  // Nothing to drain. See PerProducerFifo::empty().
  [[nodiscard]] bool empty() const { return fifo_.empty(); }
  [[nodiscard]] std::uint64_t depth() const;
  [[nodiscard]] std::uint32_t commands_max() const { return commands_max_; }

 private:
  PerProducerFifo<CommandBlock> fifo_;
  const std::uint32_t commands_max_;
  alignas(64) std::atomic<std::uint32_t> in_flight_{0};
};
static_assert(Inbox<PerProducerFifoInbox>);

}  // namespace stellwerk::runtime
