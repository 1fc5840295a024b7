// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>

#include <absl/container/flat_hash_map.h>

#include "core/base/time.h"
#include "core/engine/ids.h"
#include "core/engine/memory.h"

namespace stellwerk::engine {

// Who worked for a customer last: of the `most` customers that somebody has worked for most
// recently.
class CustomerMemory {
 public:
  struct Last {
    Fingerprint customer;
    AgentSlot agent = kNone;
    base::Instant at;
  };

  explicit CustomerMemory(std::uint64_t most) : most_(most) {}

  // REQUIRES: not earlier than what was remembered before.
  void remember(const Last& last);
  // Null when nobody is remembered; valid until the memory changes.
  [[nodiscard]] const Last* find(const Fingerprint& customer) const;

  [[nodiscard]] std::uint64_t size() const { return by_customer_.size(); }
  // Sum over what is remembered, for the digest.
  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  // Oldest first, for saving; visit(last).
  template <typename Visit>
  void visit(Visit visit) const {
    for (const Last& last : by_age_) visit(last);
  }

 private:
  std::uint64_t most_;
  std::list<Last> by_age_;
  absl::flat_hash_map<Fingerprint, std::list<Last>::iterator> by_customer_;
  std::uint64_t sum_ = 0;
};

}  // namespace stellwerk::engine
