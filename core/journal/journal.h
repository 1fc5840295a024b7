// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/base/time.h"
#include "core/journal/history.h"

namespace stellwerk::journal {

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
// Thread safety: belongs to the shard's thread, but for what an implementation does inside and for
// History. Views handed in are valid during the call only.
class Journal : public History {
 public:
  // False: nothing is kept, everything counts as durable at once and append() need not be called.
  [[nodiscard]] virtual bool keeps() const = 0;

  // Appends the records, all or none, in their order. REQUIRES: records.front().seq ==
  // expected_first, and the others follow without a gap. Refused unless expected_first is next().
  [[nodiscard]] virtual Append append(std::uint64_t expected_first,
                                      std::span<const Record> records) = 0;

  // Sequence number of the next record.
  [[nodiscard]] virtual std::uint64_t next() const = 0;
  // What is not durable by now may never be: the store cannot be written any more.
  [[nodiscard]] virtual bool failed() const = 0;
  [[nodiscard]] virtual Room room() const = 0;
  // Time of the last record, 0 when there is none.
  [[nodiscard]] virtual base::Instant last_time() const = 0;

  // To be called, from any thread of the implementation, whenever durable() has grown, failed() or
  // room() has changed.
  virtual void on_durable(std::function<void()> notify) = 0;
};

}  // namespace stellwerk::journal
