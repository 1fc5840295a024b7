// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "core/base/slab.h"
#include "core/model/event.h"
#include "core/stream/archive.h"
#include "core/stream/event_segments.h"
#include "core/stream/limits.h"
#include "core/stream/sequence_ring.h"

namespace stellwerk::stream {

// A stream as its readers name it, for as long as somebody watches it.
using KeyId = std::uint32_t;
inline constexpr KeyId kEventsKey = 0;

// The numbers of one stream's retained entries, ascending. Valid until the store changes.
class StreamView {
 public:
  StreamView(std::uint64_t first, std::uint64_t end) : first_(first), size_(end - first) {}
  // Only what is not below `least`.
  StreamView(const SequenceRing& ring, std::uint64_t least)
      : ring_(&ring), first_(ring.lower_bound(least)), size_(ring.size() - first_) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }
  // REQUIRES: i < size().
  [[nodiscard]] std::uint64_t operator[](std::uint64_t i) const {
    return ring_ == nullptr ? first_ + i : (*ring_)[static_cast<std::size_t>(first_ + i)];
  }
  // Index of the first entry that is not below `least`; size() when there is none.
  [[nodiscard]] std::uint64_t lower_bound(std::uint64_t least) const;

 private:
  const SequenceRing* ring_ = nullptr;
  std::uint64_t first_ = 0;  // a number without a ring, an index with one
  std::uint64_t size_ = 0;
};

// The newest events of one tenant and who they concern: the streams `events`, `inbox:AGENT` and
// `outbox:CHANNEL`, which share their numbers. Bounded by limits.entries_max and limits.memory_max,
// whichever is reached first; the oldest go. With an archive, events beyond limits.resident_max are
// there and no longer in memory; their indexes are.
// Thread safety: none; one thread at a time.
class EventStore {
 public:
  explicit EventStore(const Limits& limits, std::unique_ptr<Archive> archive = nullptr);

  // REQUIRES: event.seq == last() + 1, but for the first event, which may have any number.
  void append(const model::Event& event);

  // With `on`, the archive gets nothing while four times limits.resident_max will do: of a long
  // past that is appended in haste, most is dropped again before anybody can read it.
  void hold_back(bool on) { segments_.hold_back(on); }

  // Drops the entries below `least`; answers how many that were.
  std::uint64_t trim(std::uint64_t least);

  // Number of the oldest entry retained; last() + 1 when there is none.
  [[nodiscard]] std::uint64_t first() const { return first_; }
  // Number of the newest entry there ever was; 0 before the first.
  [[nodiscard]] std::uint64_t last() const { return end_ - 1; }
  [[nodiscard]] std::uint64_t entries() const { return end_ - first_; }

  // False with `problem` when the archive cannot give the entry back. The entries of the last
  // limits.answer_segments_max archived segments read stay readable.
  // REQUIRES, as all four: first() <= seq <= last().
  [[nodiscard]] bool readable(std::uint64_t seq, std::string& problem) const {
    return segments_.fetch(seq, problem);
  }
  // Tells archived segments apart; 0 for what is in memory.
  [[nodiscard]] std::uint64_t archived_segment(std::uint64_t seq) const {
    return segments_.archived_segment(seq);
  }
  // REQUIRES: readable. Views are valid until the store changes or another entry is read.
  [[nodiscard]] model::Event event(std::uint64_t seq) const;
  [[nodiscard]] std::size_t stored_size(std::uint64_t seq) const {
    return segments_.bytes(seq).size();
  }

  // Empty when no stream can have this name. A stream that nothing has happened in has no entries.
  [[nodiscard]] std::optional<StreamView> stream(std::string_view key) const;
  [[nodiscard]] StreamView stream(KeyId id) const;
  // Entries there ever were in it; forgets a stream that has none left.
  [[nodiscard]] std::uint64_t added(std::string_view key) const;

  // Has touched() name the stream whenever it gets an entry. Each watch() needs an unwatch().
  // REQUIRES: stream(key).
  [[nodiscard]] KeyId watch(std::string_view key);
  void unwatch(KeyId id);
  // REQUIRES: the stream is watched. The key as readers write it.
  [[nodiscard]] std::string_view key(KeyId id) const { return logs_[id].key; }

  // Watched streams that have got entries since clear_touched(), each once.
  [[nodiscard]] const std::vector<KeyId>& touched() const { return touched_; }
  void clear_touched();

  // The retained entries and what was counted, in pieces, for a store that has just been made, with
  // an archive of the same place. Of what the archive has, only the names, once that is on the disk
  // for good: then this waits for the disk. False: this is not what save() hands out, or an
  // archived segment cannot be read; problem() says which.
  void save(const std::function<void(std::string_view piece)>& take) const;
  [[nodiscard]] bool load(std::string_view piece);
  [[nodiscard]] const std::string& problem() const { return problem_; }
  // What load() was told of and has not found ended here: the oldest entries, or none (0).
  [[nodiscard]] std::uint64_t missing_below() const { return missing_below_; }

  // Bytes taken, an estimate for the indexes.
  [[nodiscard]] std::uint64_t memory() const {
    return segments_.memory() + segments_.fetched_memory() + index_memory_;
  }
  // Entries, and bytes of them, that the archive has, and those that went for want of memory.
  [[nodiscard]] std::uint64_t archived_entries() const { return segments_.archived_entries(); }
  [[nodiscard]] std::uint64_t archived_bytes() const { return segments_.archived_bytes(); }
  [[nodiscard]] std::uint64_t forgotten_early() const { return forgotten_early_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }

 private:
  enum class Family : std::uint8_t { kEvents, kInbox, kOutbox };
  struct Log {
    Family family = Family::kEvents;
    bool touched = false;
    std::uint32_t watchers = 0;
    std::uint64_t added = 0;
    std::string key;
    std::string_view text;  // of the key, behind the prefix; empty when it is nobody's
    SequenceRing ring;
  };
  struct Name {
    Family family;
    std::string_view text;  // behind the prefix
  };
  using Index = absl::flat_hash_map<std::string_view, KeyId, std::hash<std::string_view>>;

  static std::optional<Name> parse(std::string_view key);
  [[nodiscard]] const Log* find(Name name) const;
  KeyId find_or_make(Name name);
  KeyId make(Name name);
  void index(const model::Event& event);
  void index(Name name, std::uint64_t seq);
  [[nodiscard]] std::vector<KeyId> in_order() const;
  [[nodiscard]] bool load_bounds(std::uint64_t first, std::uint64_t end);
  [[nodiscard]] bool load_archived(const SegmentId& id);
  void touch(KeyId id);
  void keep_bounds();
  void sweep(std::uint64_t dropped);
  void forget_if_idle(KeyId id);

  const Limits limits_;
  const std::unique_ptr<Archive> archive_;  // may be null
  EventSegments segments_;
  std::uint64_t first_ = 1;
  std::uint64_t end_ = 1;
  base::Slab<Log, 64> logs_;  // by KeyId; the indexes point into the keys
  std::vector<KeyId> free_;
  Index inboxes_;   // by agent
  Index outboxes_;  // by channel
  // Whose text was last at an address like that: most are shown from the same place each time.
  std::array<KeyId, 1024> hints_{};
  std::vector<KeyId> touched_;
  std::uint64_t index_memory_ = 0;
  KeyId sweep_next_ = 1;
  std::uint64_t forgotten_early_ = 0;
  std::uint64_t wanted_from_ = 0;  // while loading: what is below need not be looked at
  std::uint64_t missing_below_ = 0;
  std::string problem_;
};

}  // namespace stellwerk::stream
