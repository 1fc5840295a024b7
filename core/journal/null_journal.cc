// SPDX-License-Identifier: Apache-2.0
#include "core/journal/null_journal.h"

namespace stellwerk::journal {

Append NullJournal::append(std::uint64_t expected_first, std::span<const Record> records) {
  if (expected_first != next_) return Append::kRefused;
  next_ += records.size();
  return Append::kOk;
}

Problem NullJournal::read(std::uint64_t from, const Visit&) const {
  if (from >= next_) return {};
  return {Fault::kDamaged, "this journal keeps nothing"};
}

std::vector<std::uint64_t> NullJournal::snapshots() const { return {}; }

Problem NullJournal::read_snapshot(std::uint64_t, const PieceVisit&) const {
  return {Fault::kUnavailable, "this journal keeps nothing"};
}

Problem NullJournal::store_snapshot(std::uint64_t, const PieceSource&) {
  return {Fault::kUnavailable, "this journal keeps nothing"};
}

void NullJournal::on_durable(std::function<void()>) {}

}  // namespace stellwerk::journal
