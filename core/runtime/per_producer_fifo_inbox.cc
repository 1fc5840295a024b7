// SPDX-License-Identifier: Apache-2.0
#include "core/runtime/per_producer_fifo_inbox.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::runtime {

PerProducerFifoInbox::PerProducerFifoInbox(std::uint32_t commands_max)
    : commands_max_(commands_max) {
  SW_CHECK(commands_max > 0);
}

std::uint32_t PerProducerFifoInbox::reserve(std::uint32_t wanted) {
  // relaxed, all of it: the count bounds memory only; the queue publishes the commands.
  std::uint32_t taken = in_flight_.load(std::memory_order_relaxed);
  while (true) {
    const std::uint32_t granted = std::min(wanted, commands_max_ - taken);
    if (granted == 0) return 0;
    // relaxed: as above.
    if (in_flight_.compare_exchange_weak(taken, taken + granted, std::memory_order_relaxed)) {
      return granted;
    }
  }
}

void PerProducerFifoInbox::cancel(std::uint32_t granted) {
  // relaxed: the count bounds memory only.
  const std::uint32_t before = in_flight_.fetch_sub(granted, std::memory_order_relaxed);
  SW_CHECK(before >= granted);
}

void PerProducerFifoInbox::done(CommandBlock* block) {
  if (block->commands() > 0) cancel(block->commands());
  BlockPool<CommandBlock>::give_back(block);
}

std::uint64_t PerProducerFifoInbox::depth() const {
  // relaxed: a figure.
  return in_flight_.load(std::memory_order_relaxed);
}

}  // namespace stellwerk::runtime
