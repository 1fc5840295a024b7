// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// From queue to queue without anybody's command: overflow, divert and split; and the wait that is
// to be expected.
namespace stellwerk::engine {

using model::EventType;
using model::OverflowWhen;

namespace {

constexpr std::uint64_t kUnitsCounted = 1'000'000;
constexpr base::Duration kMeanMost = base::hours(24 * 366);
constexpr std::int64_t kTurnsMost = 10'000'000;

}  // namespace

base::Instant Switchboard::limit_after(base::Instant from, const Overflow& overflow) {
  constexpr auto kMost = std::uint64_t{1} << 62U;
  return overflow.limit >= kMost
             ? base::kNever
             : from + base::milliseconds(static_cast<std::int64_t>(overflow.limit));
}

// Where it has not been on its own way since it was opened, and is not.
bool Switchboard::may_go(const Conversation& conv, QueueId to) const {
  if (to == kNone || to == conv.queue || !plan_.queues[to].defined) return false;
  const auto& came_from = conv.extras->plan.came_from;
  return std::find(came_from.begin(), came_from.end(), to) == came_from.end();
}

bool Switchboard::has_room(const Conversation& conv, QueueId to) const {
  if (!may_go(conv, to)) return false;
  const Queue& queue = plan_.queues[to];
  return queue.waiting < queue.policy.waiting_max && !queue.shut;
}

// The queue it goes to now, if any, and why: the first way that is open.
Switchboard::WayOut Switchboard::way_out(const Conversation& conv) {
  Queue& queue = queue_of(conv);
  if (!queue.plan.split.empty()) {
    const QueueId to = draw_share(queue, [&](QueueId share) { return may_go(conv, share); });
    if (to != kNone) return {to, "split"};
  }
  for (const Overflow& overflow : queue.plan.overflows) {
    if (!has_room(conv, overflow.to)) continue;
    const std::string_view reason = holds(conv, overflow);
    if (!reason.empty()) return {overflow.to, reason};
  }
  for (std::size_t i = 0; i < conv.extras->plan.reached; ++i) {
    const PlanStep& step = queue.plan.steps[i];
    if (step.widens()) continue;
    if (step.divert && may_go(conv, step.to)) return {step.to, "divert"};
    if (!step.divert && has_room(conv, step.to)) return {step.to, "step"};
  }
  return {};
}

// The reason if so; empty if not.
std::string_view Switchboard::holds(const Conversation& conv, const Overflow& overflow) const {
  const Queue& queue = plan_.queues[conv.queue];
  const OnPlan& plan = conv.extras->plan;
  switch (overflow.when) {
    case OverflowWhen::kWaiting:
      if (!plan.fresh || queue.waiting < overflow.limit) return {};
      return overflow.full ? "full" : "waiting";
    case OverflowWhen::kWaited:
      return limit_after(conv.arrival, overflow) <= now_ ? "waited" : std::string_view{};
    case OverflowWhen::kExpectedWait:
      if (conv.wait_class == kNone) return {};
      return limit_after(now_, overflow) <= now_ + expected_wait(conv) ? "expected_wait"
                                                                       : std::string_view{};
    case OverflowWhen::kClosed:
      return plan_.calendars[queue.calendar].hours.open_at(now_) ? std::string_view{} : "closed";
  }
  return {};
}

// Keeps its age, deadline and clocks. It is not counted as waiting.
void Switchboard::overflow(ConvSlot slot, const WayOut& way) {
  Conversation& conv = conversation(slot);
  const QueueId from = conv.queue;
  change_queue(conv, way.to);
  conv.more().plan.came_from.push_back(from);
  model::Event event = event_about(EventType::kConversationOverflowed, conv);
  event.from = plan_.queue_names.name(from);
  event.reason = way.reason;
  event.episode = conv.episode;
  emit(event);
  record_remark(slot, TraceKind::kOverflowed, kNone, way.reason);
}

// Smooth weighted round robin among those that `may` be chosen; kNone when there is none.
template <typename May>
QueueId Switchboard::draw_share(Queue& queue, May may) {
  std::int64_t total = 0;
  std::size_t best = queue.plan.split.size();
  for (std::size_t i = 0; i < queue.plan.split.size(); ++i) {
    const Share& share = queue.plan.split[i];
    if (!may(share.queue)) continue;
    total += share.share;
    queue.credits[i] += share.share;
    if (best == queue.plan.split.size() || queue.credits[i] > queue.credits[best]) best = i;
  }
  if (best == queue.plan.split.size()) return kNone;
  queue.credits[best] -= total;
  return queue.plan.split[best].queue;
}

// Where what is opened in the queue is opened instead, if it is split: in a share with room if
// there is one. The draw counts with `take`.
QueueId Switchboard::split(QueueId id, bool take) {
  for (std::size_t splits = 0; splits < plan_.queues.size(); ++splits) {
    Queue& queue = plan_.queues[id];
    if (!queue.planned || queue.plan.split.empty()) break;
    const auto is_there = [this](QueueId to) { return plan_.queues[to].defined; };
    const auto has_room = [&](QueueId to) {
      const Queue& other = plan_.queues[to];
      return other.defined && other.waiting < other.policy.waiting_max;
    };
    const std::vector<std::int64_t> before = queue.credits;
    QueueId to = draw_share(queue, has_room);
    if (to == kNone) to = draw_share(queue, is_there);
    if (!take) queue.credits = before;
    if (to == kNone) break;
    id = to;
  }
  return id;
}

bool Switchboard::expects(const Conversation& conv) const {
  const Queue& queue = plan_.queues[conv.queue];
  if (!queue.plan.expects) return false;
  if (queue.policy.wait_long != model::kNoTarget && !conv.extras->plan.told_long) return true;
  return std::any_of(
      queue.plan.overflows.begin(), queue.plan.overflows.end(), [&](const Overflow& overflow) {
        return overflow.when == OverflowWhen::kExpectedWait && may_go(conv, overflow.to);
      });
}

// From now to the start: the work of those ahead and its own, over the agents online who could
// take it. As long as can be when there are none. REQUIRES: it waits.
base::Duration Switchboard::expected_wait(const Conversation& conv) const {
  const Queue& queue = plan_.queues[conv.queue];
  std::uint64_t units = matching_.units_online(conv.wait_class);
  if (units == 0) return base::kNever - now_;
  const OnPlan& plan = conv.extras->plan;
  const std::uint64_t behind = plan.joined == 0 ? 0 : queue.joined - plan.joined;
  const std::uint64_t others = std::max<std::uint64_t>(queue.waiting, 1) - 1;
  const std::uint64_t ahead = others > behind ? others - behind : 0;
  if (plan_.since_format_4) {
    const auto learned = queue.forecast.at(ahead + 1);
    if (learned) return learned->median;
  }
  return usual_wait(queue, (ahead + 1) * conv.units, units);
}

// So much work over the units that do it, by the mean handling time.
base::Duration Switchboard::usual_wait(const Queue& queue, std::uint64_t work,
                                       std::uint64_t units) const {
  for (; units > kUnitsCounted; units /= 2) work /= 2;  // so that the products fit
  const base::Duration mean =
      std::min(queue.handling.trusted() ? queue.handling.mean() : queue.policy.handling, kMeanMost);
  const std::int64_t turns = static_cast<std::int64_t>(work / units);
  const std::int64_t rest = static_cast<std::int64_t>(work % units);
  if (turns >= kTurnsMost) return base::kNever - now_;
  return mean * turns + mean * rest / static_cast<std::int64_t>(units);
}

// Once until an agent has it.
void Switchboard::tell_long_wait(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  const Queue& queue = queue_of(conv);
  OnPlan& plan = conv.extras->plan;
  if (queue.policy.wait_long == model::kNoTarget || plan.told_long) return;
  const base::Duration expected = expected_wait(conv);
  if (expected < queue.policy.wait_long) return;
  plan.told_long = true;
  model::Event event = event_about(EventType::kWaitLong, conv);
  event.customer = conv.customer();
  event.episode = conv.episode;
  event.waited_ms = (now_ - conv.arrival).ms;
  const base::Instant start = now_ + expected;
  if (start < base::kNever) event.due = start.ms;
  emit(event);
}

}  // namespace stellwerk::engine
