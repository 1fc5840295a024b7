// SPDX-License-Identifier: Apache-2.0
#include "core/stream/event_segments.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/model/codec.h"

namespace stellwerk::stream {
namespace {

// A tenant's first segment starts small and grows; those after it start as large as they become.
constexpr std::size_t kSizeMin = 4 * 1024;

// What segments differ by; only saves a reallocation.
constexpr std::size_t kSizeSlack = 256;

// Segments the archive is at, at once; one after a failure, until it has kept one again.
constexpr std::size_t kLentMax = 8;

// While it holds back: as many times limits.resident_max.
constexpr std::size_t kHeldBack = 4;

}  // namespace

EventSegments::EventSegments(const Limits& limits, Archive* archive)
    : limits_(limits),
      archive_(archive),
      size_full_(static_cast<std::size_t>(limits.segment_bytes + limits.segment_bytes / 64)),
      size_next_(std::min(kSizeMin, size_full_)) {
  SW_CHECK(limits.segment_entries > 0 && limits.segment_bytes > 0);
  SW_CHECK(limits.answer_segments_max > 0);
}

EventSegments::~EventSegments() {
  if (archive_ != nullptr) archive_->settle();
}

void EventSegments::append(const model::Event& event) {
  SW_CHECK(event.seq > 0);
  SW_CHECK(runs_.empty() || event.seq == end());
  const model::EventExtent extent = model::extent_of(event);
  if (runs_.empty() || runs_.back().state != Run::State::kOpen) open(event.seq, extent.size);
  Run& run = runs_.back();
  Segment& segment = *run.segment;
  make_room(segment, extent.size);
  model::encode(event, extent, segment.bytes);
  segment.ends.push_back(static_cast<std::uint32_t>(segment.bytes.size()));
  run.id.end = event.seq + 1;
  const bool full = segment.bytes.size() >= limits_.segment_bytes;
  if (full || run.id.end % limits_.segment_entries == 0) complete();
}

void EventSegments::adopt(const SegmentId& id) {
  SW_CHECK(archive_ != nullptr && id.first > 0 && id.end > id.first);
  SW_CHECK(runs_.empty() || id.first == end());
  SW_CHECK(resident_begin_ == runs_.size());
  Run& run = runs_.emplace_back();
  run.id = id;
  run.state = Run::State::kKept;
  run.secured = true;
  ++resident_begin_;
  resident_from_ = id.end;
  archived_entries_ += id.end - id.first;
  archived_bytes_ += id.size;
}

void EventSegments::hold_back(bool on) {
  holds_back_ = on;
  if (!on) pass_on();
}

std::uint64_t EventSegments::drop_below(std::uint64_t least) {
  std::uint64_t dropped = 0;
  while (!runs_.empty() && runs_.front().id.end <= least) dropped += drop_front();
  return dropped;
}

std::uint64_t EventSegments::drop_oldest() { return runs_.size() < 2 ? 0 : drop_front(); }

std::uint64_t EventSegments::first() const { return runs_.empty() ? 0 : runs_.front().id.first; }

std::uint64_t EventSegments::end() const { return runs_.empty() ? 0 : runs_.back().id.end; }

bool EventSegments::fetch_archived(std::uint64_t seq, std::string& problem) const {
  Run& run = runs_[index_of(seq)];
  if (run.segment != nullptr) {
    note_use(run.id.first);
    return true;
  }
  std::unique_ptr<Segment> segment;
  if (fetched_.size() >= limits_.answer_segments_max) {
    segment = std::move(runs_[index_of(fetched_.front())].segment);
    fetched_memory_ -= segment->memory();
    fetched_.erase(fetched_.begin());
  } else {
    segment = std::make_unique<Segment>();
  }
  if (archive_->read(run.id, *segment, problem) != Archive::Found::kWhole) return false;
  fetched_memory_ += segment->memory();
  run.segment = std::move(segment);
  fetched_.push_back(run.id.first);
  return true;
}

std::string_view EventSegments::bytes(std::uint64_t seq) const {
  const Run& run = runs_[index_of(seq)];
  SW_CHECK(run.segment != nullptr);
  return run.segment->entry(seq);
}

std::vector<SegmentId> EventSegments::secured() const {
  std::vector<SegmentId> ids;
  std::size_t known = 0;
  for (const Run& run : runs_) {
    if (run.state != Run::State::kKept) break;
    if (run.secured && known == ids.size()) ++known;
    ids.push_back(run.id);
  }
  if (known == ids.size()) return ids;
  const Archive::Range now = archive_->secure(std::span(ids).subspan(known));
  SW_CHECK(now.begin <= now.end && known + now.end <= ids.size());
  for (std::size_t i = now.begin; i < now.end; ++i) runs_[known + i].secured = true;
  ids.resize(known + now.end);
  if (now.begin > 0) {
    ids.erase(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(known + now.begin));
  }
  return ids;
}

void EventSegments::open(std::uint64_t first, std::size_t size) {
  std::unique_ptr<Segment> segment = std::move(spare_);
  if (segment == nullptr) {
    segment = std::make_unique<Segment>();
    segment->bytes.reserve(std::max(size_next_, size));
    resident_ += segment->memory();
  }
  segment->first = first;
  Run& run = runs_.emplace_back();
  run.id.first = run.id.end = first;
  run.segment = std::move(segment);
}

void EventSegments::make_room(Segment& segment, std::size_t size) {
  const bool fits = segment.bytes.size() + size <= segment.bytes.capacity();
  if (fits && segment.ends.size() < segment.ends.capacity()) return;
  const std::size_t before = segment.memory();
  if (!fits) enlarge(segment.bytes, size);
  if (segment.ends.size() == segment.ends.capacity()) {
    segment.ends.reserve(std::max<std::size_t>(1, 2 * segment.ends.size()));
  }
  resident_ += segment.memory() - before;
}

// A string that grows by itself takes twice what it had, at least.
void EventSegments::enlarge(std::string& bytes, std::size_t size) const {
  std::string larger;
  larger.reserve(std::max(bytes.size() + size, std::min(2 * bytes.capacity(), size_full_)));
  larger.append(bytes);
  bytes.swap(larger);
}

void EventSegments::complete() {
  Run& run = runs_.back();
  run.state = Run::State::kComplete;
  run.id.size = static_cast<std::uint32_t>(run.segment->bytes.size());
  const std::size_t like_this = run.id.size + run.id.size / 8 + kSizeSlack;
  size_next_ = std::max(size_next_, std::min(size_full_, like_this));
  if (!holds_back_ || resident_ / kHeldBack > limits_.resident_max) pass_on();
}

// To the archive what is to be lent, and out of memory what it has.
void EventSegments::pass_on() {
  if (archive_ == nullptr) return;
  learn_outcomes();
  // An archive that does its work at once has outcomes at once.
  while (lend() && !refused_) learn_outcomes();
  learn_outcomes();
  leave_memory();
}

bool EventSegments::lend() {
  const std::size_t most = refused_ ? 1 : kLentMax;
  bool lent = false;
  for (std::size_t i = resident_begin_; i < runs_.size() && lent_ < most; ++i) {
    Run& run = runs_[i];
    if (run.state != Run::State::kComplete) continue;
    run.state = Run::State::kLent;
    ++lent_;
    lent = true;
    archive_->keep(*run.segment);
  }
  return lent;
}

void EventSegments::learn_outcomes() {
  while (const std::optional<Archive::Outcome> outcome = archive_->next_outcome()) learn(*outcome);
}

void EventSegments::learn(const Archive::Outcome& outcome) {
  SW_CHECK(lent_ > 0);
  --lent_;
  refused_ = !outcome.kept;
  const std::uint64_t seq = outcome.id.first;
  if (runs_.empty() || seq < first()) {
    std::erase_if(dropped_, [seq](const auto& segment) { return segment->first == seq; });
    return;
  }
  Run& run = runs_[index_of(seq)];
  SW_CHECK(run.state == Run::State::kLent && run.id.first == seq);
  run.state = outcome.kept ? Run::State::kKept : Run::State::kComplete;
  if (!outcome.kept) return;
  SW_CHECK(outcome.id.end == run.id.end && outcome.id.size == run.id.size);
  run.id = outcome.id;
  archived_entries_ += run.id.end - run.id.first;
  archived_bytes_ += run.id.size;
}

void EventSegments::leave_memory() {
  while (resident_ > limits_.resident_max && resident_begin_ < runs_.size()) {
    Run& run = runs_[resident_begin_];
    if (run.state != Run::State::kKept) return;
    ++resident_begin_;
    resident_from_ = run.id.end;
    recycle(std::move(run.segment));
  }
}

std::uint64_t EventSegments::drop_front() {
  Run& front = runs_.front();
  const std::uint64_t entries = front.id.end - front.id.first;
  const bool resident = resident_begin_ == 0;
  if (front.state == Run::State::kKept) {
    archived_entries_ -= entries;
    archived_bytes_ -= front.id.size;
  }
  if (!resident) {
    --resident_begin_;
    if (front.segment != nullptr) fetched_memory_ -= front.segment->memory();
    std::erase(fetched_, front.id.first);
  } else if (front.state == Run::State::kLent) {
    resident_ -= front.segment->memory();
    dropped_.push_back(std::move(front.segment));
  } else {
    recycle(std::move(front.segment));
  }
  const std::uint64_t end = front.id.end;
  runs_.pop_front();
  hint_ = 0;
  if (archive_ != nullptr) archive_->drop_below(end);
  return entries;
}

// The spare one counts as long as it is there.
void EventSegments::recycle(std::unique_ptr<Segment> segment) {
  const std::size_t size = segment->bytes.capacity();
  if (spare_ == nullptr && size >= size_next_ && size <= 2 * size_full_) {
    segment->bytes.clear();
    segment->ends.clear();
    spare_ = std::move(segment);
  } else {
    resident_ -= segment->memory();
  }
}

std::size_t EventSegments::index_of(std::uint64_t seq) const {
  SW_CHECK(!runs_.empty() && seq >= first() && seq < end());
  if (hint_ < runs_.size() && seq >= runs_[hint_].id.first) {
    if (seq < runs_[hint_].id.end) return hint_;
    if (hint_ + 1 < runs_.size() && seq < runs_[hint_ + 1].id.end) return ++hint_;
  }
  const auto above =
      std::upper_bound(runs_.begin(), runs_.end(), seq,
                       [](std::uint64_t value, const Run& run) { return value < run.id.first; });
  hint_ = static_cast<std::size_t>(above - runs_.begin()) - 1;
  return hint_;
}

void EventSegments::note_use(std::uint64_t first) const {
  if (fetched_.back() == first) return;
  const auto found = std::find(fetched_.begin(), fetched_.end(), first);
  std::rotate(found, found + 1, fetched_.end());
}

}  // namespace stellwerk::stream
