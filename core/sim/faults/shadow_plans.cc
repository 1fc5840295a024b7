// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/sim/faults/shadow.h"

// Routing plans: whom steps admit, where conversations go by themselves, what is open.
namespace stellwerk::sim {

using model::ConvState;
using model::OverflowWhen;
using model::StepKind;
using model::StepMove;

std::size_t Shadow::waiting_in(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      of_state(ConvState::kWaiting),
      [&](std::uint32_t number) { return conversations_[number].queue == name; }));
}

Shadow::Hours Shadow::hours(std::string_view calendar, base::Instant at) const {
  for (const model::CalendarPolicy& each : policy_.calendars) {
    if (each.name != calendar) continue;
    if (at >= each.known_until) return Hours::kUnknown;
    const bool open = std::ranges::any_of(each.intervals, [at](const model::OpenInterval& one) {
      return one.open <= at && at < one.shut;
    });
    return open ? Hours::kOpen : Hours::kShut;
  }
  return Hours::kUnknown;
}

// For sure: in the very millisecond in which it shuts it may be either.
bool Shadow::is_shut(const ShadowConversation& conversation, base::Instant now) const {
  const model::QueuePolicy* const policy = queue(conversation.queue);
  return policy != nullptr && policy->shuts && hours(policy->calendar, now) == Hours::kShut &&
         hours(policy->calendar, base::Instant{now.ms - 1}) == Hours::kShut;
}

// What the queue and the conversation ask for, so many levels less.
bool Shadow::meets(const ShadowConversation& conversation, const ShadowAgent& agent,
                   std::uint8_t relax) const {
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr) return false;
  for (const auto* needs : {&conversation.skills, &policy->skills}) {
    for (const model::SkillNeed& need : *needs) {
      const int least = std::max(1, int{need.level} - int{relax});
      if (!agent.has({need.skill, static_cast<std::uint8_t>(least)})) return false;
    }
  }
  return true;
}

// In the millisecond in which the hours turn it may be by either.
bool Shadow::admits(const ShadowConversation& conversation, const ShadowAgent& agent,
                    base::Instant now, bool perhaps) const {
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr) return false;
  const std::array known = {hours(policy->calendar, now),
                            hours(policy->calendar, base::Instant{now.ms - 1})};
  const auto may_be = [&known](Hours state) {
    return std::ranges::any_of(
        known, [state](Hours each) { return each == state || each == Hours::kUnknown; });
  };
  const bool open = may_be(Hours::kOpen) && admits_in(conversation, agent, now, perhaps, false);
  const bool shut = may_be(Hours::kShut) && admits_in(conversation, agent, now, perhaps, true);
  if (perhaps) return open || shut;
  return (open || !may_be(Hours::kOpen)) && (shut || !may_be(Hours::kShut));
}

bool Shadow::admits_in(const ShadowConversation& conversation, const ShadowAgent& agent,
                       base::Instant now, bool perhaps, bool closed) const {
  const model::QueuePolicy& policy = *queue(conversation.queue);
  const bool waits = policy.shuts && closed;
  const auto counts = [&](const model::StepPolicy& step) {
    if (step.hours == model::StepHours::kAny) return !waits;
    return (step.hours == model::StepHours::kClosed) == closed;
  };
  const auto first = std::ranges::find_if(policy.steps, [&](const model::StepPolicy& step) {
    return step.move == StepMove::kStay && (step.hours == model::StepHours::kAny || counts(step));
  });
  const bool open_at_first = first == policy.steps.end() || first->after.ms > 0;
  bool skipped = false;  // a step may have been over before its time
  bool any = false;
  for (const model::StepPolicy& step : policy.steps) {
    const bool due = conversation.entered + step.after <= now;
    if (!due && !(perhaps && skipped)) break;
    any = true;
    skipped = step.move == StepMove::kStay && (step.if_present || step.kind == StepKind::kBot);
    if (step.move != StepMove::kStay || !counts(step)) continue;
    const bool kind = step.kind == StepKind::kAny ||
                      (step.kind == StepKind::kBot) == (agent.kind == model::AgentKind::kBot);
    const bool skills = std::ranges::all_of(
        step.skills, [&agent](const model::SkillNeed& need) { return agent.has(need); });
    if (kind && skills && meets(conversation, agent, step.relax)) return true;
  }
  return !waits && (!any || open_at_first) && meets(conversation, agent, 0);
}

bool Shadow::any_step_admits(const ShadowConversation& conversation,
                             const ShadowAgent& agent) const {
  return admits(conversation, agent, base::kNever, true);
}

// Through queues that share out what enters them.
bool Shadow::leads_to_share(std::string_view asked, std::string_view share) const {
  if (asked == share) return true;
  const model::QueuePolicy* const policy = queue(asked);
  return policy != nullptr && std::ranges::any_of(policy->split, [&](const auto& each) {
           return leads_to_share(each.queue, share);
         });
}

// Whether the policy of the queue that it leaves says so, by the reason that is given.
bool Shadow::leads(const model::Event& event, const ShadowConversation& conversation,
                   const model::QueuePolicy& from) const {
  const auto overflows = [&](OverflowWhen when, auto holds) {
    return std::ranges::any_of(from.overflows, [&](const model::OverflowPolicy& each) {
      return each.to == event.queue && each.when == when && holds(each.limit);
    });
  };
  const auto step = [&](StepMove move) {
    return std::ranges::any_of(from.steps, [&](const model::StepPolicy& each) {
      return each.to == event.queue && each.move == move;
    });
  };
  // Itself is in the list of those that wait, and not counted yet.
  const std::size_t others = waiting_in(from.name) - 1;
  const base::Duration waited = event.at - conversation.arrival;
  if (event.reason == "split") return leads_to_share(from.name, event.queue);
  if (event.reason == "full") return from.when_full == event.queue && others >= from.waiting_max;
  if (event.reason == "step") return step(StepMove::kOverflow);
  if (event.reason == "divert") return step(StepMove::kDivert);
  if (event.reason == "waiting") {
    return overflows(OverflowWhen::kWaiting, [&](std::uint64_t most) { return others >= most; });
  }
  if (event.reason == "waited") {
    return overflows(OverflowWhen::kWaited, [&](std::uint64_t most) {
      return waited.ms >= static_cast<std::int64_t>(most);
    });
  }
  if (event.reason == "expected_wait") {
    return overflows(OverflowWhen::kExpectedWait, [](std::uint64_t) { return true; });
  }
  const bool open = hours(from.calendar, event.at) == Hours::kOpen;
  return event.reason == "closed" && !open &&
         overflows(OverflowWhen::kClosed, [](std::uint64_t) { return true; });
}

void Shadow::overflowed(const model::Event& event, std::uint32_t number) {
  ShadowConversation& conversation = conversations_[number];
  if (conversation.state != ConvState::kWaiting) {
    complain(Checker::kOwner, event, "it does not wait");
  }
  if (event.from != conversation.queue) complain(Checker::kOwner, event, "from another queue");
  if (std::ranges::find(conversation.came_from, event.queue) != conversation.came_from.end()) {
    complain(Checker::kOwner, event, "back to where it was");
  }
  const model::QueuePolicy* const from = queue(event.from);
  const model::QueuePolicy* const to = queue(event.queue);
  if (from == nullptr || to == nullptr || !leads(event, conversation, *from)) {
    return complain(Checker::kOwner, event, "no plan leads there");
  }
  // Under another policy those who wait come anew, one after the other.
  const bool anew = command_ != nullptr && command_->kind == model::CommandKind::kPolicyApply;
  const bool asks = !anew && event.reason != "split" && event.reason != "divert";
  if (asks && waiting_in(event.queue) >= to->waiting_max) {
    complain(Checker::kOwner, event, "there is no room");
  }
  conversation.came_from.emplace_back(event.from);
  conversation.queue = event.queue;
  conversation.entered = event.at;
  conversation.decided_by = base::Instant{-1};
  constexpr std::array<std::pair<std::string_view, Coverage::Count>, 8> kCounts = {{
      {"step", Coverage::kOverflowStep},
      {"divert", Coverage::kOverflowDivert},
      {"waiting", Coverage::kOverflowWaiting},
      {"full", Coverage::kOverflowFull},
      {"waited", Coverage::kOverflowWaited},
      {"expected_wait", Coverage::kOverflowExpected},
      {"closed", Coverage::kOverflowClosed},
      {"split", Coverage::kOverflowSplit},
  }};
  for (const auto& [reason, count] : kCounts) {
    if (event.reason == reason) ++coverage_[count];
  }
}

void Shadow::wait_long(const model::Event& event, ShadowConversation& conversation) {
  if (conversation.state != ConvState::kWaiting) {
    complain(Checker::kOwner, event, "it does not wait");
  }
  const model::QueuePolicy* const policy = queue(conversation.queue);
  if (policy == nullptr || policy->wait_long == model::kNoTarget) {
    complain(Checker::kOwner, event, "its queue does not say so");
  }
  if (conversation.told_long) complain(Checker::kOwner, event, "told twice");
  if (event.waited_ms != (event.at - conversation.arrival).ms) {
    complain(Checker::kOwner, event, "another wait");
  }
  if (event.due >= 0 && event.due < (event.at + policy->wait_long).ms) {
    complain(Checker::kOwner, event, "a wait that is not long, until " + std::to_string(event.due));
  }
  conversation.told_long = true;
}

}  // namespace stellwerk::sim
