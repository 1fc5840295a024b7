// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/reply.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/command_block.h"
#include "core/runtime/out_tray.h"
#include "core/runtime/outlet.h"
#include "core/runtime/shard.h"

// What stands between the simulated clients and the shard, where production has sockets, threads
// and queues.
namespace stellwerk::sim {

// Blocks in the order in which the run has drawn them.
class DrawnInbox {
 public:
  using Block = runtime::CommandBlock;

  std::size_t drain(std::span<Block*> blocks) {
    if (on_drain) on_drain();
    std::size_t count = 0;
    while (count < blocks.size() && count < blocks_left && !waiting_.empty()) {
      Block* const block = waiting_.front();
      waiting_.pop_front();
      blocks[count++] = replace ? replace(block) : block;
    }
    blocks_left -= count;
    return count;
  }
  void done(Block* block) {
    depth_ -= block->commands();
    runtime::BlockPool<Block>::give_back(block);
  }
  [[nodiscard]] std::uint64_t depth() const { return depth_; }

  [[nodiscard]] Block* take() { return pool_.take(); }
  void push(Block* block) {
    depth_ += block->commands();
    waiting_.push_back(block);
  }
  // The process that should have read them is gone.
  void clear() {
    for (Block* const block : waiting_) runtime::BlockPool<Block>::give_back(block);
    waiting_.clear();
    depth_ = 0;
  }

  // So many are handed out before this is set anew.
  std::size_t blocks_left = ~std::size_t{0};
  // Timers have fired, nothing is decided yet.
  std::function<void()> on_drain;
  // The commands of this block are decided next, or those of the block it answers.
  std::function<Block*(Block*)> replace;

 private:
  runtime::BlockPool<Block> pool_;
  std::deque<Block*> waiting_;
  std::uint64_t depth_ = 0;
};

// The answer to a read: what it consists of, as far as anybody looks.
class ReadAnswer final : public model::ReplyWriter {
 public:
  explicit ReadAnswer(std::string& out) : out_(out) {}
  void map(std::size_t pairs) override { put(pairs); }
  void array(std::size_t items) override { put(items); }
  void text(std::string_view value) override { out_.append(value).push_back('\n'); }
  void simple(std::string_view value) override { text(value); }
  void integer(std::int64_t value) override { text(std::to_string(value)); }
  void real(double) override { text("real"); }
  void null() override { text("null"); }
  void null_array() override { text("none"); }
  void error(model::Code, std::string_view value) override { text(value); }

 private:
  void put(std::size_t count) { text(std::to_string(count)); }
  std::string& out_;
};

// Answers as bytes that decode_answer() reads: no client of the simulation needs RESP.
class PlainOutlet final : public runtime::Outlet {
 public:
  void reply(const runtime::Envelope& to, const model::Reply& reply, std::string& out) override;
  model::ReplyWriter& begin(const runtime::Envelope& to, std::string& out) override;
  void end(const runtime::Envelope& to) override;

 private:
  std::optional<ReadAnswer> writer_;
};

struct PlainAnswer {
  bool to_read = false;
  model::Reply reply;     // of a write; views into the bytes
  std::string_view text;  // of a read
};
[[nodiscard]] PlainAnswer decode_answer(std::string_view bytes);

// Hands each answer on as it comes.
class PlainPath final : public runtime::ReplyPath {
 public:
  using Receive = std::function<void(const runtime::Envelope&, std::string_view bytes)>;
  explicit PlainPath(Receive receive) : receive_(std::move(receive)) {}
  void deliver(runtime::ReplyBlock* block) override;
  void flush() override {}

 private:
  Receive receive_;
};

class StillStopwatch final : public runtime::Stopwatch {
 public:
  std::uint64_t ns() override { return 0; }
};

}  // namespace stellwerk::sim
