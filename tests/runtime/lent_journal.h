// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "core/journal/memory_journal.h"

namespace stellwerk::runtime {

// Stands for a journal that is the test's.
class LentJournal : public journal::Journal {
 public:
  explicit LentJournal(journal::MemoryJournal& to) : to_(to) {}
  bool keeps() const override { return true; }
  journal::Append append(std::uint64_t first, std::span<const journal::Record> records) override {
    return to_.append(first, records);
  }
  std::uint64_t next() const override { return to_.next(); }
  std::uint64_t durable() const override { return to_.durable(); }
  base::Instant last_time() const override { return to_.last_time(); }
  journal::Problem read(std::uint64_t from, const Visit& visit) const override {
    return to_.read(from, visit);
  }
  bool failed() const override { return to_.failed(); }
  journal::Room room() const override { return to_.room(); }
  std::vector<std::uint64_t> snapshots() const override { return to_.snapshots(); }
  journal::Problem read_snapshot(std::uint64_t next,
                                 const journal::PieceVisit& visit) const override {
    return to_.read_snapshot(next, visit);
  }
  journal::Problem store_snapshot(std::uint64_t next, const journal::PieceSource& source) override {
    return to_.store_snapshot(next, source);
  }
  void drop_snapshot(std::uint64_t next) override { to_.drop_snapshot(next); }
  std::uint64_t first() const override { return to_.first(); }
  journal::Problem trim(std::uint64_t next) override { return to_.trim(next); }
  void on_durable(std::function<void()> notify) override { to_.on_durable(std::move(notify)); }

 private:
  journal::MemoryJournal& to_;
};

}  // namespace stellwerk::runtime
