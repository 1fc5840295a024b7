// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/sim_journal.h"

#include <algorithm>

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/journal/group.h"

namespace stellwerk::sim {
namespace {

constexpr std::size_t kSizeSize = 4;
constexpr std::size_t kFrameHead = kSizeSize + journal::kGroupKeySize;
constexpr std::uint64_t kNoRoom = 2'048;
constexpr std::uint64_t kLowRoom = 16'384;

struct Frame {
  journal::Group group;
  std::size_t size = 0;
};

// A frame: size of the value u32 | key | value. Empty when the bytes do not begin with a whole one.
std::optional<Frame> read_frame(std::string_view bytes) {
  if (bytes.size() < kFrameHead) return std::nullopt;
  const std::size_t size = base::ByteReader(bytes).u32();
  if (bytes.size() - kFrameHead < size) return std::nullopt;
  const auto key = journal::decode_key(bytes.substr(kSizeSize, journal::kGroupKeySize));
  if (!key) return std::nullopt;
  const auto group = journal::decode_group(*key, bytes.substr(kFrameHead, size));
  if (!group) return std::nullopt;
  return Frame{*group, kFrameHead + size};
}

// For a mutant: where the last whole group begins.
std::size_t begin_of_last(std::string_view bytes) {
  std::size_t at = 0;
  std::size_t last = 0;
  while (const auto frame = read_frame(bytes.substr(at))) {
    last = at;
    at += frame->size;
  }
  return last;
}

// Number of the first record behind whole groups.
std::uint64_t end_of(std::string_view bytes) {
  std::uint64_t end = 1;
  while (const auto frame = read_frame(bytes)) {
    end = frame->group.end();
    bytes.remove_prefix(frame->size);
  }
  return end;
}

// Visits the records of whole groups; false when `visit` has stopped it.
bool visit_all(std::string_view bytes, const journal::History::Visit& visit) {
  while (const auto frame = read_frame(bytes)) {
    if (journal::walk(frame->group, 0, visit) == journal::Walk::kStopped) return false;
    bytes.remove_prefix(frame->size);
  }
  return true;
}

}  // namespace

SimJournal::SimJournal(const Scenario& scenario, SimDisk& disk, Coverage& coverage)
    : scenario_(scenario), disk_(disk), coverage_(coverage) {
  recover();
}

bool SimJournal::syncs() const {
  return !scenario_.has(Feature::kLazySyncs) && scenario_.mutant != Mutant::kSkipsSyncs;
}

void SimJournal::recover() {
  first_ = next_ = end_of(disk_.dropped());
  if (scenario_.mutant == Mutant::kDropsGroup) disk_.truncate(begin_of_last(disk_.bytes()));
  std::string_view rest = disk_.bytes();
  while (const auto frame = read_frame(rest)) {
    if (frame->group.first != next_ || frame->group.epoch < epoch_) break;
    const auto seen = journal::walk(frame->group, 0, [this](const journal::Record& record) {
      last_time_ = record.at;
      return true;
    });
    SW_CHECK_MSG(seen == journal::Walk::kEnd, "a group with a good checksum is damaged");
    next_ = frame->group.end();
    epoch_ = frame->group.epoch;
    good_end_ += frame->size;
    rest.remove_prefix(frame->size);
  }
  if (!rest.empty()) ++coverage_[Coverage::kTornTails];
  disk_.truncate(good_end_);
  durable_ = next_;
  if (next_ > 1) ++epoch_;
  // A process that was killed has left what it had written and not synced.
  if (syncs()) static_cast<void>(disk_.sync());
}

journal::Append SimJournal::append(std::uint64_t expected_first,
                                   std::span<const journal::Record> records) {
  if (failed_ || expected_first != next_) return journal::Append::kRefused;
  for (const journal::Record& record : records) {
    SW_CHECK(record.seq == next_);
    journal::append_record(record, pending_);
    last_time_ = record.at;
    ++next_;
    ++pending_count_;
  }
  show(records);
  return journal::Append::kOk;
}

std::uint64_t SimJournal::durable() const {
  return scenario_.mutant == Mutant::kAcknowledgesEarly ? next_ : durable_;
}

journal::Room SimJournal::room() const {
  const std::uint64_t left = disk_.free_bytes();
  if (full_ || left < kNoRoom) return journal::Room::kNone;
  return left < kLowRoom ? journal::Room::kLow : journal::Room::kPlenty;
}

bool SimJournal::step(std::int64_t now_ns) {
  if (failed_ || now_ns < busy_until_ns_) return false;
  switch (state_) {
    case State::kIdle:
      if (full_ && disk_.free_bytes() > kNoRoom) full_ = false;
      if (pending_count_ == 0 && frame_.empty()) return false;
      if (full_) return false;
      begin_group();
      break;
    case State::kHead:
      settle(disk_.append(std::string_view(frame_).substr(0, frame_.size() / 2)), State::kRest);
      break;
    case State::kRest:
      settle(disk_.append(std::string_view(frame_).substr(frame_.size() / 2)), State::kSync);
      break;
    case State::kSync:
      if (syncs()) settle(disk_.sync(), State::kIdle);
      if (!failed_) publish();
      break;
  }
  busy_until_ns_ = now_ns + disk_.draw_latency_ns();
  return true;
}

// What could not be written for want of space is written again, the same.
void SimJournal::begin_group() {
  state_ = State::kHead;
  if (!frame_.empty()) return;
  const journal::GroupKey key{0, durable_};
  std::string value;
  journal::encode_group(key, epoch_, pending_count_, pending_, value);
  frame_.resize(kSizeSize);
  base::ByteWriter(frame_.data()).u32(static_cast<std::uint32_t>(value.size()));
  frame_ += journal::encode_key(key);
  frame_ += value;
  frame_count_ = pending_count_;
  pending_.clear();
  pending_count_ = 0;
}

void SimJournal::settle(Io io, State next) {
  state_ = next;
  if (io == Io::kOk) return;
  state_ = State::kIdle;
  if (io == Io::kNoSpace) {
    full_ = true;
    disk_.truncate(good_end_);
  } else {
    failed_ = true;
    ++coverage_[Coverage::kFailedDisks];
  }
  if (notify_) notify_();
}

void SimJournal::publish() {
  state_ = State::kIdle;
  good_end_ += frame_.size();
  durable_ += frame_count_;
  frame_.clear();
  if (notify_) notify_();
}

void SimJournal::visit(const Visit& visit) const {
  if (visit_all(disk_.dropped(), visit)) visit_kept(visit);
}

void SimJournal::visit_kept(const Visit& visit) const {
  visit_all(disk_.bytes().substr(0, static_cast<std::size_t>(good_end_)), visit);
}

// As production's log does: whole groups, and not the last. The mark of where the rest begins
// stands behind all records, so that it is lost with them where a sync was a lie.
journal::Problem SimJournal::trim(std::uint64_t next) {
  if (disk_.sync() != Io::kOk || disk_.synced() < good_end_) return {};
  if (scenario_.mutant == Mutant::kTrimsTooMuch) next = durable_;
  std::string_view rest = disk_.bytes().substr(0, static_cast<std::size_t>(good_end_));
  std::uint64_t size = 0;
  for (auto frame = read_frame(rest); frame; frame = read_frame(rest)) {
    if (frame->group.end() > next || frame->size == rest.size()) break;
    size += frame->size;
    first_ = frame->group.end();
    rest.remove_prefix(frame->size);
  }
  disk_.cut_front(size);
  good_end_ -= size;
  if (size > 0) ++coverage_[Coverage::kTrims];
  return {};
}

journal::Problem SimJournal::read(std::uint64_t from, const Visit& to) const {
  if (from < first_) {
    return {journal::Fault::kDamaged, "the journal begins with record " + std::to_string(first_)};
  }
  const auto visitor = [from, &to](const journal::Record& record) {
    return record.seq < from || to(record);
  };
  // Where a mutant strikes: late, so that it strikes what checkers have seen.
  const std::uint64_t struck = durable_ * 3 / 4;
  journal::Record kept;
  std::string kept_command;
  visit_kept([&](const journal::Record& record) {
    if (scenario_.mutant == Mutant::kSkipsRecord && record.seq == struck) return true;
    if (scenario_.mutant != Mutant::kSwapsRecords || record.seq < struck ||
        record.seq > struck + 1) {
      return visitor(record);
    }
    if (record.seq == struck) {
      kept = record;
      kept_command = record.command;
      return true;
    }
    journal::Record second = record;
    second.seq = struck;
    kept.seq = record.seq;
    kept.command = kept_command;
    return visitor(second) && visitor(kept);
  });
  return {};
}

}  // namespace stellwerk::sim
