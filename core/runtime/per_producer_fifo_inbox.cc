// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/per_producer_fifo_inbox.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::runtime {

PerProducerFifoInbox::PerProducerFifoInbox(std::uint32_t commands_max, const Seats& seats)
    : seats_(seats), commands_max_(commands_max) {
  SW_CHECK(commands_max > 0);
  if (shared()) own_ = std::make_unique<std::atomic<std::uint32_t>[]>(seats_.count());
}

std::uint32_t PerProducerFifoInbox::allowed(std::size_t seat, std::uint32_t room) const {
  if (!shared()) return room;
  // relaxed: the count bounds memory only. Producers that look at the same time may go a step
  // beyond their tenant's bound, never beyond that of all.
  const std::uint64_t own = own_[seat].load(std::memory_order_relaxed);
  const std::uint64_t weight = seats_.weight(seat);
  if (own >= weight * room) return 0;
  // What is granted is no longer free.
  const std::uint64_t more = (weight * room - own) / (weight + 1);
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(more, own == 0 ? 1 : 0));
}

std::uint32_t PerProducerFifoInbox::reserve(std::uint32_t wanted, std::uint32_t tenant) {
  const std::size_t seat = seats_.of(tenant);
  // relaxed, all of it: the count bounds memory only; the queue publishes the commands.
  std::uint32_t taken = in_flight_.load(std::memory_order_relaxed);
  while (true) {
    const std::uint32_t granted = std::min(wanted, allowed(seat, commands_max_ - taken));
    if (granted == 0) return 0;
    // relaxed: as above.
    if (in_flight_.compare_exchange_weak(taken, taken + granted, std::memory_order_relaxed)) {
      // relaxed: as above.
      if (shared()) own_[seat].fetch_add(granted, std::memory_order_relaxed);
      return granted;
    }
  }
}

void PerProducerFifoInbox::cancel(std::uint32_t granted, std::uint32_t tenant) {
  // relaxed, both: the counts bound memory only.
  if (shared()) own_[seats_.of(tenant)].fetch_sub(granted, std::memory_order_relaxed);
  const std::uint32_t before = in_flight_.fetch_sub(granted, std::memory_order_relaxed);
  SW_CHECK(before >= granted);
}

void PerProducerFifoInbox::done(CommandBlock* block) {
  if (block->commands() > 0) cancel(block->commands(), block->tenant());
  BlockPool<CommandBlock>::give_back(block);
}

std::uint64_t PerProducerFifoInbox::depth() const {
  // relaxed: a figure.
  return in_flight_.load(std::memory_order_relaxed);
}

std::uint64_t PerProducerFifoInbox::depth(std::uint32_t tenant) const {
  // relaxed: a figure.
  return shared() ? own_[seats_.of(tenant)].load(std::memory_order_relaxed) : depth();
}

}  // namespace stellwerk::runtime
