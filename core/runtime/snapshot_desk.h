// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace stellwerk::runtime {

// Where a shard asks for a snapshot of itself.
// Thread safety: ask() belongs to the shard's thread, the rest to anyone.
class SnapshotDesk {
 public:
  virtual ~SnapshotDesk() = default;

  // Wants one of at least what is durable by now. The request's number, from 1 on; who asked is
  // woken once it is answered.
  [[nodiscard]] virtual std::uint64_t ask() = 0;
  // Requests up to this number are answered.
  [[nodiscard]] virtual std::uint64_t answered() const = 0;
  // What kept the last of them from being carried out; empty: nothing.
  [[nodiscard]] virtual std::string problem() const = 0;
};

}  // namespace stellwerk::runtime
