// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

namespace stellwerk::engine {
namespace {

// Forgetting by time alone is done in strokes this far apart; what is due by then is not found any
// more.
constexpr base::Duration kForgetStroke = base::seconds(1);

}  // namespace

bool Switchboard::is_forgotten(const ClosedConversation& conv) const {
  return now_ - conv.closed_at >= limits_.closed_max;
}

// The conversation a command names: a closed one has a slot as long as the command runs.
ConvSlot Switchboard::known(std::string_view id) {
  id_hash_ = HandleIndex::hash(id);
  const ConversationTable::Found found = conversations_.find(id, id_hash_);
  if (found.closed == ConversationTable::kNotClosed) return found.slot;
  if (is_forgotten(conversations_.closed()[found.closed])) {
    forget_closed();
    return kNone;
  }
  revived_number_ = found.closed;
  revived_ = conversations_.revive(found.closed);
  return revived_;
}

// After the answer: what has been closed, and what was only looked at, gives its slot back.
void Switchboard::tidy_closed() {
  if (revived_ != kNone) {
    conversations_.keep_closed(revived_, revived_number_);
    revived_ = kNone;
  }
  if (closing_.empty()) return;
  for (const ConvSlot slot : closing_) conversations_.bury(slot);
  closing_.clear();
  forget_closed();
}

// Forgets closed conversations: all from closed_max on, and the oldest beyond closed_min while
// their memory is over the budget.
void Switchboard::forget_closed() {
  const ClosedLog& closed = conversations_.closed();
  while (!closed.empty()) {
    const ClosedConversation& oldest = closed.oldest();
    const base::Duration age = now_ - oldest.closed_at;
    const bool crowded = closed.bytes() > limits_.closed_memory;
    const bool due = age >= limits_.closed_max || (crowded && age >= limits_.closed_min);
    if (!due && !oldest.reopened) break;
    if (!oldest.reopened) requirements_.release(oldest.requirement);
    conversations_.forget_oldest();
    if (!closed.empty()) requirements_.prefetch(closed.oldest().requirement);
  }
  if (closed.empty()) return timers_.cancel(forget_timer_);
  if (timers_.is_armed(forget_timer_)) return;
  const base::Instant due = closed.oldest().closed_at + limits_.closed_max;
  timers_.arm(forget_timer_, std::max(due, now_ + kForgetStroke), ++arm_order_);
}

}  // namespace stellwerk::engine
