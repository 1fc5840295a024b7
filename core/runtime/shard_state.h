// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/codec.h"
#include "core/runtime/shard.h"
#include "core/runtime/shard_tenants.h"
#include "core/runtime/snapshot_requests.h"

namespace stellwerk::runtime {

struct Shard::State {
  State(const ShardOptions& with, journal::Journal& log, Outlet& outlet, ReplyPath& path,
        Stopwatch& watch);

  [[nodiscard]] Tenant& tenant(std::uint32_t index) const { return tenants.of(index); }
  void record(std::uint32_t tenant, std::string_view command);
  void pass_time(std::uint32_t slot);
  const model::Command* decode_ahead(std::span<const CommandRecord> rest,
                                     const CommandBlock& block);
  // Decides the records one by one: those of begin(), then what decide_first() leaves, until none
  // is left or finish() says how many of the block it was.
  std::span<const CommandRecord> begin(const CommandBlock& block,
                                       std::span<const CommandRecord> rest);
  std::span<const CommandRecord> decide_first(std::span<const CommandRecord> rest,
                                              const CommandBlock& block);
  void finish(const CommandBlock& block, std::size_t count);
  void command(const model::Command& command, std::string_view bytes, const Envelope& to);
  void answer(const model::Command& command, std::string_view bytes, const Envelope& to);
  [[nodiscard]] bool is_beyond_quota(const model::Command& command, const Envelope& to);
  void renew_calendars();
  void tell_time(const model::Command& command, const Envelope& to);
  [[nodiscard]] bool has_room_for(model::CommandKind kind) const;
  void flush_journal();
  void look_for_failure();
  std::size_t hand_out();
  [[nodiscard]] std::size_t parked() const;
  [[nodiscard]] Figures figures() const;

  const ShardOptions options;
  journal::Journal& journal;
  Stopwatch& stopwatch;
  OutTray out;
  ShardTenants tenants;
  SnapshotRequests snapshots{out};
  std::array<model::CommandDecoder, 2> decoders;  // the running command and the one after it
  std::size_t decoded = 0;
  const model::Command* next = nullptr;  // decoded, of the first record to be decided
  std::string tick_bytes;

  std::uint64_t next_seq;
  std::vector<journal::Record> records;  // decided and not yet with the journal
  bool failed = false;                   // the journal has refused

  base::Instant now;
  base::Instant calendars_looked_at{-base::kNever.ms};
  RealTime real_now;
  std::uint64_t cycle_started_ns = 0;
  std::uint32_t cycle_commands = 0;
  std::size_t cycle_work = 0;
  std::uint32_t until_sample = 1;
  std::uint64_t command_ns = 1'000;  // a guess, until commands have been measured
  ShardFigures counts;
};

}  // namespace stellwerk::runtime
