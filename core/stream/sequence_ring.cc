// SPDX-License-Identifier: Apache-2.0
#include "core/stream/sequence_ring.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::stream {
namespace {

constexpr std::size_t kCapacityMin = 4;

}  // namespace

void SequenceRing::push(std::uint64_t seq) {
  if (size_ == capacity_) resize(std::max(kCapacityMin, capacity_ * 2));
  SW_CHECK(size_ == 0 || (*this)[size_ - 1] < seq);
  slots_[(head_ + size_) & (capacity_ - 1)] = seq;
  ++size_;
}

void SequenceRing::drop_below(std::uint64_t least) {
  const std::size_t dropped = lower_bound(least);
  if (dropped == 0) return;
  head_ = (head_ + dropped) & (capacity_ - 1);
  size_ -= dropped;
  std::size_t capacity = capacity_;
  while (capacity > kCapacityMin && size_ <= capacity / 4) capacity /= 2;
  if (size_ == 0) capacity = 0;
  if (capacity != capacity_) resize(capacity);
}

std::size_t SequenceRing::lower_bound(std::uint64_t least) const {
  std::size_t low = 0;
  std::size_t high = size_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if ((*this)[middle] < least) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void SequenceRing::resize(std::size_t capacity) {
  SW_CHECK(capacity >= size_);
  std::unique_ptr<std::uint64_t[]> slots;
  if (capacity > 0) slots.reset(new std::uint64_t[capacity]);
  for (std::size_t i = 0; i < size_; ++i) slots[i] = (*this)[i];
  slots_ = std::move(slots);
  capacity_ = capacity;
  head_ = 0;
}

}  // namespace stellwerk::stream
