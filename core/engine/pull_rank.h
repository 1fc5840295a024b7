// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <tuple>

#include "core/engine/selection.h"

// Which of the waiting conversations an agent takes: for pull.cc and bursts.cc.
namespace stellwerk::engine {

// (priority, first, second, order): less goes first.
using PullRank = std::tuple<std::uint32_t, std::int64_t, std::int64_t, std::uint64_t>;

struct Selection::Best {
  ConvSlot slot = kNone, second = kNone;
  PullRank rank, second_rank;

  [[nodiscard]] bool found() const { return slot != kNone; }
  void offer(ConvSlot candidate, const PullRank& candidate_rank) {
    if (slot == kNone || candidate_rank < rank) {
      second = slot;
      second_rank = rank;
      slot = candidate;
      rank = candidate_rank;
    } else if (second == kNone || candidate_rank < second_rank) {
      second = candidate;
      second_rank = candidate_rank;
    }
  }
};

// The best of each kind among the heads an agent could take.
struct Selection::Heads {
  Best urgent;      // on time, slack within the guard or what the group is kept for
  Best deferrable;  // on time, the rest
  Best overdue;
  Best oldest;  // overdue, whatever its priority: for the guaranteed share
  Best late;    // overdue beyond late_max
};

}  // namespace stellwerk::engine
