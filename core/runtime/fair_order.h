// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/runtime/command_block.h"
#include "core/runtime/seats.h"

namespace stellwerk::runtime {

// Whose commands a shard decides next, when several tenants wait: deficit round robin, in which one
// who comes after a pause is heard before those who have been waiting in line. So a tenant that
// floods a shard delays another by one slice of its commands, however many it has waiting.
// Order: of one tenant, as added. Between tenants that always have something waiting, the commands
// decided are in the proportion of their weights, exactly, once each has had its turn.
// Thread safety: none; belongs to the shard's thread. Allocates nothing.
class FairOrder {
 public:
  // Records decided without looking at who has come meanwhile, and a round's share of a weight 1.
  static constexpr std::size_t kSlice = 32;

  // What is decided next: `count` records of the block, from `begin`.
  struct Turn {
    CommandBlock* block = nullptr;  // null: nothing waits
    std::size_t begin = 0;
    std::size_t count = 0;
  };

  explicit FairOrder(const Seats& seats);

  // REQUIRES: the block has records, all of one tenant.
  void add(CommandBlock* block);
  [[nodiscard]] bool empty() const { return waiting_ == 0; }

  // took() follows if there is a block.
  [[nodiscard]] Turn next();
  // Of the turn, so many records were decided, at least one; they were as much work as `extra`
  // further ones. True: the block is over, and no longer known here.
  [[nodiscard]] bool took(std::size_t count, std::uint64_t extra);

 private:
  enum class Line : std::uint8_t { kNone, kFresh, kWaited };
  struct Flow {
    CommandBlock* first = nullptr;
    CommandBlock* last = nullptr;
    std::size_t begun = 0;  // records of `first` that are decided
    std::int64_t left = 0;  // records it may have decided before the others get their turn
    std::int64_t share = 0;
    Flow* behind = nullptr;
    Line line = Line::kNone;
  };
  struct Queue {
    Flow* first = nullptr;
    Flow* last = nullptr;
  };

  static void push(Queue& queue, Flow& flow);
  static Flow& pop(Queue& queue);
  // Whose turn it is; null: nobody's.
  Flow* find();

  Seats seats_;
  std::vector<Flow> flows_;  // by seat
  Queue fresh_;
  Queue waited_;
  Flow* turn_ = nullptr;
  std::size_t waiting_ = 0;  // blocks
};

}  // namespace stellwerk::runtime
