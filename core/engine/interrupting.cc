// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "core/engine/switchboard.h"

// Channels whose conversations take their agent whole, and channels whose conversations make way
// for others: those are held with the reason `interrupted`, and go on when there is room.
namespace stellwerk::engine {

using model::ConvState;
using model::Presence;

// Only what an agent works on: an offer would have to be taken back, and a wrap-up to be repeated.
bool Matching::makes_way(const Conversation& conv, NameId channel) const {
  if (conv.state != ConvState::kActive || conv.channel == kNone || channel == kNone) return false;
  return plan_.makes_way(conv.channel, channel);
}

bool Matching::has_room_by_interrupting(const Agent& agent, const ClassKey& key) const {
  if (!key.interrupts || !agent.yields || agent.claim != kNone) return false;
  std::uint32_t stays = agent.used;
  bool whole = false;
  for (ConvSlot at = agent.first; at != kNone; at = conversations_[at].agent_next) {
    const Conversation& conv = conversations_[at];
    if (conv.state == ConvState::kHeld) continue;
    if (makes_way(conv, key.channel)) {
      stays -= conv.units;
    } else {
      whole |= plan_.is_exclusive(conv.channel);
    }
  }
  if (stays == agent.used || whole || stays + key.units > agent.open_units()) return false;
  if (key.exclusive && stays > 0) return false;
  return !agent.by_channel || channel_has_room(agent, key.channel);
}

void Matching::set_yields(AgentSlot slot, bool yields) {
  touch_agent(slot);
  agents_.slots[slot].yields = yields;
  yields ? void(yielding_.insert(slot)) : void(yielding_.erase(slot));
}

// With room at the least price: fewest units in use, then longest unchanged.
AgentSlot Selection::agent_to_interrupt(const WaitClass& wait_class) const {
  if (!wait_class.key.interrupts) return kNone;
  AgentSlot best = kNone;
  for (const AgentSlot slot : matching_.yielding()) {
    const Agent& agent = agents_.slots[slot];
    if (agent.presence != Presence::kOnline || matching_.excluded(wait_class, slot)) continue;
    if (!matching_.eligible(agent.abilities, wait_class.key)) continue;
    if (!matching_.has_room_by_interrupting(agent, wait_class.key)) continue;
    if (best == kNone || std::tuple(agent.used, agent.idle_rank) <
                             std::tuple(agents_.slots[best].used, agents_.slots[best].idle_rank)) {
      best = slot;
    }
  }
  return best;
}

// Of those who may interrupt what the agent does, or would interrupt what he has set aside of that
// channel: by priority where the rule knows any, then by what is due first, or came first. The
// reserve has no say: there is no unit that anybody would call free.
Pick Selection::interrupting_pick(AgentSlot slot, base::Instant now, NameId set_aside) {
  const Agent& agent = agents_.slots[slot];
  const bool by_deadline = plan_.routing.rule == model::Rule::kSlaFirst;
  const bool by_priority = by_deadline || plan_.routing.rule == model::Rule::kPriority;
  ConvSlot best = kNone;
  std::tuple<std::uint32_t, std::int64_t, std::uint64_t> best_rank;
  std::uint32_t kinds = 0;
  for (const ClassId id : matching_.group(agent.group).classes.others) {
    const WaitClass& wait_class = matching_.wait_class(id);
    if (matching_.waiting(id) == 0 || !wait_class.key.interrupts) continue;
    if (matching_.excluded(wait_class, slot)) continue;
    bool fits = matching_.has_room_by_interrupting(agent, wait_class.key);
    if (set_aside != kNone) {
      fits = (fits || matching_.has_room(agent, wait_class.key)) &&
             plan_.makes_way(set_aside, wait_class.key.channel);
    }
    if (!fits) continue;
    ++kinds;
    for (const base::PairingHeap* lane : {&wait_class.on_time, &wait_class.overdue}) {
      if (lane->empty()) continue;
      const Conversation& head = conversations_[lane->top()];
      const std::tuple rank(by_priority ? std::uint32_t{head.priority} : 0U,
                            by_deadline ? head.deadline.ms : head.key, head.order);
      if (best != kNone && best_rank <= rank) continue;
      best = lane->top();
      best_rank = rank;
    }
  }
  if (best == kNone) return {};
  considered_ = {};
  considered_.direction = Direction::kAmongConversations;
  considered_.kinds = kinds;
  const Conversation& head = conversations_[best];
  considered_.lane = !by_deadline          ? Lane::kNoLane
                     : head.overdue_lane   ? Lane::kOverdue
                     : head.deadline > now ? Lane::kOnTime
                                           : Lane::kUrgent;
  return {best, false};
}

bool Switchboard::could_interrupt(const Conversation& conv, AgentSlot slot) const {
  if (!plan_.has_special_channels || conv.channel == kNone) return false;
  return matching_.has_room_by_interrupting(
      agents_.slots[slot], {.channel = conv.channel,
                            .units = conv.units,
                            .exclusive = plan_.is_exclusive(conv.channel),
                            .interrupts = plan_.channels[conv.channel].interrupts});
}

// What the agent's work says of his room: without `without`, which is about to leave it.
void Switchboard::note_work(AgentSlot slot, ConvSlot without) {
  Agent& subject = agent(slot);
  bool yields = false;
  subject.taken_whole = subject.set_aside = false;
  for (ConvSlot at = subject.first; at != kNone; at = conversation(at).agent_next) {
    const Conversation& conv = conversation(at);
    if (at == without) continue;
    if (conv.state == ConvState::kHeld) {
      subject.set_aside |= conv.extras->interrupted;
      continue;
    }
    subject.taken_whole |= plan_.is_exclusive(conv.channel);
    yields |= conv.state == ConvState::kActive && conv.channel != kNone &&
              !plan_.channels[conv.channel].interruptible_by.empty();
  }
  if (is_asked_whole(slot)) {  // and until he has answered nothing else comes
    subject.taken_whole = true;
    yields = false;
  }
  if (yields != subject.yields) matching_.set_yields(slot, yields);
}

// Whether he is asked, as one of several, about exclusive work.
bool Switchboard::is_asked_whole(AgentSlot slot) const {
  for (auto rival = rivals_.lower_bound({slot, 0});
       rival != rivals_.end() && rival->first.first == slot; ++rival) {
    if (plan_.is_exclusive(conversations_[rival->second].channel)) return true;
  }
  return false;
}

// Under another policy.
void Switchboard::follow_channels() {
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    note_work(slot);
    if (agent(slot).registered) matching_.update_free(slot, agent(slot).idle_rank);
  }
}

// What came last makes way first. What is routed finds room within the agent's ramp.
void Switchboard::make_room(ConvSlot slot, AgentSlot to, Means means) {
  const auto fits = [&] {
    const Conversation& conv = conversation(slot);
    return means == Means::kRouted ? has_open_room_for(conv, to) : has_room_for(conv, to);
  };
  if (fits()) return;
  const NameId channel = conversation(slot).channel;
  ConvSlot at = agent(to).last;
  while (at != kNone && !fits()) {
    const ConvSlot before = conversation(at).agent_previous;
    if (matching_.makes_way(conversation(at), channel)) {
      conversation(at).more().interrupted = true;
      set_aside(at, "interrupted", {});
    }
    at = before;
  }
  note_work(to);
}

// What was set aside goes on within the agent's ramp, the oldest first of what nobody waits for who
// would interrupt it again; then come these. Whether anything was done.
bool Switchboard::take_up_again(AgentSlot slot) {
  const bool takes_more = agent(slot).presence == Presence::kOnline && agent(slot).claim == kNone;
  Pick instead;
  for (ConvSlot at = agent(slot).first; at != kNone; at = conversation(at).agent_next) {
    const Conversation& conv = conversation(at);
    if (conv.state != ConvState::kHeld || !conv.extras->interrupted) continue;
    if (!has_open_room_for(conv, slot)) continue;
    Pick again;
    if (takes_more) again = selection_.interrupting_pick(slot, now_, conv.channel);
    if (again.conversation == kNone) {
      resume(at);
      freed_.push_back(slot);
      return true;
    }
    if (instead.conversation == kNone) instead = again;
  }
  if (instead.conversation == kNone) return false;
  give_or_ask(instead, slot);
  freed_.push_back(slot);
  return true;
}

}  // namespace stellwerk::engine
