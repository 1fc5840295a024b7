// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace stellwerk::net {

// How many commands an I/O thread reads of each tenant in one of its cycles: what comes beyond it
// waits for the next, so that nobody's commands wait for more than a small share of another's.
// Where there is one tenant, or only one that sends, cycles are long: that is cheaper.
// Thread safety: none; belongs to an I/O thread.
class CycleShares {
 public:
  // In place of a tenant's number: who has not logged in.
  static constexpr std::uint32_t kStrangers = 0xFFFF'FFFFU;
  // Commands of a weight 1, among several who have sent lately, and of one alone.
  static constexpr std::int64_t kAmongSeveral = 64;
  static constexpr std::int64_t kAlone = 1'024;
  // Larger requests count as several.
  static constexpr std::size_t kCommandBytes = 4'096;
  static constexpr std::int64_t kLatelyMs = 1'000;

  // By tenant.
  explicit CycleShares(std::span<const std::uint32_t> weights);

  void begin_cycle(std::int64_t now_ms);
  // Nothing is limited any more.
  void lift() { limited_ = false; }

  [[nodiscard]] bool has_left(std::uint32_t tenant) {
    return !limited_ || share_of(tenant).left > 0;
  }
  void take(std::uint32_t tenant, std::size_t bytes) {
    if (limited_) share_of(tenant).left -= static_cast<std::int64_t>(1 + bytes / kCommandBytes);
  }

 private:
  struct Share {
    std::uint64_t cycle = 0;   // that `left` is of
    std::uint64_t period = 0;  // in which it was last used
    std::int64_t left = 0;
    std::int64_t weight = 1;
  };

  Share& share_of(std::uint32_t tenant);

  bool limited_;
  std::vector<Share> shares_;  // by tenant; the last is the strangers'
  std::uint64_t cycle_ = 1;
  std::uint64_t period_ = 1;
  std::int64_t period_began_ms_ = 0;
  std::size_t senders_ = 0;         // in this period
  std::size_t senders_before_ = 0;  // in the one before
};

}  // namespace stellwerk::net
