// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/scenario.h"

namespace stellwerk::sim {

enum class Io : std::uint8_t { kOk, kNoSpace, kFailed };

// A disk with one file on it that is only ever appended to. What was not synced is a matter of luck
// when the machine goes down: lost, kept, torn in the middle, or with holes where a later sector
// was written before an earlier one.
class SimDisk {
 public:
  SimDisk(const Scenario& scenario, Coverage& coverage);

  // Of a write that finds no space, a part may be there.
  Io append(std::string_view bytes);
  Io sync();
  void truncate(std::uint64_t size);
  // Drops bytes from the front, all or none, and on the disk at once. REQUIRES: they are synced.
  void cut_front(std::uint64_t size);
  // What was ever dropped so. For checkers, who forget nothing.
  [[nodiscard]] std::string_view dropped() const { return dropped_; }
  [[nodiscard]] std::uint64_t synced() const { return synced_; }

  // The machine goes down and comes up again.
  void power_cut();

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t free_bytes() const;
  // No more than `bytes` are left, until forget_bound().
  void bound(std::uint64_t bytes) { capacity_ = bytes_.size() + bytes; }
  void forget_bound() { capacity_ = kUnbounded; }
  [[nodiscard]] bool bounded() const { return capacity_ != kUnbounded; }
  // Writes and syncs fail until mend().
  void break_down() { broken_ = true; }
  void mend() { broken_ = false; }
  [[nodiscard]] bool broken() const { return broken_; }
  // How long the next write or sync takes.
  [[nodiscard]] std::int64_t draw_latency_ns();

  // Files beside the log, each written whole and synced or not at all: snapshots, in pieces, by the
  // number of the record behind them.
  struct Snapshot {
    std::vector<std::string> pieces;
    bool rotten = false;  // its checksums no longer fit
  };
  using Snapshots = std::map<std::uint64_t, Snapshot>;
  [[nodiscard]] Snapshots& snapshots() { return snapshots_; }
  [[nodiscard]] const Snapshots& snapshots() const { return snapshots_; }

  // For mutants: another byte in what was synced.
  void flip_synced_bit();

 private:
  static constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();
  static constexpr std::size_t kSector = 64;

  void lose_sectors();

  const Scenario& scenario_;
  Coverage& coverage_;
  base::Prng prng_;
  std::string bytes_;
  std::string dropped_;
  std::size_t synced_ = 0;
  std::uint64_t capacity_ = kUnbounded;
  bool broken_ = false;
  Snapshots snapshots_;
};

}  // namespace stellwerk::sim
