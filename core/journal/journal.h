// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
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

enum class Append : std::uint8_t {
  kOk,
  kRefused,  // somebody else has written, or the store has failed: decide nothing more
};

// How much more the store can take.
enum class Room : std::uint8_t {
  kPlenty,
  kLow,   // finish what there is, take on nothing new
  kNone,  // append nothing
};

// The log of one shard's commands, in their one order. What is appended becomes durable later, all
// in order; who waits looks at durable().
// Thread safety: belongs to the shard's thread, but for what an implementation does inside. Views
// handed in are valid during the call only.
class Journal {
 public:
  virtual ~Journal() = default;

  // False: nothing is kept, everything counts as durable at once and append() need not be called.
  [[nodiscard]] virtual bool keeps() const = 0;

  // Appends the records, all or none, in their order. REQUIRES: records.front().seq ==
  // expected_first, and the others follow without a gap. Refused unless expected_first is next().
  [[nodiscard]] virtual Append append(std::uint64_t expected_first,
                                      std::span<const Record> records) = 0;

  // Sequence number of the next record.
  [[nodiscard]] virtual std::uint64_t next() const = 0;
  // Every record below this number survives a crash. Never falls.
  [[nodiscard]] virtual std::uint64_t durable() const = 0;
  // What is not durable by now may never be: the store cannot be written any more.
  [[nodiscard]] virtual bool failed() const = 0;
  [[nodiscard]] virtual Room room() const = 0;
  // Time of the last record, 0 when there is none.
  [[nodiscard]] virtual base::Instant last_time() const = 0;

  // Visits the records from `from` on until `visit` answers false. A problem when `from` is no
  // longer kept, or when what is kept cannot be read: then everything before it was visited.
  using Visit = std::function<bool(const Record&)>;
  [[nodiscard]] virtual Problem read(std::uint64_t from, const Visit& visit) const = 0;

  // The snapshots there are, newest first: each is named by the number of the record after those it
  // stands for.
  [[nodiscard]] virtual std::vector<std::uint64_t> snapshots() const = 0;
  // Visits the pieces of one. With a problem, what was visited is of no use.
  [[nodiscard]] virtual Problem read_snapshot(std::uint64_t next,
                                              const PieceVisit& visit) const = 0;
  // Keeps the pieces as what the records below `next` lead to. REQUIRES: next <= durable(). Blocks;
  // not while anything is appended. A problem changes nothing.
  [[nodiscard]] virtual Problem store_snapshot(std::uint64_t next, const PieceSource& source) = 0;
  // Drops one. Of those beyond next(), before anything is appended: the records they stand for were
  // lost, and others will get their numbers.
  virtual void drop_snapshot(std::uint64_t next) = 0;

  // To be called, from any thread of the implementation, whenever durable() has grown, failed() or
  // room() has changed.
  virtual void on_durable(std::function<void()> notify) = 0;
};

}  // namespace stellwerk::journal
