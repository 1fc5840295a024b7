// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/check.h"
#include "core/engine/switchboard.h"

// An agent's conversations and the units in use: compiled into their callers, since every
// assignment and every end comes by here.
namespace stellwerk::engine {

inline void count_on_channel(Agent& agent, NameId channel, std::uint32_t change) {
  for (std::size_t i = 0; i < agent.abilities.channels.size(); ++i) {
    if (agent.abilities.channels[i].channel == channel) agent.channel_load[i] += change;
  }
}

inline void Switchboard::load_changed(AgentSlot slot) {
  agent(slot).idle_since = now_;
  matching_.update_free(slot, ++idle_rank_);
}

// Last among the agent's conversations.
inline void Switchboard::link(ConvSlot slot, AgentSlot to) {
  Conversation& conv = conversation(slot);
  Agent& owner = agent(to);
  conv.agent = to;
  conv.agent_previous = owner.last;
  conv.agent_next = kNone;
  (owner.last == kNone ? owner.first : conversation(owner.last).agent_next) = slot;
  owner.last = slot;
  ++owner.conversations;
}

inline void Switchboard::unlink(ConvSlot slot) {
  Conversation& conv = conversation(slot);
  Agent& owner = agent(conv.agent);
  (conv.agent_previous == kNone ? owner.first : conversation(conv.agent_previous).agent_next) =
      conv.agent_next;
  (conv.agent_next == kNone ? owner.last : conversation(conv.agent_next).agent_previous) =
      conv.agent_previous;
  conv.agent = conv.agent_next = conv.agent_previous = kNone;
  --owner.conversations;
}

inline void Switchboard::take_units(ConvSlot slot, AgentSlot to, bool force) {
  const Conversation& conv = conversation(slot);
  Agent& owner = agent(to);
  owner.used += conv.units;
  SW_CHECK(force || owner.used <= owner.abilities.capacity);
  if (owner.by_channel) count_on_channel(owner, conv.channel, 1U);
  if (plan_.has_special_channels || owner.set_aside) note_work(to);
  load_changed(to);
}

inline void Switchboard::give_back_units(ConvSlot slot, AgentSlot from) {
  const Conversation& conv = conversation(slot);
  Agent& owner = agent(from);
  owner.used -= conv.units;
  if (owner.by_channel) count_on_channel(owner, conv.channel, ~0U);
  if (plan_.has_special_channels || owner.set_aside) note_work(from, slot);
  load_changed(from);
  freed_.push_back(from);
}

}  // namespace stellwerk::engine
