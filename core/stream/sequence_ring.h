// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/base/check.h"

namespace stellwerk::stream {

// Ascending numbers, appended behind and dropped in front. Grows by a quarter when it is full and
// shrinks when half stands empty, so nothing is allocated per number, memory is given back, and a
// number takes 8 to 16 bytes, 8 to 10 where only the oldest go when one comes.
class SequenceRing {
 public:
  // REQUIRES: greater than all before.
  void push(std::uint64_t seq) {
    SW_CHECK(size_ == 0 || newest_ < seq);
    newest_ = seq;
    if (full()) grow();
    slots_[slot(size_)] = seq;
    ++size_;
  }
  // The next number makes it grow.
  [[nodiscard]] bool full() const { return size_ == capacity_; }
  // Drops the numbers below `least`.
  void drop_below(std::uint64_t least);

  [[nodiscard]] std::size_t size() const { return size_; }
  // REQUIRES: i < size().
  [[nodiscard]] std::uint64_t operator[](std::size_t i) const { return slots_[slot(i)]; }
  // Index of the first number that is not below `least`; size() when there is none.
  [[nodiscard]] std::size_t lower_bound(std::uint64_t least) const;

  [[nodiscard]] std::size_t memory() const { return capacity_ * sizeof(std::uint64_t); }

 private:
  [[nodiscard]] std::size_t slot(std::size_t i) const {
    const std::size_t at = head_ + i;
    return at < capacity_ ? at : at - capacity_;
  }
  void grow();
  void resize(std::size_t capacity);

  std::unique_ptr<std::uint64_t[]> slots_;
  std::size_t capacity_ = 0;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::uint64_t newest_ = 0;  // also when it has been dropped
};

}  // namespace stellwerk::stream
