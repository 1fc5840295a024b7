// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/journal/journal.h"

namespace stellwerk::journal {

// Keeps nothing: everything is "durable" at once and gone with the process. What `--data none`
// stands for. Counts the sequence numbers all the same.
class NullJournal final : public Journal {
 public:
  [[nodiscard]] bool keeps() const override { return false; }
  [[nodiscard]] Append append(std::uint64_t expected_first,
                              std::span<const Record> records) override;
  [[nodiscard]] std::uint64_t next() const override { return next_; }
  [[nodiscard]] std::uint64_t durable() const override { return next_; }
  [[nodiscard]] bool failed() const override { return false; }
  [[nodiscard]] Room room() const override { return Room::kPlenty; }
  [[nodiscard]] base::Instant last_time() const override { return {0}; }
  [[nodiscard]] Problem read(std::uint64_t from, const Visit& visit) const override;
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override;
  [[nodiscard]] Problem read_snapshot(std::uint64_t next, const PieceVisit& visit) const override;
  [[nodiscard]] Problem store_snapshot(std::uint64_t next, const PieceSource& source) override;
  void drop_snapshot(std::uint64_t) override {}
  [[nodiscard]] std::uint64_t first() const override { return next_; }
  [[nodiscard]] Problem trim(std::uint64_t) override { return {}; }
  void on_durable(std::function<void()> notify) override;

 private:
  std::uint64_t next_ = 1;
};

}  // namespace stellwerk::journal
