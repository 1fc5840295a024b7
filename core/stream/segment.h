// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stellwerk::stream {

// Encoded events one behind the other, without a gap in their numbers.
struct Segment {
  std::uint64_t first = 0;
  std::string bytes;
  std::vector<std::uint32_t> ends;  // offset behind each entry

  [[nodiscard]] std::uint64_t end() const { return first + ends.size(); }
  // REQUIRES: first <= seq < end().
  [[nodiscard]] std::string_view entry(std::uint64_t seq) const {
    const std::size_t i = static_cast<std::size_t>(seq - first);
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(bytes).substr(begin, ends[i] - begin);
  }
  [[nodiscard]] std::size_t memory() const {
    return bytes.capacity() + ends.capacity() * sizeof(std::uint32_t) + sizeof(Segment);
  }
};

// A segment that an archive has. What is in it is part of its name: two segments of the same
// numbers and different events are two.
struct SegmentId {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // number behind its last event
  std::uint32_t checksum = 0;
  std::uint32_t size = 0;  // bytes of its events

  friend bool operator==(const SegmentId&, const SegmentId&) = default;
};

}  // namespace stellwerk::stream
