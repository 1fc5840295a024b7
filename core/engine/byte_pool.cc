// SPDX-License-Identifier: Apache-2.0
#include "core/engine/byte_pool.h"

#include <new>

namespace stellwerk::engine {

BytePool::~BytePool() = default;

char* BytePool::allocate(std::size_t size) {
  if (size == 0) return nullptr;
  const std::size_t steps = (size + kStep - 1) / kStep;
  in_use_ += steps * kStep;
  if (size > kPooledMax) return static_cast<char*>(::operator new(size));
  if (Free* piece = free_[steps]; piece != nullptr) {
    free_[steps] = piece->next;
    piece->~Free();
    return static_cast<char*>(static_cast<void*>(piece));
  }
  const std::size_t bytes = steps * kStep;
  if (chunk_used_ + bytes > kChunk) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunk));
    chunk_used_ = 0;
  }
  char* piece = chunks_.back().get() + chunk_used_;
  chunk_used_ += bytes;
  return piece;
}

void BytePool::release(const char* handed_out, std::size_t size) {
  if (size == 0) return;
  char* const bytes = const_cast<char*>(handed_out);
  const std::size_t steps = (size + kStep - 1) / kStep;
  in_use_ -= steps * kStep;
  if (size > kPooledMax) {
    ::operator delete(bytes);
    return;
  }
  free_[steps] = ::new (static_cast<void*>(bytes)) Free{free_[steps]};
}

}  // namespace stellwerk::engine
