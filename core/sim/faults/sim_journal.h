// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/prng.h"
#include "core/journal/journal.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/medium.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/faults/sim_disk.h"

namespace stellwerk::sim {

// One shard's journal on a SimDisk: groups as production encodes, checks and reads them, one behind
// the other. As production's committer does, it makes one group of whatever was appended while the
// last one was on its way, and calls it durable once it is synced. Every write and sync is a step
// of its own, so that a crash can come between any two.
class SimJournal final : public SteppedJournal {
 public:
  // Reads what is there; what is not whole is cut off.
  SimJournal(const Scenario& scenario, SimDisk& disk, Coverage& coverage);

  // Does the next write or sync, if its time has come.
  bool step(std::int64_t now_ns) override;
  [[nodiscard]] bool behind() const override { return durable_ < next_; }
  void visit(const Visit& visit) const override;

  [[nodiscard]] bool keeps() const override { return true; }
  [[nodiscard]] journal::Append append(std::uint64_t expected_first,
                                       std::span<const journal::Record> records) override;
  [[nodiscard]] std::uint64_t next() const override { return next_; }
  [[nodiscard]] std::uint64_t durable() const override;
  [[nodiscard]] bool failed() const override { return failed_; }
  [[nodiscard]] journal::Room room() const override;
  [[nodiscard]] base::Instant last_time() const override { return last_time_; }
  [[nodiscard]] journal::Problem read(std::uint64_t from, const Visit& visit) const override;
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override;
  [[nodiscard]] journal::Problem read_snapshot(std::uint64_t next,
                                               const journal::PieceVisit& visit) const override;
  [[nodiscard]] journal::Problem store_snapshot(std::uint64_t next,
                                                const journal::PieceSource& source) override;
  void drop_snapshot(std::uint64_t next) override { disk_.snapshots().erase(next); }
  [[nodiscard]] std::uint64_t first() const override { return first_; }
  [[nodiscard]] journal::Problem trim(std::uint64_t next) override;
  void on_durable(std::function<void()> notify) override { notify_ = std::move(notify); }

 private:
  enum class State : std::uint8_t { kIdle, kHead, kRest, kSync };

  [[nodiscard]] bool syncs() const;
  void recover();
  void visit_kept(const Visit& visit) const;
  void begin_group();
  void publish();
  void settle(Io io, State next);

  const Scenario& scenario_;
  SimDisk& disk_;
  Coverage& coverage_;
  std::uint64_t epoch_ = 1;
  std::uint64_t first_ = 1;
  std::uint64_t next_ = 1;
  std::uint64_t durable_ = 1;
  base::Instant last_time_;
  std::string pending_;  // records of the next group
  std::uint32_t pending_count_ = 0;
  std::uint64_t good_end_ = 0;  // bytes of whole groups
  State state_ = State::kIdle;
  std::string frame_;  // on its way
  std::uint32_t frame_count_ = 0;
  std::int64_t busy_until_ns_ = 0;
  bool full_ = false;
  bool failed_ = false;
  std::function<void()> notify_;
};

}  // namespace stellwerk::sim
