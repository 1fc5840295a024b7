// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/runtime/command_block.h"

namespace stellwerk::runtime {

// Where a shard's commands come from. Order: as submitted within one producer, unspecified between
// producers. The total order of a shard is the order in which drain() returns blocks.
//   drain(blocks)  moves up to blocks.size() blocks into `blocks`, answers how many.
//   done(block)    the shard has decided everything in it: its commands no longer count as in
//                  flight, and the block goes back to its producer.
//   depth()        commands in flight.
template <typename T>
concept Inbox = requires(T inbox, std::span<CommandBlock*> blocks, CommandBlock* block) {
  { inbox.drain(blocks) } -> std::same_as<std::size_t>;
  { inbox.done(block) } -> std::same_as<void>;
  { inbox.depth() } -> std::convertible_to<std::uint64_t>;
};

}  // namespace stellwerk::runtime
