// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/journal/journal.h"
#include "core/runtime/counter.h"
#include "core/runtime/shard_figures.h"

namespace stellwerk::runtime {

// A histogram that one thread fills and any thread reads: a copy may be a value or two apart.
template <typename Histogram>
class SharedHistogram {
 public:
  void add(std::uint64_t value) {
    std::size_t i = 0;
    while (i < Histogram::bounds().size() && value > Histogram::bounds()[i]) ++i;
    counts_[i].add(1);
    sum_.add(value);
  }
  [[nodiscard]] Histogram read() const {
    Histogram copy;
    copy.sum = sum_.value();
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      copy.counts[i] = counts_[i].value();
      copy.count += copy.counts[i];
    }
    return copy;
  }

 private:
  std::array<Counter, Histogram::bounds().size() + 1> counts_;
  Counter sum_;
};

// What the journal counts. Totals only grow.
struct JournalFigures {
  bool keeps = false;             // false: --data none, all else is zero
  BatchHistogram group_records;   // in one commit; the count is the number of commits
  LatencyHistogram commit_ns;     // one commit: write and, unless told otherwise, sync
  std::uint64_t bytes_total = 0;  // of records, written
  std::uint64_t syncs_total = 0;
  std::uint64_t free_bytes = 0;    // that the disk has
  std::uint64_t needed_bytes = 0;  // with less free, new work is refused
  journal::Room room = journal::Room::kPlenty;
  bool failed = false;
  std::uint64_t archive_bytes_total = 0;    // of events that memory need not hold, written
  std::uint64_t archive_refused_total = 0;  // times that the disk did not take a segment of them
  bool archive_failed = false;              // it did not take the last one
};

}  // namespace stellwerk::runtime
