// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/runtime/block_pool.h"
#include "core/runtime/command_block.h"
#include "core/runtime/inbox.h"
#include "core/runtime/per_producer_fifo.h"
#include "core/runtime/seats.h"

namespace stellwerk::runtime {

// A shard's inbox: per-producer FIFO, bounded by the number of commands in flight, that is reserved
// by a producer and not yet decided. One tenant may take all of it where it lives alone; among
// several, each may have in flight its weight times what is still free, so that a tenant with
// weight 1 takes half of an empty inbox, and there is always room for one that has nothing in it.
// Thread safety: reserve(), cancel() and depth() belong to anyone; a Producer to one thread at a
// time; drain() and done() to the shard's thread.
class PerProducerFifoInbox {
 public:
  using Producer = PerProducerFifo<CommandBlock>::Producer;

  // REQUIRES: commands_max > 0.
  explicit PerProducerFifoInbox(std::uint32_t commands_max, const Seats& seats = {});

  [[nodiscard]] Producer make_producer() { return Producer(fifo_); }

  // Room to be reserved at once: fewer writes to the counter that all ports share, and not much
  // that lies unused while many tenants have some.
  [[nodiscard]] std::uint32_t step() const { return shared() ? 8 : 64; }
  // Room for up to `wanted` more commands of the tenant's, less when its bound is near, 0 when it
  // is reached. What is granted is used by pushing blocks of its with that many commands, or
  // returned by cancel().
  [[nodiscard]] std::uint32_t reserve(std::uint32_t wanted, std::uint32_t tenant = 0);
  void cancel(std::uint32_t granted, std::uint32_t tenant = 0);

  [[nodiscard]] std::size_t drain(std::span<CommandBlock*> blocks) { return fifo_.drain(blocks); }
  void done(CommandBlock* block);

  // Nothing to drain. See PerProducerFifo::empty().
  [[nodiscard]] bool empty() const { return fifo_.empty(); }
  [[nodiscard]] std::uint64_t depth() const;
  // Of it, the tenant's.
  [[nodiscard]] std::uint64_t depth(std::uint32_t tenant) const;
  [[nodiscard]] std::uint32_t commands_max() const { return commands_max_; }

 private:
  [[nodiscard]] bool shared() const { return seats_.count() > 1; }
  [[nodiscard]] std::uint32_t allowed(std::size_t seat, std::uint32_t room) const;

  PerProducerFifo<CommandBlock> fifo_;
  const Seats seats_;
  const std::uint32_t commands_max_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> own_;  // in flight by seat, where several share
  alignas(64) std::atomic<std::uint32_t> in_flight_{0};
};
static_assert(Inbox<PerProducerFifoInbox>);

}  // namespace stellwerk::runtime
