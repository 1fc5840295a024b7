// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include <absl/container/btree_map.h>

#include "core/base/check.h"
#include "core/base/spare_blocks.h"
#include "core/base/time.h"

namespace stellwerk::engine {

// The arrivals of those who wait in a queue: who has waited longest is known without a look at
// everybody, however many there are. Costs the logarithm of their number.
class WaitingSince {
 public:
  WaitingSince() = default;
  // The nodes stay with their spare blocks.
  WaitingSince(WaitingSince&&) noexcept = default;
  WaitingSince& operator=(WaitingSince&&) = delete;

  void add(base::Instant arrival) { ++counts_[arrival.ms]; }
  // REQUIRES: somebody with that arrival waits.
  void remove(base::Instant arrival) {
    const auto found = counts_.find(arrival.ms);
    SW_CHECK(found != counts_.end());
    if (--found->second == 0) counts_.erase(found);
  }
  [[nodiscard]] bool empty() const { return counts_.empty(); }
  // REQUIRES: !empty().
  [[nodiscard]] base::Instant oldest() const { return {counts_.begin()->first}; }

 private:
  using Allocator = base::SpareAllocator<std::pair<const std::int64_t, std::uint32_t>>;
  using Counts = absl::btree_map<std::int64_t, std::uint32_t, std::less<>, Allocator>;

  std::unique_ptr<base::SpareBlocks> blocks_ = std::make_unique<base::SpareBlocks>();
  Counts counts_{Counts::key_compare{}, Allocator(blocks_.get())};  // by arrival
};

}  // namespace stellwerk::engine
