// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/journal/journal.h"

namespace stellwerk::journal {

// Keeps everything in memory, durable when the caller says so: for tests and simulation. Outlives
// the shards that write it, so that a restart can be played.
// Thread safety: none.
class MemoryJournal final : public Journal {
 public:
  // With `delay` on, what is appended stays short of durable until make_durable().
  void set_delay(bool delay) { delay_ = delay; }
  // Makes the records below `end` durable (all of them when there are fewer) and notifies.
  void make_durable(std::uint64_t end);
  // Another writer appends: whoever expects its own number next is refused.
  void append_foreign(base::Instant at, std::string_view command);
  // The machine goes down: what is not durable is lost.
  void crash();
  // The store breaks: nothing more is taken or becomes durable.
  void fail();
  void set_room(Room room);
  // Nothing is cut, as where a disk is full.
  void refuse_trims(bool refuse) { refuses_trims_ = refuse; }
  // The snapshots of another one, as if they had been stored here before a crash.
  void take_snapshots(const MemoryJournal& from) { snapshots_ = from.snapshots_; }
  // Damages the pieces of a snapshot.
  void spoil_snapshot(std::uint64_t next);

  [[nodiscard]] bool keeps() const override { return true; }
  [[nodiscard]] Append append(std::uint64_t expected_first,
                              std::span<const Record> records) override;
  [[nodiscard]] std::uint64_t next() const override { return first_ + records_.size(); }
  [[nodiscard]] std::uint64_t durable() const override { return durable_; }
  [[nodiscard]] bool failed() const override { return failed_; }
  [[nodiscard]] Room room() const override { return room_; }
  [[nodiscard]] base::Instant last_time() const override;
  [[nodiscard]] Problem read(std::uint64_t from, const Visit& visit) const override;
  [[nodiscard]] std::vector<std::uint64_t> snapshots() const override;
  [[nodiscard]] Problem read_snapshot(std::uint64_t next, const PieceVisit& visit) const override;
  [[nodiscard]] Problem store_snapshot(std::uint64_t next, const PieceSource& source) override;
  void drop_snapshot(std::uint64_t next) override { snapshots_.erase(next); }
  [[nodiscard]] std::uint64_t first() const override { return first_; }
  [[nodiscard]] Problem trim(std::uint64_t next) override;
  void on_durable(std::function<void()> notify) override;

 private:
  struct Kept {
    base::Instant at;
    std::uint32_t tenant;
    std::string command;
  };

  bool delay_ = false;
  bool failed_ = false;
  bool refuses_trims_ = false;
  Room room_ = Room::kPlenty;
  std::uint64_t first_ = 1;
  std::uint64_t durable_ = 1;
  base::Instant last_time_;
  std::map<std::uint64_t, std::vector<std::string>> snapshots_;  // pieces by number
  std::deque<Kept> records_;
  std::function<void()> notify_;
};

}  // namespace stellwerk::journal
