// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/model/reply.h"
#include "core/runtime/block_pool.h"
#include "core/runtime/envelope.h"
#include "core/runtime/outlet.h"
#include "core/runtime/reply_block.h"

namespace stellwerk::runtime {

// Takes the blocks of answers to where their ports read them.
class ReplyPath {
 public:
  virtual ~ReplyPath() = default;
  // block->port() tells whose it is. The receiver gives it back with BlockPool::give_back().
  virtual void deliver(ReplyBlock* block) = 0;
  // Everything for now has been delivered: wake those who sleep.
  virtual void flush() = 0;
};

// A shard's answers, block by block for each port, held until the journal has what they tell.
// All answers are held alike, those to reads too: nobody is told what a crash could take back.
// Thread safety: none; belongs to the shard's thread.
class OutTray {
 public:
  OutTray(Outlet& outlet, ReplyPath& path) : outlet_(outlet), path_(path) {}
  OutTray(const OutTray&) = delete;
  OutTray& operator=(const OutTray&) = delete;

  void reply(const Envelope& to, const model::Reply& reply);
  // The writer takes one value, then end() follows.
  model::ReplyWriter& begin(const Envelope& to);
  void end(const Envelope& to);
  void figures(const Envelope& to);

  // Closes the open blocks; they may go once every journal record below `waits_for` is durable.
  void seal(std::uint64_t waits_for);
  // Delivers what waits for no more than `durable`; answers how many answers.
  std::size_t release(std::uint64_t durable);
  // Replaces every answer that is not delivered yet by `error` and delivers it.
  void fail(const model::Reply& error);
  // Wakes the ports if anything was delivered since the last time.
  void flush();

  [[nodiscard]] std::uint64_t held_answers() const { return held_answers_; }
  // The least journal number that a held answer waits for. REQUIRES: held_answers() > 0.
  [[nodiscard]] std::uint64_t held_for() const { return held_.front().waits_for; }
  // Bytes of answers held or delivered that the port has not given back yet.
  [[nodiscard]] std::uint64_t bytes_at(std::uint16_t port) const;
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; }
  // Brings in what the ports have read.
  void collect();

 private:
  struct Held {
    ReplyBlock* block;
    std::uint64_t waits_for;
  };

  ReplyBlock& open_block(std::uint16_t port);
  void finish_answer(const Envelope& to, AnswerKind kind);
  void forget_bytes(const ReplyBlock& block);

  Outlet& outlet_;
  ReplyPath& path_;
  BlockPool<ReplyBlock> pool_;
  std::vector<ReplyBlock*> open_;      // by port; null: none
  std::vector<std::uint64_t> bytes_;   // by port
  std::vector<ReplyBlock*> unsealed_;  // in the order in which they were begun
  std::deque<Held> held_;
  std::uint64_t held_answers_ = 0;
  std::uint64_t bytes_total_ = 0;
  bool delivered_ = false;
};

}  // namespace stellwerk::runtime
