// SPDX-License-Identifier: Apache-2.0
#include "core/stream/sequence_ring.h"

#include <algorithm>

#include "core/base/check.h"

namespace stellwerk::stream {
namespace {

constexpr std::size_t kCapacityMin = 4;

// Between growing and shrinking lie a quarter and a half: going to and fro costs nothing.
std::size_t with_slack(std::size_t size) { return std::max(kCapacityMin, size + size / 4); }

}  // namespace

void SequenceRing::grow() { resize(with_slack(capacity_ + 1)); }

void SequenceRing::drop_below(std::uint64_t least) {
  const std::size_t dropped = lower_bound(least);
  if (dropped == 0) return;
  head_ = slot(dropped);
  size_ -= dropped;
  if (size_ == 0) return resize(0);
  if (capacity_ > kCapacityMin && size_ <= capacity_ / 2) resize(with_slack(size_));
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
