// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/matching.h"

// The free agents of each group, and who of them comes first.
namespace stellwerk::engine {

void Matching::count_free(GroupId id, Group& group, bool more) {
  const std::uint32_t change = more ? 1U : ~0U;
  group.free += change;
  free_agents_ += change;
  for (std::size_t i = 0; i < protected_.size(); ++i) {
    if ((group.serves >> i & 1U) != 0) protected_[i].free += change;
  }
  if (more && group.free == 1) list_free_group(id);
  if (!more && group.free == 0) unlist_free_group(id);
}

FreeList& Matching::list_at(Group& group, std::uint32_t position) {
  if (group.by_channel) [[unlikely]]
    return group.by_channels[position].agents;
  return group.by_used[position];
}

FreeList& Matching::list_of(Group& group, const Agent& agent, std::uint32_t& position) {
  if (!group.by_channel) [[likely]] {
    if (agent.used >= group.by_used.size()) [[unlikely]]
      group.by_used.resize(agent.used + 1);
    position = agent.used;
    return group.by_used[position];
  }
  return bucket_of(group, agent, position);
}

// Where agents have maxima by channel.
FreeList& Matching::bucket_of(Group& group, const Agent& agent, std::uint32_t& position) {
  const auto same = [&agent](const ChannelBucket& bucket) {
    return bucket.used == agent.used && bucket.channel_load == agent.channel_load;
  };
  auto bucket = std::find_if(group.by_channels.begin(), group.by_channels.end(), same);
  if (bucket == group.by_channels.end()) {
    bucket = group.by_channels.insert(bucket, {agent.used, agent.channel_load, {}});
  }
  position = static_cast<std::uint32_t>(bucket - group.by_channels.begin());
  return bucket->agents;
}

std::uint32_t Matching::least_used(const Group& group) {
  std::uint32_t least = group.by_channels.empty() ? group.lowest : ~0U;
  for (const ChannelBucket& bucket : group.by_channels) {
    if (bucket.agents.first != kNone) least = std::min(least, bucket.used);
  }
  return least;
}

void Matching::update_top(GroupId id, Group& group) {
  std::uint64_t& load = top_loads_[id];
  if (group.free == 0) {
    group.lowest = 0;
    load = TopLoad::kNobody;
  } else if (group.by_channel) [[unlikely]] {
    load = TopLoad::kAsk;
  } else {
    while (group.by_used[group.lowest].first == kNone) ++group.lowest;
    load = load_order(group.lowest + 1, group.capacity, group.skills);
    const AgentSlot first = group.by_used[group.lowest].first;
    top_agents_[id] = {agents_.slots[first].idle_rank, first};
  }
}

void Matching::remove_free(Agent& agent, Group& group) {
  FreeList& list = list_at(group, agent.free_list);
  (agent.free_previous == kNone ? list.first : agents_.slots[agent.free_previous].free_next) =
      agent.free_next;
  (agent.free_next == kNone ? list.last : agents_.slots[agent.free_next].free_previous) =
      agent.free_previous;
  agent.free_list = kNone;
}

// Ranks grow with time, so an agent whose load just changed belongs last; one whose claim ended
// keeps its older rank and is walked forward to its place.
void Matching::append_free(AgentSlot slot, Agent& agent, Group& group) {
  FreeList& list = list_of(group, agent, agent.free_list);
  AgentSlot after = list.last;
  while (after != kNone && agents_.slots[after].idle_rank > agent.idle_rank) {
    after = agents_.slots[after].free_previous;
  }
  agent.free_previous = after;
  AgentSlot& link = after == kNone ? list.first : agents_.slots[after].free_next;
  agent.free_next = link;
  link = slot;
  (agent.free_next == kNone ? list.last : agents_.slots[agent.free_next].free_previous) = slot;
  group.lowest = std::min(group.lowest, agent.used);
}

void Matching::update_free(AgentSlot slot, std::uint64_t idle_rank) {
  touch_agent(slot);
  Agent& agent = agents_.slots[slot];
  Group& group = groups_[agent.group];
  const bool was_free = agent.free_list != kNone;
  const bool is_free = agent.takes_work();
  if (was_free) remove_free(agent, group);
  agent.idle_rank = idle_rank;
  if (is_free) append_free(slot, agent, group);
  if (was_free != is_free) count_free(agent.group, group, is_free);
  update_top(agent.group, group);
}

}  // namespace stellwerk::engine
