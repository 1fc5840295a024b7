// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/sim/faults/shadow.h"

// How much of an agent there is to be had.
namespace stellwerk::sim {

const model::ChannelPolicy* Shadow::channel(std::string_view name) const {
  const auto found = std::ranges::find(policy_.channels, name, &model::ChannelPolicy::name);
  return found == policy_.channels.end() ? nullptr : &*found;
}

bool Shadow::is_exclusive(std::string_view name) const {
  const model::ChannelPolicy* const its = channel(name);
  return its != nullptr && its->exclusive;
}

bool Shadow::interrupts(std::string_view name) const {
  return std::ranges::any_of(policy_.channels, [name](const model::ChannelPolicy& each) {
    return std::ranges::find(each.interruptible_by, name) != each.interruptible_by.end();
  });
}

// However gradually he takes what is routed.
std::string_view Shadow::no_room(const ShadowConversation& conversation,
                                 const ShadowAgent& agent) const {
  if (agent.used + conversation.units > agent.capacity) return "no room";
  if (agent.used > 0 && is_exclusive(conversation.channel)) return "he has other work";
  for (const std::uint32_t held : agent.held) {
    if (is_exclusive(conversations_[held].channel)) return "he is taken whole";
  }
  for (const auto& [name, most] : agent.channels) {
    if (name != conversation.channel) continue;
    const auto same = std::ranges::count_if(agent.held, [&](std::uint32_t held) {
      return conversations_[held].channel == conversation.channel;
    });
    if (static_cast<std::uint64_t>(same) >= most) return "no room on the channel";
  }
  return {};
}

bool Shadow::on_channel(const ShadowConversation& conversation, const ShadowAgent& agent) {
  if (agent.channels.empty() || conversation.channel.empty()) return true;
  return std::ranges::any_of(agent.channels,
                             [&](const auto& each) { return each.first == conversation.channel; });
}

// A unit more with every part of the ramp.
std::string_view Shadow::beyond_ramp(const ShadowConversation& conversation,
                                     const ShadowAgent& agent, base::Instant now) const {
  if (!in_ramp(agent, now) || agent.capacity <= 1) return {};
  const std::int64_t more =
      (std::int64_t{agent.capacity} - 1) * (now - agent.ramp_since).ms / policy_.routing.ramp.ms;
  return agent.used + conversation.units > 1 + more ? "beyond his ramp" : std::string_view{};
}

bool Shadow::in_ramp(const ShadowAgent& agent, base::Instant now) const {
  return agent.ramping && now - agent.ramp_since < policy_.routing.ramp;
}

// A ramp that is over by the policy so far, or by the next one, does not come back.
void Shadow::follow_ramps(base::Duration ramp) {
  for (ShadowAgent& agent : agents_) {
    const base::Duration passed = now_ - agent.ramp_since;
    if (passed >= policy_.routing.ramp || passed >= ramp) agent.ramping = false;
  }
}

}  // namespace stellwerk::sim
