// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <absl/container/btree_map.h>

#include "core/base/check.h"
#include "core/base/time.h"

namespace stellwerk::engine {

// The arrivals of those who wait in a queue: who has waited longest is known without a look at
// everybody, however many there are. Costs the logarithm of their number.
class WaitingSince {
 public:
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
  absl::btree_map<std::int64_t, std::uint32_t> counts_;  // by arrival
};

}  // namespace stellwerk::engine
