// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/stream/segment.h"

namespace stellwerk::stream {

// Where the segments of one tenant's store go that memory need not hold. It outlives the process.
// Several archives may have the same place: what one of them has kept, all can read.
// Thread safety: belongs to its store, but for what an implementation does inside.
class Archive {
 public:
  virtual ~Archive() = default;

  // Begins to keep a segment; does not wait. It is lent: it stays where it is, unchanged, until
  // next_outcome() names it.
  virtual void keep(const Segment& segment) = 0;

  struct Outcome {
    SegmentId id;  // the checksum only if it was kept
    bool kept = false;
  };
  // What has become of one that was lent, in any order; empty when there is nothing new. Kept: it
  // can be read, by other processes too, as long as the machine lives.
  [[nodiscard]] virtual std::optional<Outcome> next_outcome() = 0;
  // Waits until there are outcomes for all that is lent.
  virtual void settle() = 0;

  enum class Found : std::uint8_t { kWhole, kMissing, kDamaged };
  // Reads one back, with its checksums. `problem` says what is wrong, with place and remedy.
  [[nodiscard]] virtual Found read(const SegmentId& id, Segment& into, std::string& problem) = 0;

  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  // Puts segments that were kept, ascending and without a gap, on the disk for good; waits for it.
  // Answers which of them outlive the machine now: those before are gone, those behind could not be
  // put there.
  [[nodiscard]] virtual Range secure(std::span<const SegmentId> ids) = 0;

  // Segments that end at or below `least` are not needed any more; does not wait.
  virtual void drop_below(std::uint64_t least) = 0;
};

}  // namespace stellwerk::stream
