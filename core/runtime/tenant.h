// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/reply.h"
#include "core/runtime/clock.h"
#include "core/runtime/envelope.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/parked_reads.h"
#include "core/runtime/shard_figures.h"
#include "core/stream/event_store.h"

namespace stellwerk::runtime {

// One tenant as its shard sees it: the engine, the streams its events go to, who waits for them.
// Thread safety: none; belongs to the shard's thread.
class Tenant final : private engine::Sink {
 public:
  // `archive` may be null: then all events are in memory.
  Tenant(std::uint32_t index, const engine::Limits& engine, const stream::Limits& streams,
         OutTray& out, std::unique_ptr<stream::Archive> archive = nullptr);
  Tenant(const Tenant&) = delete;
  Tenant& operator=(const Tenant&) = delete;

  // Decides a write and answers it, unless `to` is null (ticks and replays have nobody to answer).
  void decide(base::Instant now, const model::Command& command, const Envelope* to);
  // Brings back what engine().save() and store().save() hand out, before anything else is done.
  [[nodiscard]] bool load_engine(std::string_view record) { return engine_.load(record); }
  [[nodiscard]] bool load_events(std::string_view piece) { return store_.load(piece); }
  // As EventStore::hold_back().
  void hold_back_events(bool on) { store_.hold_back(on); }
  // Something is about to be decided or asked.
  void expect(const model::Command& command) { engine_.expect(command); }
  // Brings the engine's time up; answers whether something happened by itself that can be seen.
  [[nodiscard]] bool pass_time(base::Instant now);
  // Answers a read of the engine.
  void query(const model::Command& command, const Envelope& to);
  // Answers POLICY.SHADOW.
  void shadow(const model::Command& command, const Envelope& to);
  // Answers a read of the streams, or parks it: `may_park` false answers FULL instead.
  void read_stream(const model::Command& command, const Envelope& to, RealTime now, bool may_park);
  void cancel_read(const Envelope& from) { parked_.cancel(from); }

  // Answers the parked reads that have something to read since the last call, or no time left at
  // `now`, or all of them; how many it answered.
  std::size_t answer_touched();
  std::size_t answer_overdue(RealTime now);
  std::size_t answer_all();

  // The events there are now may be shown once every journal record below `waits_for` is durable.
  void mark(std::uint64_t waits_for);
  void release(std::uint64_t durable);
  // All of them, now.
  void release_all();

  [[nodiscard]] std::uint64_t released() const { return released_; }
  [[nodiscard]] std::size_t parked() const { return parked_.size(); }
  [[nodiscard]] RealTime next_deadline() const { return parked_.next_deadline(); }
  [[nodiscard]] const engine::Engine& engine() const { return engine_; }
  [[nodiscard]] const stream::EventStore& store() const { return store_; }
  [[nodiscard]] TenantFigures figures() const;
  // Commands of its have been decided so long after they were sent.
  void note_turn(std::uint64_t waited_ns) { turn_ns_.add(waited_ns); }
  void note_quota() { ++beyond_quota_; }

 private:
  struct Mark {
    std::uint64_t waits_for;
    std::uint64_t last;
  };

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

  void read_or_park(const model::Command& command, const Envelope& to, RealTime now, bool may_park);
  void answer_nothing(ParkedReads::ReadId id);
  void answer_error(const Envelope& to, model::Code code, std::string_view text);

  const std::uint32_t index_;
  OutTray& out_;
  engine::Engine engine_;
  stream::EventStore store_;
  ParkedReads parked_;
  const Envelope* asked_by_ = nullptr;  // of the write being decided
  std::uint64_t released_ = 0;
  std::deque<Mark> marks_;
  std::vector<model::Term> streams_;
  LatencyHistogram turn_ns_;
  std::uint64_t beyond_quota_ = 0;
};

}  // namespace stellwerk::runtime
