// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/base/check.h"

namespace stellwerk::runtime {

// Blocks that one thread fills and other threads empty and hand back.
// Thread safety: take() and the destructor belong to one thread, the owner; give_back() to anyone.
// The pool outlives its blocks' use: it is destroyed only when nobody holds one.
template <typename Block>
class BlockPool {
 public:
  // Recycled blocks beyond this are freed rather than kept.
  static constexpr std::size_t kSpareMax = 256;

  BlockPool() = default;
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  // An empty block: a returned one if there is any, else a new one. Calls on_return(block) for each
  // block that has come back since the last call, before emptying it.
  template <typename OnReturn>
  [[nodiscard]] Block* take(OnReturn&& on_return) {
    collect(on_return);
    if (spare_ == nullptr) return make();
    Block* const block = spare_;
    spare_ = std::exchange(block->next_, nullptr);
    --spare_count_;
    return block;
  }
  [[nodiscard]] Block* take() {
    return take([](const Block&) {});
  }

  // Brings in what has been handed back, without taking a block.
  template <typename OnReturn>
  void collect(OnReturn&& on_return) {
    // relaxed: only avoids the exchange below while nothing has come back.
    if (returned_.load(std::memory_order_relaxed) == nullptr) return;
    // acquire: pairs with the release in give_back(); the block's last user is done with it.
    Block* block = returned_.exchange(nullptr, std::memory_order_acquire);
    while (block != nullptr) {
      Block* const next = std::exchange(block->next_, nullptr);
      on_return(std::as_const(*block));
      block->clear();
      keep(block);
      block = next;
    }
  }

  // Hands the block back to the pool that made it. The caller must not touch it afterwards.
  static void give_back(Block* block) {
    BlockPool& home = *block->home_;
    // relaxed: the exchange below validates the value.
    Block* head = home.returned_.load(std::memory_order_relaxed);
    do {
      block->next_ = head;
      // release: pairs with the acquire in collect(). The owner always takes the whole list, so a
      // head that comes back between load and exchange is harmless.
    } while (!home.returned_.compare_exchange_weak(head, block, std::memory_order_release,
                                                   std::memory_order_relaxed));
  }

  // Blocks in existence, in use or spare.
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  Block* make() {
    auto made = std::make_unique<Block>();
    Block* const block = made.get();
    block->home_ = this;
    block->slot_ = all_.size();
    all_.push_back(std::move(made));
    return block;
  }

  void keep(Block* block) {
    if (spare_count_ >= kSpareMax) {
      std::unique_ptr<Block>& hole = all_[block->slot_];
      SW_CHECK(hole.get() == block);
      all_.back()->slot_ = block->slot_;
      std::swap(hole, all_.back());
      all_.pop_back();
      return;
    }
    block->next_ = spare_;
    spare_ = block;
    ++spare_count_;
  }

  std::vector<std::unique_ptr<Block>> all_;
  Block* spare_ = nullptr;
  std::size_t spare_count_ = 0;
  alignas(64) std::atomic<Block*> returned_{nullptr};
};

}  // namespace stellwerk::runtime
