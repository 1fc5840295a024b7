// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>

namespace stellwerk::base {

// Some blocks of memory that were given back, of the few largest sizes that were, for whoever asks
// for as much next: a container that grows and shrinks by a node all the time then allocates none.
// Thread safety: none.
class SpareBlocks {
 public:
  SpareBlocks() = default;
  SpareBlocks(const SpareBlocks&) = delete;
  SpareBlocks& operator=(const SpareBlocks&) = delete;
  ~SpareBlocks() {
    for (Spares& spares : spares_) drop(spares);
  }

  [[nodiscard]] void* take(std::size_t size) {
    for (Spares& spares : spares_) {
      if (spares.size == size && spares.count > 0) return spares.blocks[--spares.count];
    }
    return ::operator new(size);
  }
  void give(void* block, std::size_t size) {
    Spares* least = &spares_[0];
    for (Spares& spares : spares_) {
      if (spares.size == size) return give(spares, block);
      if (spares.size < least->size) least = &spares;
    }
    if (least->size > size) return ::operator delete(block);
    drop(*least);
    least->size = size;
    give(*least, block);
  }

 private:
  static constexpr std::size_t kSizes = 3;
  static constexpr std::size_t kMost = 16;  // of a size

  struct Spares {
    std::size_t size = 0;  // 0: of none yet
    std::size_t count = 0;
    std::array<void*, kMost> blocks{};
  };

  static void give(Spares& spares, void* block) {
    if (spares.count == kMost) return ::operator delete(block);
    spares.blocks[spares.count++] = block;
  }
  static void drop(Spares& spares) {
    while (spares.count > 0) ::operator delete(spares.blocks[--spares.count]);
  }

  std::array<Spares, kSizes> spares_{};
};

// Of such blocks, for containers. `blocks` must outlive them.
template <typename T>
class SpareAllocator {
 public:
  using value_type = T;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;

  explicit SpareAllocator(SpareBlocks* blocks) : blocks_(blocks) {}
  template <typename Other>
  SpareAllocator(const SpareAllocator<Other>& other) : blocks_(other.blocks()) {}

  [[nodiscard]] T* allocate(std::size_t count) {
    return static_cast<T*>(blocks_->take(count * sizeof(T)));
  }
  void deallocate(T* first, std::size_t count) { blocks_->give(first, count * sizeof(T)); }
  [[nodiscard]] SpareBlocks* blocks() const { return blocks_; }

  friend bool operator==(const SpareAllocator& a, const SpareAllocator& b) {
    return a.blocks_ == b.blocks_;
  }

 private:
  static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

  SpareBlocks* blocks_;
};

}  // namespace stellwerk::base
