// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace stellwerk::engine {

// Many small pieces of text, allocated and freed without the general allocator: freed pieces are
// kept by size in steps of 16 bytes and used again. Pieces over kPooledMax go to the heap.
class BytePool {
 public:
  BytePool() = default;
  ~BytePool();
  BytePool(const BytePool&) = delete;
  BytePool& operator=(const BytePool&) = delete;

  // Uninitialised bytes; null for size 0.
  [[gnu::hot]] char* allocate(std::size_t size);
  [[gnu::hot]] void release(const char* bytes, std::size_t size);

  // Bytes handed out and not released, rounded up to whole steps.
  [[nodiscard]] std::size_t in_use() const { return in_use_; }

 private:
  static constexpr std::size_t kStep = 16;
  static constexpr std::size_t kPooledMax = 1'024;
  static constexpr std::size_t kChunk = std::size_t{1} << 18U;

  struct Free {
    Free* next;
  };

  std::array<Free*, kPooledMax / kStep + 1> free_{};
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_used_ = kChunk;
  std::size_t in_use_ = 0;
};

}  // namespace stellwerk::engine
