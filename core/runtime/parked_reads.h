// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "core/model/command.h"
#include "core/runtime/clock.h"
#include "core/runtime/envelope.h"
#include "core/stream/event_store.h"

namespace stellwerk::runtime {

// The blocked XREADs of one tenant: found by stream when it gets an entry, by deadline when time
// runs out, by session when it goes. No step looks at reads it does not concern.
// Thread safety: none; belongs to the shard's thread.
class ParkedReads {
 public:
  // Names a parked read until it is taken out.
  using ReadId = std::uint32_t;
  static constexpr ReadId kNone = std::numeric_limits<ReadId>::max();

  explicit ParkedReads(stream::EventStore& store) : store_(store) {}
  ParkedReads(const ParkedReads&) = delete;
  ParkedReads& operator=(const ParkedReads&) = delete;

  // `streams`: known keys with the number to read after. False: the session has a blocked read
  // already, nothing was parked.
  bool park(const Envelope& to, std::span<const model::Term> streams, std::uint64_t count,
            RealTime deadline);
  // Forgets the session's read, if it has one; answers whether it had.
  bool cancel(const Envelope& from);

  // The reads whose streams were touched, in the order of the streams and of parking; may hold
  // reads that have nothing to read yet. Valid until the next call.
  [[nodiscard]] const std::vector<ReadId>& touched();
  // A read whose time is over at `now`; kNone when there is none.
  [[nodiscard]] ReadId overdue(RealTime now) const;
  // All of them. Valid until the next call.
  [[nodiscard]] const std::vector<ReadId>& all();

  [[nodiscard]] const Envelope& envelope(ReadId id) const { return reads_[id].to; }
  [[nodiscard]] std::uint64_t count(ReadId id) const { return reads_[id].count; }
  // Key and the number to read after, as parked. Valid until the next call.
  [[nodiscard]] std::span<const model::Term> streams(ReadId id);
  void take_out(ReadId id);

  [[nodiscard]] std::size_t size() const { return sessions_.size(); }
  [[nodiscard]] RealTime next_deadline() const {
    return deadlines_.empty() ? kRealNever : reads_[deadlines_.front()].deadline;
  }

 private:
  using Index = std::uint32_t;
  static constexpr Index kNowhere = std::numeric_limits<Index>::max();

  struct Session {
    std::uint64_t session;
    std::uint16_t port;
    friend bool operator==(const Session&, const Session&) = default;
  };
  struct SessionHash {
    std::size_t operator()(const Session& session) const;
  };
  struct Read {
    Envelope to;
    std::uint64_t count = 0;
    RealTime deadline;
    Index links = kNowhere;      // its first link
    Index heap_slot = kNowhere;  // in deadlines_
    bool listed = false;         // in touched_
  };
  // One stream of one read: an element of that stream's list of waiting reads.
  struct Link {
    ReadId read = kNone;
    stream::KeyId key = 0;
    std::uint64_t after = 0;
    Index next_of_read = kNowhere;
    Index next = kNowhere;
    Index previous = kNowhere;
  };
  struct Waiting {
    Index first = kNowhere;
    Index last = kNowhere;
  };

  Index add_link(ReadId read, const model::Term& stream);
  void remove_link(Index index);
  void heap_insert(ReadId id);
  void heap_remove(ReadId id);
  void heap_up(std::size_t slot);
  void heap_down(std::size_t slot);
  void heap_set(std::size_t slot, ReadId id);

  stream::EventStore& store_;
  std::vector<Read> reads_;
  std::vector<ReadId> free_reads_;
  std::vector<Link> links_;
  std::vector<Index> free_links_;
  std::vector<Waiting> waiting_;   // by KeyId
  std::vector<ReadId> deadlines_;  // a binary heap of those that have one
  absl::flat_hash_map<Session, ReadId, SessionHash> sessions_;
  std::vector<ReadId> touched_;
  std::vector<model::Term> terms_;
};

}  // namespace stellwerk::runtime
