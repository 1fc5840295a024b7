// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/time.h"

namespace stellwerk::engine {

// What a timer belongs to.
enum class TimerOwner : std::uint8_t { kConversation, kAgent, kWaitClass, kForget, kQueue, kRamp };

using TimerId = std::uint32_t;

// A hierarchical timing wheel (Varghese and Lauck 1987): eight levels of 64 slots of milliseconds.
// Arm and cancel are O(1). Timers fire one by one by (due, order), where `order` is the caller's
// number for the moment of arming, whatever way the times were advanced.
class TimerWheel {
 public:
  struct Fired {
    TimerId id;
    TimerOwner owner;
    std::uint32_t index;
    base::Instant due;
  };

  // A timer that is not armed, for the entity `index` of its kind.
  TimerId create(TimerOwner owner, std::uint32_t index);
  void destroy(TimerId id);

  // Arms, or arms anew. A due time that has passed fires at the next pop().
  [[gnu::hot]] void arm(TimerId id, base::Instant due, std::uint64_t order);
  void cancel(TimerId id);

  // Takes the first timer due at or before `now`. Successive calls have non-decreasing `now`.
  [[gnu::hot]] std::optional<Fired> pop(base::Instant now);

  // False: pop(now) would find nothing. True says no more than that it has to look.
  [[nodiscard]] bool may_pop(base::Instant now) const {
    return !ready_.empty() || (now.ms >= 0 && static_cast<std::uint64_t>(now.ms) >= quiet_);
  }

  // No timer is due before this; kNever when none is armed.
  [[nodiscard]] base::Instant next_bound() const;

  [[nodiscard]] std::uint64_t armed() const { return armed_; }
  [[nodiscard]] bool is_armed(TimerId id) const { return nodes_[id].place != kIdle; }
  [[nodiscard]] base::Instant due(TimerId id) const { return nodes_[id].due; }
  [[nodiscard]] std::uint64_t order(TimerId id) const { return nodes_[id].order; }

 private:
  static constexpr unsigned kLevels = 8;
  static constexpr unsigned kSlotBits = 6;
  static constexpr std::uint16_t kIdle = 0xffff;
  static constexpr std::uint16_t kReady = 0xfffe;

  struct Node {
    base::Instant due;
    std::uint64_t order = 0;
    std::uint32_t previous = 0;
    std::uint32_t next = 0;
    std::uint32_t index = 0;
    std::uint32_t stamp = 0;      // tells a live entry of ready_ from a cancelled one
    std::uint16_t place = kIdle;  // level * 64 + slot
    TimerOwner owner = TimerOwner::kConversation;
  };

  struct Ready {
    base::Instant due;
    std::uint64_t order;
    TimerId id;
    std::uint32_t stamp;
  };

  static bool fires_later(const Ready& a, const Ready& b);
  [[gnu::hot]] void place(TimerId id);
  void unlink(TimerId id);
  [[gnu::hot]] void make_ready(TimerId id);
  [[gnu::hot]] void drop_cancelled();
  [[gnu::hot]] void move_to(std::uint64_t time);
  [[gnu::hot]] void cascade(unsigned level, unsigned slot);
  [[gnu::hot]] bool expire_next(std::uint64_t now);
  [[nodiscard, gnu::hot]] std::uint64_t slots_begin() const;

  std::vector<Node> nodes_;
  std::vector<TimerId> free_;
  std::array<std::array<std::uint32_t, 64>, kLevels> slots_{filled()};
  std::array<std::uint64_t, kLevels> occupied_{};
  std::vector<Ready> ready_;  // a heap of timers due before time_
  std::uint64_t time_ = 0;    // everything in the slots is due at or after this
  std::uint64_t quiet_ = 0;   // nothing in the slots is due before this
  std::uint64_t armed_ = 0;

  static std::array<std::array<std::uint32_t, 64>, kLevels> filled();
};

}  // namespace stellwerk::engine
