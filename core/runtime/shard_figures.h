// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/check.h"
#include "core/engine/figures.h"

namespace stellwerk::runtime {

// counts[i] has the values up to and including kBounds[i]; the last count has no bound.
template <const auto& kBounds>
struct BoundedHistogram {
  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  std::uint64_t count = 0;
  std::uint64_t sum = 0;

  [[nodiscard]] static constexpr const auto& bounds() { return kBounds; }

  void add(std::uint64_t value) {
    std::size_t i = 0;
    while (i < kBounds.size() && value > kBounds[i]) ++i;
    ++counts[i];
    ++count;
    sum += value;
  }
};

inline constexpr std::array<std::uint64_t, 18> kLatencyBoundsNs = {
    100,       250,       500,       1'000,      2'500,      5'000,
    10'000,    25'000,    50'000,    100'000,    250'000,    500'000,
    1'000'000, 2'500'000, 5'000'000, 10'000'000, 25'000'000, 100'000'000};
inline constexpr std::array<std::uint64_t, 12> kBatchBounds = {1,  2,   4,   8,   16,   32,
                                                               64, 128, 256, 512, 1024, 2048};
using LatencyHistogram = BoundedHistogram<kLatencyBoundsNs>;
using BatchHistogram = BoundedHistogram<kBatchBounds>;

// What one shard counts. Totals only grow.
struct ShardFigures {
  std::uint32_t shard = 0;
  std::uint64_t commands_total = 0;  // decided or answered, reads included
  std::uint64_t writes_total = 0;
  std::uint64_t calendars_renewed_total = 0;  // tenants whose calendars were, each time
  std::uint64_t ticks_total = 0;              // times that timers made events between commands
  std::uint64_t batches_total = 0;            // duty cycles that found commands
  std::uint64_t slow_cycles_total = 0;        // longer than ShardOptions::cycle_ns_max
  BatchHistogram batch_commands;
  LatencyHistogram decision_ns;  // one sampled command each: decoding, deciding, writing the answer
  LatencyHistogram cycle_ns;     // one batch each
  std::uint64_t inbox_depth = 0;  // commands in flight
  std::uint64_t inbox_commands_max = 0;
  std::uint64_t parked_reads = 0;     // blocked XREADs
  std::uint64_t held_answers = 0;     // waiting for the journal
  std::uint64_t reply_bytes = 0;      // with the ports, not yet handed back
  std::uint64_t journal_next = 0;     // sequence number of the next record
  std::uint64_t journal_durable = 0;  // all below this survive
  std::uint64_t journal_lag = 0;      // records appended and not durable
  bool failed = false;                // the journal has refused a write: nothing is decided
  std::int64_t clock_ahead_ms = 0;    // engine time before the wall clock; negative: behind it
  std::uint64_t refused_for_room_total = 0;  // commands answered FULL because the disk is
};

struct TenantFigures {
  std::uint32_t tenant = 0;
  engine::Figures engine;
  std::int64_t engine_time_ms = 0;
  std::uint64_t stream_entries = 0;
  std::uint64_t stream_bytes = 0;
  std::uint64_t stream_first = 0;  // number of the oldest entry retained
  std::uint64_t stream_last = 0;
  std::uint64_t stream_archived_entries = 0;  // on the disk, some of them in memory too
  std::uint64_t stream_archived_bytes = 0;
  std::uint64_t stream_forgotten_early = 0;  // for want of memory
  // From the way into the inbox to the decision; one block of commands, or turn of them, each.
  LatencyHistogram turn_ns;
  std::uint64_t beyond_quota_total = 0;  // commands answered FULL because of open_max, agents_max
  std::int64_t calendars_known_until_ms = 0;  // of the calendar that ends first; kNever: none
};

struct Figures {
  ShardFigures shard;
  std::vector<TenantFigures> tenants;
};

// Where a shard puts the copy that was asked for: the requester owns it and keeps it until ready()
// or until the runtime has stopped.
// Thread safety: one requester, one shard.
class FiguresMailbox {
 public:
  FiguresMailbox() = default;
  FiguresMailbox(const FiguresMailbox&) = delete;
  FiguresMailbox& operator=(const FiguresMailbox&) = delete;

  [[nodiscard]] bool ready() const {
    // acquire: pairs with the release in post().
    return ready_.load(std::memory_order_acquire);
  }
  // REQUIRES: ready().
  [[nodiscard]] const Figures& figures() const {
    SW_CHECK(ready());
    return figures_;
  }
  // Makes the mailbox usable for the next request. REQUIRES: no request is under way.
  void clear() {
    // relaxed: the next request passes through an inbox, which orders it.
    ready_.store(false, std::memory_order_relaxed);
  }

  // By the shard, once per request.
  void post(Figures&& figures) {
    figures_ = static_cast<Figures&&>(figures);
    // release: pairs with the acquire in ready().
    ready_.store(true, std::memory_order_release);
  }

 private:
  Figures figures_;
  std::atomic<bool> ready_{false};
};

}  // namespace stellwerk::runtime
