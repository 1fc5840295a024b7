// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/stream/archive.h"

namespace stellwerk::stream {

// What several archives share, as a disk is shared by processes.
struct ArchivePlace {
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>;
  static Key key(const SegmentId& id) { return {id.first, id.end, id.checksum}; }

  std::map<Key, Segment> segments;
  std::map<Key, bool> secured;
  bool refuses = false;                   // what is lent from now on is not kept
  bool secures = true;                    // what is kept can be put on the disk for good
  std::vector<std::uint64_t> unreadable;  // first numbers
  std::uint64_t reads = 0;

  // Those of the oldest numbers are gone.
  void lose_below(std::uint64_t least) {
    std::erase_if(segments, [least](const auto& item) { return std::get<1>(item.first) <= least; });
  }
};

// An archive in a test's hands: keeps what it was lent when the test says so, or at once.
class MemoryArchive final : public Archive {
 public:
  explicit MemoryArchive(ArchivePlace& place, bool at_once = true)
      : place_(place), at_once_(at_once) {}

  void keep(const Segment& segment) override {
    lent.push_back(&segment);
    if (at_once_) work();
  }
  std::optional<Outcome> next_outcome() override {
    if (outcomes_.empty()) return std::nullopt;
    const Outcome outcome = outcomes_.front();
    outcomes_.pop_front();
    return outcome;
  }
  void settle() override { work(); }
  Found read(const SegmentId& id, Segment& into, std::string& problem) override {
    ++place_.reads;
    const auto found = place_.segments.find(ArchivePlace::key(id));
    problem = "segment " + std::to_string(id.first);
    if (found == place_.segments.end()) return problem += " is missing", Found::kMissing;
    for (const std::uint64_t first : place_.unreadable) {
      if (first == id.first) return problem += " is damaged", Found::kDamaged;
    }
    problem.clear();
    into = found->second;
    return Found::kWhole;
  }
  Range secure(std::span<const SegmentId> ids) override {
    Range range{0, place_.secures ? ids.size() : 0};
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (!place_.segments.contains(ArchivePlace::key(ids[i]))) range.begin = i + 1;
      if (place_.secures) place_.secured[ArchivePlace::key(ids[i])] = true;
    }
    range.end = std::max(range.begin, range.end);
    return range;
  }
  void drop_below(std::uint64_t least) override { place_.lose_below(least); }

  // Does what there is to do.
  void work() {
    for (const Segment* const segment : lent) {
      const SegmentId id{segment->first, segment->end(), checksum(*segment),
                         static_cast<std::uint32_t>(segment->bytes.size())};
      if (!place_.refuses) place_.segments.insert_or_assign(ArchivePlace::key(id), *segment);
      outcomes_.push_back({id, !place_.refuses});
    }
    lent.clear();
  }

  std::vector<const Segment*> lent;

 private:
  static std::uint32_t checksum(const Segment& segment) {
    return static_cast<std::uint32_t>(std::hash<std::string>()(segment.bytes));
  }

  ArchivePlace& place_;
  const bool at_once_;
  std::deque<Outcome> outcomes_;
};

}  // namespace stellwerk::stream
