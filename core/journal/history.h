// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/journal/problem.h"
#include "core/journal/snapshot_files.h"

namespace stellwerk::journal {

// One decided command: what a replay needs to decide it again.
struct Record {
  std::uint64_t seq = 0;  // gapless per shard, from 1
  base::Instant at;       // engine time at which it was decided
  std::uint32_t tenant = 0;
  std::string_view command;  // as model::encode wrote it
};

// What is kept of one shard: its records, from some number on, and snapshots of what they led to.
// Thread safety: one thread at a time; that may be another than the one which appends.
class History {
 public:
  virtual ~History() = default;

  // Every record below this number survives a crash. Never falls.
  [[nodiscard]] virtual std::uint64_t durable() const = 0;
  // Number of the oldest record that is kept; that of the next one when none is.
  [[nodiscard]] virtual std::uint64_t first() const = 0;

  // Visits the records from `from` on until `visit` answers false. A problem when `from` is no
  // longer kept, or when what is kept cannot be read: then everything before it was visited.
  using Visit = std::function<bool(const Record&)>;
  [[nodiscard]] virtual Problem read(std::uint64_t from, const Visit& visit) const = 0;

  // The snapshots there are, newest first: each is named by the number of the record after those it
  // stands for.
  [[nodiscard]] virtual std::vector<std::uint64_t> snapshots() const = 0;
  // Visits the pieces of one until `visit` answers false. With a problem, what was visited is of no
  // use.
  [[nodiscard]] virtual Problem read_snapshot(std::uint64_t next,
                                              const PieceVisit& visit) const = 0;
  // Keeps the pieces as what the records below `next` lead to; those survive from now on whatever
  // the snapshot survives. REQUIRES: next <= durable(). A problem changes nothing.
  [[nodiscard]] virtual Problem store_snapshot(std::uint64_t next, const PieceSource& source) = 0;
  virtual void drop_snapshot(std::uint64_t next) = 0;

  // Drops records below `next`, some of them or all. The last record there is stays.
  [[nodiscard]] virtual Problem trim(std::uint64_t next) = 0;
};

}  // namespace stellwerk::journal
