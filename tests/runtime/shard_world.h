// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/journal/journal.h"
#include "core/model/codec.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/manual_clock.h"
#include "core/runtime/shard.h"
#include "tests/engine/support/command_line.h"
#include "tests/engine/support/policy_lines.h"
#include "tests/runtime/text_outlet.h"

namespace stellwerk::runtime {

// An inbox filled by hand: the second kind of inbox a shard works with.
class HandInbox {
 public:
  std::size_t drain(std::span<CommandBlock*> blocks) {
    std::size_t count = 0;
    while (count < blocks.size() && !waiting.empty()) {
      blocks[count++] = waiting.front();
      waiting.pop_front();
    }
    return count;
  }
  void done(CommandBlock* block) { BlockPool<CommandBlock>::give_back(block); }
  [[nodiscard]] std::uint64_t depth() const { return waiting.size(); }

  BlockPool<CommandBlock> pool;
  std::deque<CommandBlock*> waiting;
};
static_assert(Inbox<HandInbox>);

// Stands still, or steps by `step` at each look.
class HandStopwatch final : public Stopwatch {
 public:
  std::uint64_t ns() override { return now += step; }
  std::uint64_t now = 0;
  std::uint64_t step = 0;
};

// A shard with everything around it in the test's hands. Commands are written as on the wire; each
// send() is one block.
class ShardWorld {
 public:
  static constexpr base::Instant kStart{1'700'000'000'000};

  explicit ShardWorld(journal::Journal& journal, const ShardOptions& options = {})
      : shard(options, journal, outlet, path, stopwatch) {}

  static Envelope envelope(std::uint64_t session, std::uint32_t tenant = 0) {
    Envelope to;
    to.session = session;
    to.tenant = tenant;
    return to;
  }

  void send(const Envelope& from, const model::Command& command) {
    CommandBlock* const block = inbox.pool.take();
    block->add(from, command);
    inbox.waiting.push_back(block);
  }
  void send(std::uint64_t session, std::string_view line, std::uint32_t tenant = 0) {
    const tests::CommandLine command(tests::split_words(line), kStart);
    SW_CHECK_MSG(command.error().empty(), command.error().c_str());
    send(envelope(session, tenant), command.command());
  }
  // A policy with the given lines ("queue q offer=auto").
  void apply_policy(std::uint64_t session, const std::vector<std::string>& lines,
                    std::uint32_t tenant = 0) {
    tests::PolicyLines document;
    for (const std::string& line : lines) {
      const std::string error = document.add(tests::split_words(line));
      SW_CHECK_MSG(error.empty(), error.c_str());
    }
    std::string payload;
    model::encode(document.policy(), payload);
    tests::CommandLine command(tests::split_words("POLICY.APPLY"), kStart);
    SW_CHECK_MSG(command.error().empty(), command.error().c_str());
    command.attach_policy(document.text(), payload);
    send(envelope(session, tenant), command.command());
  }
  void read(std::uint64_t session, const std::vector<model::Term>& streams,
            std::optional<std::int64_t> block_ms = std::nullopt, std::uint64_t count = 0) {
    model::Command command;
    command.kind = model::CommandKind::kStreamRead;
    command.streams = streams;
    command.mark(model::Field::kStreams);
    if (block_ms) {
      command.block = {*block_ms};
      command.mark(model::Field::kBlock);
    }
    if (count > 0) {
      command.count = count;
      command.mark(model::Field::kCount);
    }
    send(envelope(session), command);
  }
  void cancel(std::uint64_t session) {
    CommandBlock* const block = inbox.pool.take();
    block->add_cancel(envelope(session));
    inbox.waiting.push_back(block);
  }

  // One duty cycle; what was answered in it.
  std::vector<std::string> work() {
    const Reading now = clock.read();
    worked = shard.do_work(inbox, now.engine, now.real);
    return path.take();
  }
  // Passes time, then works.
  std::vector<std::string> work_after(base::Duration passed) {
    clock.advance(passed);
    return work();
  }

  HandInbox inbox;
  ManualClock clock{kStart};
  HandStopwatch stopwatch;
  TextOutlet outlet;
  RecordingPath path;
  Shard shard;
  std::size_t worked = 0;
};

}  // namespace stellwerk::runtime
