// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/event.h"

namespace stellwerk::stream {

// Encoded events one behind the other in large pieces, addressed by number. Nothing is allocated
// per event; dropped pieces give their memory back, but for one that is filled again.
class EventSegments {
 public:
  EventSegments();

  // REQUIRES: event.seq follows the last one, or is any number above 0 when nothing was appended.
  void append(const model::Event& event);

  // Drops whole pieces of which no entry is at or above `least`; answers how many entries.
  std::uint64_t drop_below(std::uint64_t least);
  // Drops the oldest piece unless it is the only one; answers how many entries.
  std::uint64_t drop_oldest();

  // Numbers present: [first(), end()). Equal when empty.
  [[nodiscard]] std::uint64_t first() const;
  [[nodiscard]] std::uint64_t end() const;
  // REQUIRES: first() <= seq < end(). Valid until the next append or drop.
  [[nodiscard]] std::string_view bytes(std::uint64_t seq) const;

  [[nodiscard]] std::size_t memory() const { return memory_; }

 private:
  struct Segment {
    std::uint64_t first = 0;
    std::string bytes;
    std::vector<std::uint32_t> ends;  // offset behind each entry

    [[nodiscard]] std::uint64_t end() const { return first + ends.size(); }
    [[nodiscard]] std::size_t memory() const {
      return bytes.capacity() + ends.capacity() * sizeof(std::uint32_t) + sizeof(Segment);
    }
  };

  void open(std::uint64_t first, std::size_t size);
  std::uint64_t drop_front();
  [[nodiscard]] const Segment& find(std::uint64_t seq) const;

  std::deque<Segment> segments_;  // ascending
  Segment spare_;
  std::size_t memory_ = 0;
  std::size_t size_next_;
  mutable std::size_t hint_ = 0;  // where find() looks first: readers go from one to the next
};

}  // namespace stellwerk::stream
