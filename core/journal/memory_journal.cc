// SPDX-License-Identifier: Apache-2.0
#include "core/journal/memory_journal.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"

namespace stellwerk::journal {

void MemoryJournal::make_durable(std::uint64_t end) {
  const std::uint64_t durable = std::clamp(end, durable_, next());
  if (failed_ || durable == durable_) return;
  durable_ = durable;
  if (notify_) notify_();
}

void MemoryJournal::append_foreign(base::Instant at, std::string_view command) {
  records_.push_back({at, 0, std::string(command)});
  last_time_ = at;
  if (!delay_) make_durable(next());
}

void MemoryJournal::fail() {
  failed_ = true;
  if (notify_) notify_();
}

void MemoryJournal::set_room(Room room) {
  room_ = room;
  if (notify_) notify_();
}

void MemoryJournal::crash() {
  records_.resize(static_cast<std::size_t>(durable_ - first_));
  if (!records_.empty()) last_time_ = records_.back().at;
}

Append MemoryJournal::append(std::uint64_t expected_first, std::span<const Record> records) {
  if (failed_ || expected_first != next()) return Append::kRefused;
  for (const Record& record : records) {
    SW_CHECK(record.seq == next());
    records_.push_back({record.at, record.tenant, std::string(record.command)});
    last_time_ = record.at;
  }
  if (!delay_) make_durable(next());
  return Append::kOk;
}

base::Instant MemoryJournal::last_time() const { return last_time_; }

Problem MemoryJournal::read(std::uint64_t from, const Visit& visit) const {
  if (from < first_) {
    return {Fault::kDamaged, "the journal begins with record " + std::to_string(first_)};
  }
  for (std::uint64_t seq = from; seq < next(); ++seq) {
    const Kept& kept = records_[static_cast<std::size_t>(seq - first_)];
    if (!visit(Record{seq, kept.at, kept.tenant, kept.command})) break;
  }
  return {};
}

std::vector<std::uint64_t> MemoryJournal::snapshots() const {
  std::vector<std::uint64_t> numbers;
  for (const auto& [next, pieces] : snapshots_) numbers.push_back(next);
  std::reverse(numbers.begin(), numbers.end());
  return numbers;
}

Problem MemoryJournal::read_snapshot(std::uint64_t next, const PieceVisit& visit) const {
  const auto found = snapshots_.find(next);
  if (found == snapshots_.end()) return {Fault::kUnavailable, "there is no such snapshot"};
  for (const std::string& piece : found->second) {
    if (!visit(piece)) break;
  }
  return {};
}

Problem MemoryJournal::store_snapshot(std::uint64_t next, const PieceSource& source) {
  SW_CHECK(next <= durable_);
  std::vector<std::string> pieces;
  source([&pieces](std::string_view piece) { pieces.emplace_back(piece); });
  snapshots_.insert_or_assign(next, std::move(pieces));
  return {};
}

Problem MemoryJournal::trim(std::uint64_t next) {
  if (refuses_trims_) return {Fault::kUnavailable, "the disk is full"};
  while (first_ < next && records_.size() > 1) {
    records_.pop_front();
    ++first_;
  }
  return {};
}

void MemoryJournal::spoil_snapshot(std::uint64_t next) {
  for (std::string& piece : snapshots_.at(next)) piece.back() = static_cast<char>(~piece.back());
}

void MemoryJournal::on_durable(std::function<void()> notify) { notify_ = std::move(notify); }

}  // namespace stellwerk::journal
