// SPDX-License-Identifier: Apache-2.0
#include "core/net/cycle_shares.h"

#include <algorithm>
#include <utility>

namespace stellwerk::net {

CycleShares::CycleShares(std::span<const std::uint32_t> weights)
    : limited_(weights.size() > 1), shares_(weights.size() + 1) {
  for (std::size_t i = 0; i < weights.size(); ++i) shares_[i].weight = weights[i];
}

void CycleShares::begin_cycle(std::int64_t now_ms) {
  ++cycle_;
  if (now_ms - period_began_ms_ < kLatelyMs) return;
  // After a long sleep nobody has sent lately.
  const bool next = now_ms - period_began_ms_ < 2 * kLatelyMs;
  senders_before_ = next ? senders_ : 0;
  senders_ = 0;
  period_began_ms_ = now_ms;
  ++period_;
}

CycleShares::Share& CycleShares::share_of(std::uint32_t tenant) {
  Share& share = shares_[std::min<std::size_t>(tenant, shares_.size() - 1)];
  if (share.cycle == cycle_) return share;
  share.cycle = cycle_;
  if (std::exchange(share.period, period_) != period_) ++senders_;
  const bool alone = std::max(senders_, senders_before_) <= 1;
  // A request that was larger than the share is paid for by the next ones.
  const std::int64_t owed = std::min<std::int64_t>(share.left, 0);
  share.left = owed + share.weight * (alone ? kAlone : kAmongSeveral);
  return share;
}

}  // namespace stellwerk::net
