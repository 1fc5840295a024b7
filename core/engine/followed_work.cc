// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "core/engine/following.h"
#include "core/engine/ownership.h"

// Agents as the leader has them: who is there, with which abilities and how much to do.
namespace stellwerk::engine {

using model::ConvState;
using model::Presence;

void Follower::follow_agent(AgentSlot slot) {
  const std::size_t slots = std::size_t{slot} + 1;
  auto& table = own_.agents_.slots;
  while (table.size() < slots) {
    const auto next = static_cast<NameId>(table.size());
    table.emplace_back().name = next;
  }
  if (abilities_.size() < slots) abilities_.resize(slots);
  const Agent& led = leader_.agents_.slots[slot];
  const bool stays = table[slot].registered && led.registered && abilities_[slot] == led.abilities;
  if (!stays) {
    if (table[slot].registered) leave(slot);
    if (led.registered) join(slot);
  }
  if (!led.registered) return;
  const std::size_t group = led.group;
  if (groups_.size() <= group) groups_.resize(group + 1, kNone);
  groups_[group] = table[slot].group;
  copy_agent(slot);
  copy_claim(slot);
  if (own_.plan_.has_special_channels) follow_work(slot);
  own_.matching_.update_free(slot, led.idle_rank);
}

void Follower::leave(AgentSlot slot) {
  Agent& own = own_.agents_.slots[slot];
  drop_claim(slot);
  if (own.presence == Presence::kOnline) own_.matching_.set_online(slot, false);
  if (own.present()) own_.matching_.set_present(slot, false);
  own.presence = Presence::kOffline;
  own_.matching_.update_free(slot, own.idle_rank);
  own_.leave_group(slot);
  while (own.first != kNone) let_go(own.first);
  if (own.yields) own_.matching_.set_yields(slot, false);
  own.registered = false;
  --own_.agents_.registered;
}

void Follower::join(AgentSlot slot) {
  Agent& own = own_.agents_.slots[slot];
  abilities_[slot] = leader_.agents_.slots[slot].abilities;
  own.abilities = names_.abilities(abilities_[slot]);
  own.channel_load.assign(own.abilities.channels.size(), 0);
  own.registered = true;
  own.presence = Presence::kOffline;
  ++own_.agents_.registered;
  own_.matching_.attach(slot);
}

void Follower::copy_agent(AgentSlot slot) {
  const Agent& led = leader_.agents_.slots[slot];
  Agent& own = own_.agents_.slots[slot];
  const bool online = led.presence == Presence::kOnline;
  const bool comes = online && own.presence != Presence::kOnline;
  const bool was_present = own.present();
  if (online != (own.presence == Presence::kOnline)) own_.matching_.set_online(slot, online);
  own.presence = led.presence;
  if (was_present != own.present()) own_.matching_.set_present(slot, own.present());
  own.used = led.used;
  const auto& channels = led.abilities.channels;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const NameId channel = names_.channel(channels[i].channel);
    for (std::size_t j = 0; j < own.channel_load.size(); ++j) {
      if (own.abilities.channels[j].channel == channel) own.channel_load[j] = led.channel_load[i];
    }
  }
  own.assigned_rank = led.assigned_rank;
  own.idle_since = led.idle_since;
  own.handled = led.handled;
  own.weight = led.weight;
  own.rank = led.rank;
  own.cost = led.cost;
  own.ramping = led.ramping;
  own.usable = led.usable;
  if (own.labels != led.labels) own.labels = led.labels;
  if (leader_.plan_.by_share) {
    own.share = led.share;
  } else if (comes) {
    own_.selection_.join(own);
  }
}

void Follower::drop_claim(AgentSlot slot) {
  Agent& own = own_.agents_.slots[slot];
  if (own.claim == kNone) return;
  Conversation& conv = own_.conversations_[own.claim];
  if (conv.claimed_by == slot) conv.claimed_by = kNone;
  own.claim = kNone;
}

// The leader's, as far as the conversation waits here, too.
void Follower::copy_claim(AgentSlot slot) {
  auto& conversations = own_.conversations_;
  Agent& own = own_.agents_.slots[slot];
  drop_claim(slot);
  const ConvSlot claim = leader_.agents_.slots[slot].claim;
  if (claim == kNone || claim >= conversations.slot_count()) return;
  Conversation& conv = conversations[claim];
  if (conv.wait_class == kNone || conv.claimed_by != kNone) return;
  own.claim = claim;
  conv.claimed_by = slot;
}

// What it works on, where that decides whether it has room.
void Follower::follow_work(AgentSlot slot) {
  const Agent& led = leader_.agents_.slots[slot];
  Agent& own = own_.agents_.slots[slot];
  while (own.first != kNone) let_go(own.first);
  for (ConvSlot at = led.first; at != kNone; at = leader_.conversations_[at].agent_next) {
    const Conversation& from = leader_.conversations_[at];
    own_.conversations_.reach(std::size_t{at} + 1);
    let_go(at);
    Conversation& conv = own_.conversations_[at];
    conv.state = from.state;
    conv.channel = names_.channel(from.channel);
    conv.units = from.units;
    conv.more().interrupted = from.extras && from.extras->interrupted;
    own_.link(at, slot);
  }
  own_.note_work(slot);
  if (!same_room_) return;
  own.taken_whole = led.taken_whole;  // also by what he is asked about beside others
  own.set_aside = led.set_aside;
  if (own.yields != led.yields) own_.matching_.set_yields(slot, led.yields);
}

// What it has learned, while it has members.
void Follower::follow_group(GroupId led) {
  const Group& from = leader_.matching_.group(led);
  if (!from.used || led >= groups_.size() || groups_[led] == kNone) return;
  Group& own = own_.matching_.group(groups_[led]);
  if (!own.used) return;
  QueueHandlings by_queue;
  for (const QueueHandling& entry : from.by_queue) {
    const FollowedNames::QueuePair& pair = names_.queue(entry.queue);
    if (pair.own != kNone && !pair.moved) by_queue.push_back({pair.own, entry.mean});
  }
  own_.selection_.set_learned(own, from.handling, by_queue);
}

}  // namespace stellwerk::engine
