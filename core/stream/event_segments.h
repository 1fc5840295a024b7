// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/event.h"
#include "core/stream/archive.h"
#include "core/stream/limits.h"
#include "core/stream/segment.h"

namespace stellwerk::stream {

// Encoded events in segments, addressed by number. Nothing is allocated per event; segments that go
// give their memory back, but for one that is filled again. With an archive, complete segments are
// lent to it, and beyond limits.resident_max bytes the oldest that it has kept leave the memory.
// What is read of them is read back, a whole segment at a time; some stay for the next reader.
class EventSegments {
 public:
  // `archive` may be null; it outlives this.
  EventSegments(const Limits& limits, Archive* archive);
  ~EventSegments();
  EventSegments(const EventSegments&) = delete;
  EventSegments& operator=(const EventSegments&) = delete;

  // REQUIRES: event.seq follows the last one, or is any number above 0 when nothing was appended.
  void append(const model::Event& event);
  // Takes over a segment that the archive has, as if its events had been appended.
  // REQUIRES: an archive; as of append().
  void adopt(const SegmentId& id);

  // As EventStore::hold_back().
  void hold_back(bool on);

  // Drops whole segments of which no entry is at or above `least`; answers how many entries.
  std::uint64_t drop_below(std::uint64_t least);
  // Drops the oldest segment unless it is the only one; answers how many entries.
  std::uint64_t drop_oldest();

  // Numbers present: [first(), end()). Equal when empty.
  [[nodiscard]] std::uint64_t first() const;
  [[nodiscard]] std::uint64_t end() const;

  // Makes the entry one that bytes() can be asked for. False with `problem` when the archive cannot
  // give it back. The last limits.answer_segments_max segments fetched stay so.
  // REQUIRES: first() <= seq < end().
  [[nodiscard]] bool fetch(std::uint64_t seq, std::string& problem) const {
    return seq >= resident_from_ || fetch_archived(seq, problem);
  }
  // Number of the first entry of the segment if the archive must be asked for it, else 0.
  [[nodiscard]] std::uint64_t archived_segment(std::uint64_t seq) const {
    return seq >= resident_from_ ? 0 : runs_[index_of(seq)].id.first;
  }
  // Number behind the last entry of the segment. REQUIRES: as of fetch().
  [[nodiscard]] std::uint64_t segment_end(std::uint64_t seq) const {
    return runs_[index_of(seq)].id.end;
  }
  // REQUIRES: as of fetch(), which answers true. Valid until the next append, drop or fetch.
  [[nodiscard]] std::string_view bytes(std::uint64_t seq) const;

  // The oldest segments: those that the archive has put on the disk for good, the first maybe gone.
  // Waits for the disk. Empty without an archive.
  [[nodiscard]] std::vector<SegmentId> secured() const;

  // Bytes taken by what is retained, and by what was fetched.
  [[nodiscard]] std::size_t memory() const { return resident_ + runs_.size() * sizeof(Run); }
  [[nodiscard]] std::size_t fetched_memory() const { return fetched_memory_; }
  // Entries and bytes of them that the archive has.
  [[nodiscard]] std::uint64_t archived_entries() const { return archived_entries_; }
  [[nodiscard]] std::uint64_t archived_bytes() const { return archived_bytes_; }

 private:
  struct Run {
    enum class State : std::uint8_t {
      kOpen,      // the newest: grows
      kComplete,  // to be lent
      kLent,      // the archive is at it
      kKept,      // the archive has it
    };
    SegmentId id;
    State state = State::kOpen;
    bool secured = false;
    std::unique_ptr<Segment> segment;  // null: only the archive has it, and nobody fetched it
  };

  [[nodiscard]] bool fetch_archived(std::uint64_t seq, std::string& problem) const;
  void open(std::uint64_t first, std::size_t size);
  void make_room(Segment& segment, std::size_t size);
  void enlarge(std::string& bytes, std::size_t size) const;
  void complete();
  bool lend();
  void pass_on();
  void learn_outcomes();
  void learn(const Archive::Outcome& outcome);
  void leave_memory();
  std::uint64_t drop_front();
  void recycle(std::unique_ptr<Segment> segment);
  [[nodiscard]] std::size_t index_of(std::uint64_t seq) const;
  void note_use(std::uint64_t first) const;

  const Limits limits_;
  Archive* const archive_;
  // Ascending; those that only the archive has are in front.
  mutable std::deque<Run> runs_;
  std::size_t resident_begin_ = 0;   // number of those
  std::uint64_t resident_from_ = 0;  // from this number on all is in memory
  std::unique_ptr<Segment> spare_;
  std::vector<std::unique_ptr<Segment>> dropped_;  // while they were lent
  std::size_t lent_ = 0;
  bool refused_ = false;  // the last one lent
  bool holds_back_ = false;
  std::size_t resident_ = 0;  // bytes of the segments that were not fetched, and of the spare one
  const std::size_t size_full_;  // of a segment's buffer, unless it ends with a very large entry
  std::size_t size_next_;
  std::uint64_t archived_entries_ = 0;
  std::uint64_t archived_bytes_ = 0;
  mutable std::vector<std::uint64_t> fetched_;  // first numbers, the last used behind
  mutable std::size_t fetched_memory_ = 0;
  mutable std::size_t hint_ = 0;  // where index_of() looks first: readers go from one to the next
};

}  // namespace stellwerk::stream
