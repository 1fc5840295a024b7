// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <queue>
#include <utility>

#include "core/base/time.h"

namespace stellwerk::cli {

// What is to be done when. Of equal times, what was put in first comes out first.
template <typename Action>
class Agenda {
 public:
  void add(base::Duration due, Action action) { entries_.push({due, next_++, std::move(action)}); }

  // Takes the earliest action due at or before `now` into `action`. False when there is none.
  bool take_due(base::Duration now, Action& action) {
    if (entries_.empty() || entries_.top().due > now) return false;
    action = entries_.top().action;
    entries_.pop();
    return true;
  }

  // Forgets the actions of which `unwanted` says so.
  template <typename Predicate>
  void drop_if(Predicate unwanted) {
    std::priority_queue<Entry> kept;
    for (; !entries_.empty(); entries_.pop()) {
      if (!unwanted(entries_.top().action)) kept.push(entries_.top());
    }
    entries_ = std::move(kept);
  }

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // REQUIRES: not empty.
  [[nodiscard]] base::Duration next_due() const { return entries_.top().due; }

 private:
  struct Entry {
    base::Duration due;
    std::uint64_t order;
    Action action;

    friend bool operator<(const Entry& a, const Entry& b) {
      return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
  };

  std::priority_queue<Entry> entries_;
  std::uint64_t next_ = 0;
};

}  // namespace stellwerk::cli
