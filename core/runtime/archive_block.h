// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/stream/archive.h"

namespace stellwerk::runtime {

template <typename Block>
class BlockPool;

// What a store's archive hands to the archives' thread, and gets back with the outcome. Recycled
// like a CommandBlock.
class ArchiveBlock {
 public:
  ArchiveBlock() = default;
  ArchiveBlock(const ArchiveBlock&) = delete;
  ArchiveBlock& operator=(const ArchiveBlock&) = delete;

  std::uint32_t lane = 0;
  const stream::Segment* segment = nullptr;  // to be kept; null: drop what is below `least`
  std::uint64_t least = 0;
  stream::Archive::Outcome outcome;

  void clear() { segment = nullptr; }

 private:
  friend class BlockPool<ArchiveBlock>;

  // Of the pool that made the block.
  BlockPool<ArchiveBlock>* home_ = nullptr;
  ArchiveBlock* next_ = nullptr;
  std::size_t slot_ = 0;
};

}  // namespace stellwerk::runtime
