// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace stellwerk::runtime {

template <typename Block>
class BlockPool;

// What a shard hands to the journal's thread: records as journal::append_record() wrote them.
// Recycled like a CommandBlock.
class JournalBlock {
 public:
  JournalBlock() = default;
  JournalBlock(const JournalBlock&) = delete;
  JournalBlock& operator=(const JournalBlock&) = delete;

  std::uint32_t shard = 0;
  std::uint32_t count = 0;
  std::uint64_t first = 0;
  std::string records;

  // Empties the block; gives back the memory that very large records took.
  void clear() {
    constexpr std::size_t kKeptBytesMax = std::size_t{256} << 10U;
    if (records.capacity() > kKeptBytesMax) records = std::string();
    records.clear();
  }

 private:
  friend class BlockPool<JournalBlock>;

  // Of the pool that made the block.
  BlockPool<JournalBlock>* home_ = nullptr;
  JournalBlock* next_ = nullptr;
  std::size_t slot_ = 0;
};

}  // namespace stellwerk::runtime
