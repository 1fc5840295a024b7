// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::Field;
using model::Presence;

namespace {

std::string unknown_agent(std::string_view name) {
  return "no agent '" + std::string(name) + "'; register it with AGENT.SET";
}

}  // namespace

// The agent's abilities with the options the command names replaced. False after a refusal.
bool Switchboard::agent_abilities(const model::Command& command, Abilities& abilities) {
  if (command.has(Field::kAgentKind)) abilities.kind = command.agent_kind;
  if (command.has(Field::kCapacity)) abilities.capacity = command.capacity;
  if (command.has(Field::kSkills)) {
    if (command.skills.size() > limits_.agent_skills_max) {
      refuse(Code::kBadArg, "SKILLS: an agent has at most " +
                                std::to_string(limits_.agent_skills_max) + " skills");
      return false;
    }
    SkillNeeds skills;
    if (!skill_needs(command, skills)) return false;
    abilities.skills.assign(skills.begin(), skills.end());
  }
  if (command.has(Field::kChannels)) {
    abilities.channels.clear();
    for (const model::Term& term : command.channels) {
      abilities.channels.push_back(
          {plan_.mention_channel(term.name), static_cast<std::uint32_t>(term.value)});
    }
    std::sort(abilities.channels.begin(), abilities.channels.end());
  }
  if (command.has(Field::kQueues)) {
    abilities.queues.clear();
    for (const model::Term& term : command.queues) {
      abilities.queues.push_back(plan_.mention_queue(term.name));
    }
    std::sort(abilities.queues.begin(), abilities.queues.end());
  }
  return true;
}

void Switchboard::agent_set(const model::Command& command) {
  AgentSlot slot = agents_.find(command.agent);
  if (slot == kNone && agents_.registered >= limits_.agents_max) {
    return refuse(Code::kFull, "retry-after-ms=60000 there are " +
                                   std::to_string(limits_.agents_max) +
                                   " agents already; delete some with AGENT.DEL");
  }
  Abilities abilities = slot == kNone ? Abilities{} : agent(slot).abilities;
  if (!agent_abilities(command, abilities)) return;
  if (slot == kNone) {
    slot = agents_.names.intern(command.agent);
    if (slot == agents_.slots.size()) {
      agents_.slots.emplace_back();
      agents_.slots.back().lease_timer = timers_.create(TimerOwner::kAgent, slot);
    }
    Agent& added = agent(slot);
    added.name = slot;
    added.registered = true;
    added.abilities = abilities;
    added.channel_load.assign(abilities.channels.size(), 0);
    added.labels.clear();
    added.reason.clear();
    added.misses = added.declines = 0;
    added.weight = 1;
    added.rank = added.cost = 0;
    ++agents_.registered;
    matching_.attach(slot);
  } else if (abilities != agent(slot).abilities) {
    apply_abilities(slot, abilities);
  }
  Agent& subject = agent(slot);
  if (command.has(Field::kLabels)) subject.labels = command.labels;
  if (command.has(Field::kWeight)) subject.weight = command.weight;
  if (command.has(Field::kRank)) subject.rank = command.rank;
  if (command.has(Field::kCost)) subject.cost = command.cost;
  matching_.touch_agent(slot);
  answer_ok();
}

// With its last agent goes what was learned of a group.
void Switchboard::leave_group(AgentSlot slot) {
  const Group& group = matching_.group(agent(slot).group);
  if (group.members == 1) selection_.forget(group);
  matching_.detach(slot);
}

void Switchboard::apply_abilities(AgentSlot slot, const Abilities& abilities) {
  Agent& changed = agent(slot);
  const Presence presence = changed.presence;
  const bool online = presence == Presence::kOnline;
  drop_claim(slot);
  if (online) matching_.set_online(slot, false);
  const bool present = changed.present();
  if (present) matching_.set_present(slot, false);
  changed.presence = Presence::kOffline;  // not free while its group changes
  matching_.update_free(slot, changed.idle_rank);
  leave_group(slot);
  changed.abilities = abilities;
  changed.channel_load.assign(abilities.channels.size(), 0);
  const auto count_channel = [this, &changed, &abilities](ConvSlot at) {
    for (std::size_t i = 0; i < abilities.channels.size(); ++i) {
      if (abilities.channels[i].channel == conversation(at).channel) ++changed.channel_load[i];
    }
  };
  for (ConvSlot at = changed.first; at != kNone; at = conversation(at).agent_next) {
    if (conversation(at).state != ConvState::kHeld) count_channel(at);  // that has no units
  }
  for (auto rival = rivals_.lower_bound({slot, 0});
       rival != rivals_.end() && rival->first.first == slot; ++rival) {
    count_channel(rival->second);
  }
  matching_.attach(slot);
  changed.presence = presence;
  if (present) matching_.set_present(slot, true);
  absence_ |= present && plan_.considers_present;
  release_sticky(slot);
  if (agents_.ramps.contains(slot)) follow_ramp(slot);
  if (changed.set_aside) freed_.push_back(slot);
  if (!online) return;
  matching_.set_online(slot, true);
  matching_.update_free(slot, changed.idle_rank);
  freed_.push_back(slot);
}

void Switchboard::agent_state(const model::Command& command) {
  const AgentSlot slot = agents_.find(command.agent);
  if (slot == kNone) return refuse(Code::kUnknownAgent, unknown_agent(command.agent));
  Agent& subject = agent(slot);
  if (command.has(Field::kLease)) subject.lease = command.lease;
  const bool changed = subject.presence != command.presence;
  if (changed && command.presence == Presence::kOffline) {
    go_offline(slot, command.reason);
  } else if (changed) {
    set_presence(slot, command.presence, command.reason);
  } else if (command.has(Field::kReason)) {
    subject.reason = command.reason;
  }
  arm_lease(slot);
  answer_integer(static_cast<std::int64_t>(agent(slot).epoch));
}

// Between the states in which an agent keeps its work.
void Switchboard::set_presence(AgentSlot slot, Presence presence, std::string_view reason) {
  Agent& subject = agent(slot);
  const bool was_online = subject.presence == Presence::kOnline;
  const bool online = presence == Presence::kOnline;
  const bool was_present = subject.present();
  subject.presence = presence;
  subject.reason = reason;
  if (was_online != online) matching_.set_online(slot, online);
  note_presence(slot, was_present);
  announce_agent(slot);
  if (online) {
    subject.misses = subject.declines = 0;
    subject.idle_since = now_;
    if (!subject.seen_online) begin_ramp(slot);
    matching_.update_free(slot, ++idle_rank_);
    freed_.push_back(slot);
  } else {
    drop_claim(slot);
    matching_.update_free(slot, subject.idle_rank);
    revoke_offers(slot, model::name(presence));
    release_sticky(slot);
  }
}

// Online or away, or not any more.
void Switchboard::note_presence(AgentSlot slot, bool was_present) {
  const bool is_present = agent(slot).present();
  if (was_present == is_present) return;
  matching_.set_present(slot, is_present);
  absence_ |= was_present && plan_.considers_present;
}

void Switchboard::go_offline(AgentSlot slot, std::string_view reason) {
  Agent& subject = agent(slot);
  const std::string why(reason);
  ++subject.epoch;
  subject.lease = {};
  set_presence(slot, Presence::kOffline, why);
  take_away_work(slot, why.empty() ? std::string_view("offline") : std::string_view(why));
  agent(slot).handled = 0;
  agent(slot).seen_online = false;
  end_ramp(slot);
  arm_lease(slot);
}

void Switchboard::take_away_work(AgentSlot slot, std::string_view reason) {
  while (agent(slot).first != kNone) {
    const ConvSlot at = agent(slot).first;
    if (conversation(at).state == ConvState::kWrapup) {
      finish(at);
    } else {
      requeue(at, reason);
    }
  }
}

void Switchboard::revoke_offers(AgentSlot slot, std::string_view reason) {
  ConvSlot at = agent(slot).first;
  while (at != kNone) {
    const ConvSlot next = conversation(at).agent_next;
    if (conversation(at).state == ConvState::kOffered) {
      lose_offer(at, slot, model::EventType::kOfferRevoked, reason, false);
    }
    at = next;
  }
  while (!rivals_.empty()) {
    const auto rival = rivals_.lower_bound({slot, 0});
    if (rival == rivals_.end() || rival->first.first != slot) return;
    lose_offer(rival->second, slot, model::EventType::kOfferRevoked, reason, false);
  }
}

void Switchboard::drop_claim(AgentSlot slot) {
  Agent& subject = agent(slot);
  if (subject.claim == kNone) return;
  conversation(subject.claim).claimed_by = kNone;
  subject.claim = kNone;
}

void Switchboard::arm_lease(AgentSlot slot) {
  const Agent& subject = agent(slot);
  if (subject.lease.ms > 0 && subject.presence != Presence::kOffline) {
    timers_.arm(subject.lease_timer, now_ + subject.lease, ++arm_order_);
  } else {
    timers_.cancel(subject.lease_timer);
  }
}

// Whoever was present keeps his place in the order of arming: nobody has done anything.
void Switchboard::renew_leases(base::Instant from) {
  for (const Agent& subject : agents_.slots) {
    if (!timers_.is_armed(subject.lease_timer)) continue;
    const base::Instant due = std::max(timers_.due(subject.lease_timer), from + subject.lease);
    timers_.arm(subject.lease_timer, due, timers_.order(subject.lease_timer));
  }
}

void Switchboard::lease_lapsed(AgentSlot slot) { go_offline(slot, "lease"); }

void Switchboard::announce_agent(AgentSlot slot) {
  const Agent& subject = agent(slot);
  model::Event event;
  event.type = model::EventType::kAgentState;
  event.agent = agents_.name(slot);
  event.state = model::name(subject.presence);
  event.epoch = static_cast<std::int64_t>(subject.epoch);
  event.reason = subject.reason;
  emit(event);
}

void Switchboard::agent_beat(const model::Command& command) {
  const AgentSlot slot = agents_.find(command.agent);
  if (slot == kNone) return refuse(Code::kUnknownAgent, unknown_agent(command.agent));
  if (command.epoch != agent(slot).epoch) {
    return refuse(Code::kStale, "the agent is in epoch " + std::to_string(agent(slot).epoch) +
                                    "; log on again with AGENT.STATE");
  }
  arm_lease(slot);
  answer_ok();
}

void Switchboard::agent_delete(const model::Command& command) {
  const AgentSlot slot = agents_.find(command.agent);
  if (slot == kNone) return refuse(Code::kUnknownAgent, unknown_agent(command.agent));
  if (agent(slot).conversations > 0 && !command.force) {
    return refuse(Code::kBadState, "the agent has " + std::to_string(agent(slot).conversations) +
                                       " conversations; let it finish or use FORCE 1");
  }
  if (agent(slot).presence != Presence::kOffline) go_offline(slot, "deleted");
  leave_group(slot);
  agent(slot).registered = false;
  --agents_.registered;
  answer_ok();
}

}  // namespace stellwerk::engine
