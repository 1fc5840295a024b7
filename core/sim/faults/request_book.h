// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace stellwerk::sim {

// What requests were answered: each counts once and is answered alike as long as it is remembered.
// Requests are called r0, r1 ...
class RequestBook {
 public:
  static constexpr base::Duration kWindow = base::minutes(10);

  // Whether the shard must know the request at `now`.
  [[nodiscard]] bool knows(std::string_view request, base::Instant now) const;
  void remember(std::string_view request, base::Instant now, std::string_view answer);
  // REQUIRES: knows() it.
  [[nodiscard]] bool same_answer(std::string_view request, std::string_view answer) const;
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    bool known = false;
    base::Instant at;
    std::uint64_t answer = 0;
  };
  std::vector<Entry> entries_;
};

}  // namespace stellwerk::sim
