// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/journal/committer.h"
#include "core/journal/journal.h"

namespace stellwerk::journal {

// One shard's journal in a RocksLog. What is appended is handed to the committer at once; somebody
// steps that. For whoever does everything on one thread: tests, tools, simulation. The daemon puts
// a thread between the two (runtime::JournalThread).
// Thread safety: that of the committer.
class RocksJournal final : public Journal {
 public:
  RocksJournal(Committer& committer, std::uint32_t shard);

  [[nodiscard]] bool keeps() const override { return true; }
  [[nodiscard]] Append append(std::uint64_t expected_first,
                              std::span<const Record> records) override;
  [[nodiscard]] std::uint64_t next() const override { return next_; }
  [[nodiscard]] std::uint64_t durable() const override { return committer_.durable(shard_); }
  [[nodiscard]] bool failed() const override { return committer_.failed(); }
  [[nodiscard]] Room room() const override { return committer_.room(); }
  [[nodiscard]] base::Instant last_time() const override { return last_time_; }
  // What is durable.
  [[nodiscard]] Problem read(std::uint64_t from, const Visit& visit) const override;
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override;
  [[nodiscard]] Problem read_snapshot(std::uint64_t next, const PieceVisit& visit) const override;
  [[nodiscard]] Problem store_snapshot(std::uint64_t next, const PieceSource& source) override;
  void drop_snapshot(std::uint64_t next) override;
  [[nodiscard]] std::uint64_t first() const override { return committer_.log().first(shard_); }
  [[nodiscard]] Problem trim(std::uint64_t next) override;
  void on_durable(std::function<void()> notify) override;

 private:
  Committer& committer_;
  const std::uint32_t shard_;
  std::uint64_t next_;
  base::Instant last_time_;
  std::string scratch_;
};

}  // namespace stellwerk::journal
