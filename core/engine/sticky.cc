// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

// A conversation may wait for one agent alone: as long as its time lasts and its slack is beyond
// the guard, then anybody may take it.
namespace stellwerk::engine {

using model::ConvState;
using model::Field;

namespace {

bool may_come_free(model::Presence presence) {
  return presence == model::Presence::kOnline || presence == model::Presence::kAway;
}

}  // namespace

// An agent that is not there is not waited for: it may be long gone, and the customer is not.
void Switchboard::ask_for_sticky(Conversation& conv, const model::Command& command) {
  const AgentSlot slot = agents_.find(command.sticky);
  if (slot == kNone) return;
  Sticky& sticky = conv.more().sticky;
  sticky = Sticky{};
  sticky.agent = slot;
  if (command.has(Field::kStickyFor)) sticky.end = now_ + command.sticky_for;
  conv.prefer_last = true;
}

// In a queue that is sticky by customer a new conversation asks for whoever worked for him last.
// One that opens anew has a last agent of its own.
void Switchboard::ask_for_last_agent(Conversation& conv) {
  const model::QueuePolicy& policy = queue_of(conv).policy;
  if (policy.sticky_within.ms == 0 || conv.customer_size == 0 || conv.last_agent != kNone) return;
  const CustomerMemory::Last* last = customers_.find(fingerprint({}, conv.customer()));
  if (last == nullptr || now_ - last->at > policy.sticky_within) return;
  Sticky& sticky = conv.more().sticky;
  sticky = Sticky{};
  sticky.agent = last->agent;
  sticky.end = now_ + policy.sticky_patience;
  conv.prefer_last = true;
}

// When a human's work for him begins and when it is over.
void Switchboard::remember_customer(const Conversation& conv) {
  if (conv.customer_size == 0 || conv.last_agent == kNone) return;
  if (agent(conv.last_agent).abilities.kind == model::AgentKind::kBot) return;
  customers_.remember({fingerprint({}, conv.customer()), conv.last_agent, now_});
}

// REQUIRES: the deadline is known.
void Switchboard::begin_sticky(Conversation& conv) {
  Sticky& sticky = conv.extras->sticky;
  if (sticky.agent == kNone) return;
  sticky.until = {};
  const Agent& wanted = agent(sticky.agent);
  if (!wanted.registered || !may_come_free(wanted.presence)) return;
  const bool passed_over =
      std::any_of(conv.extras->passed_over.begin(), conv.extras->passed_over.end(),
                  [&](const PassedOver& entry) { return entry.agent == sticky.agent; });
  if (passed_over || !could_take(conv, conv.requirement, sticky.agent)) return;
  const base::Duration guard = selection_.guard(conv, matching_.group(wanted.group));
  const base::Instant until = std::min(sticky.end, conv.deadline - guard);
  if (until > now_) sticky.until = due_at(until);
}

// The agent has gone or cannot any more: nobody waits for it alone. In the order of opening,
// whatever class they wait in; under a policy from before that was so, class by class.
void Switchboard::release_sticky(AgentSlot slot) {
  std::vector<ConvSlot> waiting;
  const auto collect = [&waiting](ConvSlot conv) {
    waiting.push_back(conv);
    return true;
  };
  const auto sort_from = [this, &waiting](std::size_t first) {
    std::sort(
        waiting.begin() + static_cast<std::ptrdiff_t>(first), waiting.end(),
        [this](ConvSlot a, ConvSlot b) { return conversation(a).order < conversation(b).order; });
  };
  for (const ClassId id : matching_.classes_only_for(slot)) {
    const std::size_t first = waiting.size();
    matching_.wait_class(id).on_time.visit(conversations_, collect);
    matching_.wait_class(id).overdue.visit(conversations_, collect);
    sort_from(first);
  }
  if (plan_.since_format_3) sort_from(0);
  for (const ConvSlot conv : waiting) reclassify(conv);
}

}  // namespace stellwerk::engine
