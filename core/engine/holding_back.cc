// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/reserve.h"
#include "core/engine/selection.h"

// The reserve: whom it keeps apart, and when that is looked at again.
namespace stellwerk::engine {
namespace {

constexpr std::uint64_t kArrivalsForReserve = 30;
constexpr std::uint32_t kAgentsForReserve = 5;

}  // namespace

base::Duration Selection::mean_of(const Queue& queue) const {
  return queue.handling.trusted() ? queue.handling.mean() : queue.policy.handling;
}

std::uint32_t Selection::automatic_reserve(const Protected& kept, base::Duration mean,
                                           base::Instant now) const {
  const Queue& queue = plan_.queues[kept.queue];
  if (kept.online < kAgentsForReserve || queue.arrivals.sum(now) < kArrivalsForReserve) return 0;
  const std::uint64_t late_permille = 1'000U - queue.policy.goal_permille;
  ArrivalRate rate = queue.arrival_rate;
  return least_reserve(kept.online, rate.per_scaled_minutes(now),
                       base::minutes(ArrivalRate::kScale), mean, plan_.target(queue.sla),
                       ratio(late_permille, 1'000));
}

std::uint32_t Selection::reserve(std::size_t position, base::Instant now) {
  if (plan_.routing.rule != model::Rule::kSlaFirst) return 0;
  if (plan_.routing.reserve != model::kReserveAuto) {
    return static_cast<std::uint32_t>(plan_.routing.reserve);
  }
  const Protected& kept = matching_.protected_queues()[position];
  ReserveState& state = reserves_[position];
  const base::Duration mean = mean_of(plan_.queues[kept.queue]);
  const std::int64_t minute = now.ms / 60'000;
  if (state.minute == minute && state.online == kept.online && state.mean_ms == mean.ms) {
    return state.value;
  }
  state.minute = minute;
  state.online = kept.online;
  state.mean_ms = mean.ms;
  state.value = automatic_reserve(kept, mean, now);
  return state.value;
}

// What reserve() would answer, without being the answer for the rest of the minute.
std::uint32_t Selection::reserve_unseen(std::size_t position, base::Instant now) const {
  if (plan_.routing.rule != model::Rule::kSlaFirst) return 0;
  if (plan_.routing.reserve != model::kReserveAuto) {
    return static_cast<std::uint32_t>(plan_.routing.reserve);
  }
  const Protected& kept = matching_.protected_queues()[position];
  const ReserveState& state = reserves_[position];
  const base::Duration mean = mean_of(plan_.queues[kept.queue]);
  const bool known =
      state.minute == now.ms / 60'000 && state.online == kept.online && state.mean_ms == mean.ms;
  return known ? state.value : automatic_reserve(kept, mean, now);
}

// Whether the reserve has a say in it.
bool Selection::keeps_apart(const Conversation& conv, const Group& group, base::Instant now) const {
  if (plan_.routing.rule != model::Rule::kSlaFirst || group.tightest == kProtectedMax) return false;
  const Protected& kept = matching_.protected_queues()[group.tightest];
  if (kept.queue == conv.queue || conv.overdue_lane) return false;
  return conv.deadline - now > guard(conv, group);
}

bool Selection::held_back(const Conversation& conv, const Group& group, base::Instant now) {
  return keeps_apart(conv, group, now) &&
         matching_.protected_queues()[group.tightest].free <= reserve(group.tightest, now);
}

bool Selection::would_hold_back(const Conversation& conv, const Group& group,
                                base::Instant now) const {
  return keeps_apart(conv, group, now) &&
         matching_.protected_queues()[group.tightest].free <= reserve_unseen(group.tightest, now);
}

void Selection::refuse(ClassId id, const Conversation& conv, const Group& group) {
  WaitClass& wait_class = matching_.wait_class(id);
  const base::Instant crossing = conv.deadline - guard(conv, group);
  reserves_[group.tightest].refused = true;
  has_refused_ = true;
  if (crossing < wait_class.review_at) {
    wait_class.review_at = crossing;
    reviews_.push_back(id);
  }
}

std::vector<ClassId> Selection::take_reviews() {
  std::vector<ClassId> reviews;
  reviews.swap(reviews_);
  return reviews;
}

bool Selection::review_due(std::size_t position, base::Instant now) {
  ReserveState& state = reserves_[position];
  if (!state.refused) return false;
  const std::uint32_t kept = reserve(position, now);
  const std::uint32_t free = matching_.protected_queues()[position].free;
  if (state.seen_free == free && state.seen_reserve == kept && state.seen_learned == learned_) {
    return false;
  }
  state.seen_free = free;
  state.seen_reserve = kept;
  state.seen_learned = learned_;
  state.refused = free == 0;  // set again by whom the review refuses
  return free > 0;
}

void Selection::note_reviewed() {
  has_refused_ = std::any_of(reserves_.begin(), reserves_.end(),
                             [](const ReserveState& state) { return state.refused; });
}

}  // namespace stellwerk::engine
