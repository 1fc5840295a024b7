// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

// The only file that includes moodycamel's queue. Debian installs it under its own name.
#if __has_include(<concurrentqueue/concurrentqueue.h>)
#include <concurrentqueue/concurrentqueue.h>
#else
#include <moodycamel/concurrentqueue.h>
#endif

#include "core/base/check.h"

namespace stellwerk::runtime {

// A lock-free queue of pointers from many producers to one consumer.
// Order: FIFO within a producer, unspecified between producers; the queue is not linearizable.
// Thread safety: each Producer belongs to one thread at a time; drain() belongs to one thread;
// empty() to anyone. Not bounded: whoever pushes bounds.
template <typename T>
class PerProducerFifo {
  struct Traits : moodycamel::ConcurrentQueueDefaultTraits {
    // Explicit producers only.
    static constexpr std::size_t INITIAL_IMPLICIT_PRODUCER_HASH_SIZE = 0;
    // Blocks of commands, not commands: turn to the next producer soon.
    static constexpr std::uint32_t EXPLICIT_CONSUMER_CONSUMPTION_QUOTA_BEFORE_ROTATE = 4;
  };
  using Queue = moodycamel::ConcurrentQueue<T*, Traits>;

 public:
  PerProducerFifo() : consumer_(queue_) {}
  PerProducerFifo(const PerProducerFifo&) = delete;
  PerProducerFifo& operator=(const PerProducerFifo&) = delete;

  class Producer {
   public:
    // Registers with the queue; the queue keeps a producer's memory for the next one.
    explicit Producer(PerProducerFifo& fifo) : fifo_(&fifo), token_(fifo.queue_) {
      SW_CHECK_MSG(token_.valid(), "out of memory");
    }

    // What this thread did to `item` before is visible to the thread that drains it.
    void push(T* item) {
      // release: pairs with the acquire in drain(). The queue publishes the item itself; this
      // counter says so in a way that does not rest on its internals, and is counted up before
      // the item shows, so that empty() never says yes to an item that was pushed.
      fifo_->waiting_.fetch_add(1, std::memory_order_release);
      SW_CHECK_MSG(fifo_->queue_.enqueue(token_, item), "out of memory");
    }

   private:
    PerProducerFifo* fifo_;
    moodycamel::ProducerToken token_;
  };

  // Moves up to items.size() items into `items`; answers how many.
  [[nodiscard]] std::size_t drain(std::span<T*> items) {
    const std::size_t count = queue_.try_dequeue_bulk(consumer_, items.data(), items.size());
    // acquire: reads from the chain of additions that includes those of all items just taken.
    if (count > 0) waiting_.fetch_sub(count, std::memory_order_acquire);
    return count;
  }

  // False as long as an item that was pushed has not been drained.
  [[nodiscard]] bool empty() const {
    // relaxed: whoever needs an order between this and a flag puts the fence (WakeSignal).
    return waiting_.load(std::memory_order_relaxed) == 0;
  }

 private:
  Queue queue_;
  moodycamel::ConsumerToken consumer_;
  alignas(64) std::atomic<std::uint64_t> waiting_{0};
};

}  // namespace stellwerk::runtime
