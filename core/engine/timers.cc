// SPDX-License-Identifier: Apache-2.0
#include "core/engine/timers.h"

#include <algorithm>
#include <bit>

#include "core/base/check.h"

namespace stellwerk::engine {
namespace {

constexpr std::uint32_t kEnd = ~std::uint32_t{0};
constexpr std::uint64_t kSlotMask = 63;
constexpr std::uint64_t kNothing = ~std::uint64_t{0};

std::uint64_t ticks(base::Instant at) { return at.ms < 0 ? 0 : static_cast<std::uint64_t>(at.ms); }

std::uint64_t from(std::uint64_t bits, unsigned slot) { return bits & (~std::uint64_t{0} << slot); }

}  // namespace

std::array<std::array<std::uint32_t, 64>, TimerWheel::kLevels> TimerWheel::filled() {
  std::array<std::array<std::uint32_t, 64>, kLevels> slots{};
  for (auto& level : slots) level.fill(kEnd);
  return slots;
}

bool TimerWheel::fires_later(const Ready& a, const Ready& b) {
  return a.due != b.due ? a.due > b.due : a.order > b.order;
}

TimerId TimerWheel::create(TimerOwner owner, std::uint32_t index) {
  TimerId id = 0;
  if (free_.empty()) {
    id = static_cast<TimerId>(nodes_.size());
    nodes_.emplace_back();
  } else {
    id = free_.back();
    free_.pop_back();
  }
  nodes_[id].owner = owner;
  nodes_[id].index = index;
  return id;
}

void TimerWheel::destroy(TimerId id) {
  cancel(id);
  free_.push_back(id);
}

void TimerWheel::arm(TimerId id, base::Instant due, std::uint64_t order) {
  cancel(id);
  Node& node = nodes_[id];
  node.due = due;
  node.order = order;
  ++armed_;
  if (ticks(due) < time_) {
    make_ready(id);
  } else {
    place(id);
  }
}

void TimerWheel::cancel(TimerId id) {
  Node& node = nodes_[id];
  if (node.place == kIdle) return;
  if (node.place != kReady) unlink(id);
  node.place = kIdle;
  ++node.stamp;
  --armed_;
}

void TimerWheel::place(TimerId id) {
  Node& node = nodes_[id];
  const std::uint64_t due = ticks(node.due);
  quiet_ = std::min(quiet_, due);
  const std::uint64_t apart = due ^ time_;
  unsigned level =
      apart == 0 ? 0 : (63U - static_cast<unsigned>(std::countl_zero(apart))) / kSlotBits;
  unsigned slot = static_cast<unsigned>(due >> (kSlotBits * level) & kSlotMask);
  if (level >= kLevels) [[unlikely]] {  // kNever and the like: parked in the farthest slot
    level = kLevels - 1;
    slot = 63;
  }
  node.place = static_cast<std::uint16_t>(level * 64 + slot);
  node.previous = kEnd;
  node.next = slots_[level][slot];
  if (node.next != kEnd) nodes_[node.next].previous = id;
  slots_[level][slot] = id;
  occupied_[level] |= std::uint64_t{1} << slot;
}

void TimerWheel::unlink(TimerId id) {
  const Node& node = nodes_[id];
  const unsigned level = node.place / 64U;
  const unsigned slot = node.place % 64U;
  if (node.next != kEnd) nodes_[node.next].previous = node.previous;
  if (node.previous != kEnd) {
    nodes_[node.previous].next = node.next;
  } else {
    slots_[level][slot] = node.next;
    if (node.next == kEnd) occupied_[level] &= ~(std::uint64_t{1} << slot);
  }
}

void TimerWheel::make_ready(TimerId id) {
  Node& node = nodes_[id];
  node.place = kReady;
  ready_.push_back({node.due, node.order, id, node.stamp});
  std::push_heap(ready_.begin(), ready_.end(), fires_later);
}

void TimerWheel::drop_cancelled() {
  while (!ready_.empty() && nodes_[ready_.front().id].stamp != ready_.front().stamp) {
    std::pop_heap(ready_.begin(), ready_.end(), fires_later);
    ready_.pop_back();
  }
}

void TimerWheel::cascade(unsigned level, unsigned slot) {
  std::uint32_t id = slots_[level][slot];
  slots_[level][slot] = kEnd;
  occupied_[level] &= ~(std::uint64_t{1} << slot);
  while (id != kEnd) {
    const std::uint32_t next = nodes_[id].next;
    place(id);
    id = next;
  }
}

// From the top level down, what shares its slot with the new time belongs to a lower level now.
void TimerWheel::move_to(std::uint64_t time) {
  const std::uint64_t changed = time_ ^ time;
  time_ = time;
  if (changed <= kSlotMask) return;
  for (unsigned level = kLevels - 1; level > 0; --level) {
    const auto slot = static_cast<unsigned>(time >> (kSlotBits * level) & kSlotMask);
    if ((occupied_[level] >> slot & 1U) != 0) cascade(level, slot);
  }
}

// Moves the wheel to its next occupied slot, if that begins at or before `now`.
bool TimerWheel::expire_next(std::uint64_t now) {
  for (unsigned level = 0; level < kLevels; ++level) {
    const auto position = static_cast<unsigned>(time_ >> (kSlotBits * level) & kSlotMask);
    const std::uint64_t ahead = from(occupied_[level], position);
    if (ahead == 0) continue;
    const auto slot = static_cast<unsigned>(std::countr_zero(ahead));
    const std::uint64_t block = time_ >> (kSlotBits * (level + 1)) << (kSlotBits * (level + 1));
    const std::uint64_t begin = block + (static_cast<std::uint64_t>(slot) << (kSlotBits * level));
    if (begin > now) return false;
    if (level > 0) {
      move_to(begin);
      return true;
    }
    while (slots_[0][slot] != kEnd) {
      const TimerId id = slots_[0][slot];
      unlink(id);
      make_ready(id);
    }
    move_to(begin + 1);
    return true;
  }
  return false;
}

std::optional<TimerWheel::Fired> TimerWheel::pop(base::Instant now) {
  const std::uint64_t limit = ticks(now);
  for (;;) {
    drop_cancelled();
    if (ready_.empty() && limit < quiet_) return std::nullopt;
    if (!ready_.empty()) {
      const Ready first = ready_.front();
      if (first.due > now) return std::nullopt;
      std::pop_heap(ready_.begin(), ready_.end(), fires_later);
      ready_.pop_back();
      Node& node = nodes_[first.id];
      node.place = kIdle;
      ++node.stamp;
      --armed_;
      return Fired{first.id, node.owner, node.index, first.due};
    }
    if (!expire_next(limit)) break;
  }
  if (limit >= time_) move_to(limit + 1);
  quiet_ = slots_begin();
  return std::nullopt;
}

base::Instant TimerWheel::next_bound() const {
  if (armed_ == 0) return base::kNever;
  base::Instant bound = base::kNever;
  for (const Ready& entry : ready_) {  // short: what fired together and was not popped yet
    if (nodes_[entry.id].stamp == entry.stamp) bound = std::min(bound, entry.due);
  }
  if (bound != base::kNever) return bound;
  const std::uint64_t begin = slots_begin();
  if (begin == kNothing) return base::kNever;
  return base::Instant{static_cast<std::int64_t>(std::max(begin, quiet_))};
}

std::uint64_t TimerWheel::slots_begin() const {
  for (unsigned level = 0; level < kLevels; ++level) {
    const auto position = static_cast<unsigned>(time_ >> (kSlotBits * level) & kSlotMask);
    const std::uint64_t ahead = from(occupied_[level], position);
    if (ahead == 0) continue;
    const auto slot = static_cast<std::uint64_t>(std::countr_zero(ahead));
    const std::uint64_t block = time_ >> (kSlotBits * (level + 1)) << (kSlotBits * (level + 1));
    return block + (slot << (kSlotBits * level));
  }
  return kNothing;
}

}  // namespace stellwerk::engine
