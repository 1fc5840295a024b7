// SPDX-License-Identifier: Apache-2.0
#include "core/engine/selection.h"

#include <algorithm>

// The agent for a conversation, and what both directions share.
namespace stellwerk::engine {
namespace {

// Who would have come next is looked for among so many groups; among more only if it is at hand.
constexpr std::size_t kGroupsForRunnerUp = 16;

// The least load of the groups, four at a time in two chains, so that few wait for the one before.
// The last four are looked at twice rather than one by one.
std::uint64_t least_of(const std::uint64_t* loads, std::span<const GroupId> groups) {
  std::uint64_t even = TopLoad::kNobody;
  std::uint64_t odd = TopLoad::kNobody;
  const auto take_four = [&](const GroupId* four) {
    even = std::min(even, loads[four[0]]);
    odd = std::min(odd, loads[four[1]]);
    even = std::min(even, loads[four[2]]);
    odd = std::min(odd, loads[four[3]]);
  };
  if (groups.size() < 4) {
    for (const GroupId group : groups) even = std::min(even, loads[group]);
    return even;
  }
  const GroupId* const last = groups.data() + groups.size() - 4;
  for (const GroupId* at = groups.data(); at < last; at += 4) take_four(at);
  take_four(last);
  return std::min(even, odd);
}

}  // namespace

// Less is better: surcharge in tenths, load_order() with the conversation, turn, idle rank.
struct Selection::Candidate {
  AgentSlot slot = kNone;
  std::int64_t surcharge = 0;
  std::uint64_t load = 0;
  std::uint64_t turn = 0;  // of round robin; 0 for who never had one
  std::uint64_t rank = 0;

  [[nodiscard]] bool better_than(const Candidate& other) const {
    if (other.slot == kNone) return true;
    if (surcharge != other.surcharge) return surcharge < other.surcharge;
    if (load != other.load) return load < other.load;
    if (turn != other.turn) return turn < other.turn;
    return rank < other.rank;
  }
};

struct Selection::Ranking {
  Candidate best{.load = TopLoad::kNobody};
  std::span<const AgentSlot> skipped;  // they do not take part

  [[nodiscard]] bool skips(AgentSlot slot) const {
    return std::find(skipped.begin(), skipped.end(), slot) != skipped.end();
  }
};

Selection::Selection(Matching& matching, AgentTable& agents, ConversationTable& conversations,
                     Plan& plan)
    : matching_(matching), agents_(agents), conversations_(conversations), plan_(plan) {}

base::Duration Selection::handling(const Queue& queue, QueueId id, const Group& group) const {
  for (const QueueHandling& entry : group.by_queue) {
    if (entry.queue == id && entry.mean.trusted()) return entry.mean.mean();
  }
  return queue.handling.trusted() ? queue.handling.mean() : queue.policy.handling;
}

base::Duration Selection::guard(const Conversation& conv, const Group& group) const {
  const base::Duration mean = group.handling.trusted()
                                  ? group.handling.mean()
                                  : handling(plan_.queues[conv.queue], conv.queue, group);
  return std::max(conv.routing_target / 2, mean);
}

AgentSlot Selection::preferred(const Conversation& conv, const WaitClass& wait_class,
                               base::Instant now) {
  const bool has_sticky = conv.extras && conv.extras->sticky.agent != kNone;
  const AgentSlot slot = has_sticky ? conv.extras->sticky.agent : conv.last_agent;
  if (slot == kNone) return kNone;
  const Agent& agent = agents_.slots[slot];
  if (agent.free_list == kNone || !matching_.eligible(agent.abilities, wait_class.key))
    return kNone;
  if (!possible(wait_class, agent, slot)) return kNone;
  if (!held_back(conv, matching_.group(agent.group), now)) return slot;
  if (wait_class.key.only == slot) refuse(conv.wait_class, conv, matching_.group(agent.group));
  return kNone;
}

std::uint32_t Selection::wished(const std::vector<NameId>& prefer, const Group& group) {
  const auto& skills = group.abilities.skills;
  return static_cast<std::uint32_t>(std::count_if(prefer.begin(), prefer.end(), [&](NameId skill) {
    const auto at = std::lower_bound(skills.begin(), skills.end(), SkillNeed{skill, 0});
    return at == skills.end() || at->skill != skill;
  }));
}

bool Selection::possible(const WaitClass& wait_class, const Agent& agent, AgentSlot slot) const {
  return matching_.has_room(agent, wait_class.key) && !matching_.excluded(wait_class, slot);
}

base::Duration Selection::fastest(QueueId queue) const {
  const base::Duration mean = mean_of(plan_.queues[queue]);
  if (queue >= group_means_.size() || group_means_[queue].empty()) return mean;
  return std::min(mean, base::Duration{*group_means_[queue].begin()});
}

// How much longer the group takes than the fastest; differences within 20 % count as noise.
std::int64_t Selection::extra_ms(QueueId queue, const Group& group) const {
  if (!plan_.routing.surcharge) return 0;
  const base::Duration best = fastest(queue);
  const base::Duration mine = handling(plan_.queues[queue], queue, group);
  return mine.ms * 5 <= best.ms * 6 ? 0 : mine.ms - best.ms;
}

void Selection::consider_group(const WaitClass& wait_class, const Group& group,
                               base::Duration fastest_mean, Ranking& ranking) const {
  const QueueId queue = wait_class.key.queue;
  const bool by_load = plan_.routing.select == model::Select::kLeastLoaded;
  const bool by_turn = plan_.routing.select == model::Select::kRoundRobin;
  Candidate candidate;
  if (extra_ms(queue, group) > 0) {
    candidate.surcharge = handling(plan_.queues[queue], queue, group).ms * 10 /
                          std::max<std::int64_t>(fastest_mean.ms, 1);
  }
  Matching::for_each_load(group, [&](AgentSlot slot) {
    for (; slot != kNone; slot = agents_.slots[slot].free_next) {
      const Agent& agent = agents_.slots[slot];
      if (!matching_.has_room(agent, wait_class.key)) {
        if (!agent.ramping) return;  // the same for all with this load
        continue;
      }
      if (ranking.skips(slot) || matching_.excluded(wait_class, slot)) continue;
      candidate.slot = slot;
      candidate.turn = by_turn ? agent.assigned_rank : 0;
      candidate.rank = agent.idle_rank;
      if (by_load) {
        candidate.load = load_order(agent.used + wait_class.key.units, agent.abilities.capacity,
                                    agent.abilities.skills.size());
      }
      if (candidate.better_than(ranking.best)) ranking.best = candidate;
      if (!by_turn) return;  // they are in idle order
    }
  });
}

bool Selection::has_units(GroupId id, std::uint32_t units) const {
  const Group& group = matching_.group(id);
  return Matching::least_used(group) + units <= group.abilities.capacity;
}

Lane Selection::lane_of(const Conversation& conv) const {
  if (plan_.routing.rule != model::Rule::kSlaFirst) return Lane::kNoLane;
  return conv.overdue_lane ? Lane::kOverdue : Lane::kOnTime;
}

AgentSlot Selection::agent_for(ConvSlot conversation, base::Instant now) {
  const AgentSlot free = free_agent_for(conversation, now);
  if (free != kNone || !plan_.has_special_channels) return free;
  return agent_to_interrupt(matching_.wait_class(conversations_[conversation].wait_class));
}

AgentSlot Selection::free_agent_for(ConvSlot conversation, base::Instant now) {
  const Conversation& conv = conversations_[conversation];
  const WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  considered_ = {};
  considered_.lane = lane_of(conv);
  considered_.groups = wait_class.groups.size();
  if (conv.prefer_last) {
    const AgentSlot slot = preferred(conv, wait_class, now);
    if (slot != kNone) considered_.lane = Lane::kPreferred;
    if (slot != kNone || wait_class.key.only != kNone) return slot;
  }
  const bool ranked = is_ranked(conv, wait_class);
  const bool by_top = tops_decide(wait_class);
  const bool may_hold = matching_.protected_queues().size() > 1 && !conv.overdue_lane;
  const AgentSlot chosen = ranked ? best_ranked(conversation, now, may_hold)
                           : by_top && !may_hold
                               ? least_loaded(conv, wait_class, now)
                               : best_of_groups(conversation, now, by_top, may_hold);
  if (chosen == kNone) return kNone;
  if (may_hold && plan_.routing.rule == model::Rule::kSlaFirst &&
      conv.deadline - now <= guard(conv, matching_.group(agents_.slots[chosen].group))) {
    considered_.lane = Lane::kUrgent;
  }
  const bool at_hand = (!by_top || may_hold) && wait_class.groups.size() <= kGroupsForRunnerUp;
  if (!ranked && (at_hand || plan_.routing.explains)) {
    find_runner_up(conv, wait_class, chosen, now);
  }
  if (considered_.runner_up != kNone) {  // the log will ask for him
    const Agent& second = agents_.slots[considered_.runner_up];
    __builtin_prefetch(&second);
    __builtin_prefetch(&second.abilities.skills);
  }
  return chosen;
}

AgentSlot Selection::best_of_groups(ConvSlot conversation, base::Instant now, bool by_top,
                                    bool may_hold) {
  const Conversation& conv = conversations_[conversation];
  const WaitClass& wait_class = matching_.wait_class(conv.wait_class);
  if (wait_class.key.only == kNobody) return kNone;
  const std::uint32_t units = wait_class.key.units;
  const base::Duration fastest_mean =
      plan_.routing.surcharge ? fastest(conv.queue) : base::Duration{1};
  Ranking ranking;
  for (const GroupId group : wait_class.groups.others) {
    const std::uint64_t load = matching_.top_loads()[group];
    if (load == TopLoad::kNobody) continue;
    if (units > 1 && !has_units(group, units)) continue;
    if (may_hold && held_back(conv, matching_.group(group), now)) {
      ++considered_.reserved;
      refuse(conv.wait_class, conv, matching_.group(group));
    } else if (!by_top || load == TopLoad::kAsk) {
      consider_group(wait_class, matching_.group(group), fastest_mean, ranking);
    } else {
      consider_top(load, matching_.top_agent(group), ranking);
    }
  }
  considered_.surcharge[0] = ranking.best.surcharge;
  return ranking.best.slot;
}

// The reserve is asked without a trace: there is nobody who waits to be looked at again.
AgentSlot Selection::another_for(ConvSlot conversation, ClassId id,
                                 std::span<const AgentSlot> asked, base::Instant now) {
  const Conversation& conv = conversations_[conversation];
  const WaitClass& wait_class = matching_.wait_class(id);
  considered_ = {};
  considered_.lane = lane_of(conv);
  considered_.groups = wait_class.groups.size();
  if (is_ranked(conv, wait_class)) return another_ranked(conv, wait_class, asked, now);
  const base::Duration fastest_mean =
      plan_.routing.surcharge ? fastest(conv.queue) : base::Duration{1};
  Ranking ranking{.skipped = asked};
  for (const GroupId group : wait_class.groups.others) {
    if (matching_.top_loads()[group] == TopLoad::kNobody) continue;
    if (wait_class.key.units > 1 && !has_units(group, wait_class.key.units)) continue;
    if (would_hold_back(conv, matching_.group(group), now)) {
      ++considered_.reserved;
    } else {
      consider_group(wait_class, matching_.group(group), fastest_mean, ranking);
    }
  }
  considered_.surcharge[0] = ranking.best.surcharge;
  return ranking.best.slot;
}

// The best but for the winner: another look at few groups.
void Selection::find_runner_up(const Conversation& conv, const WaitClass& wait_class,
                               AgentSlot winner, base::Instant now) {
  const std::uint32_t units = wait_class.key.units;
  const base::Duration fastest_mean =
      plan_.routing.surcharge ? fastest(conv.queue) : base::Duration{1};
  const bool by_top = tops_decide(wait_class);
  const GroupId own = agents_.slots[winner].group;
  Ranking ranking{.skipped = {&winner, 1}};
  for (const GroupId id : wait_class.groups.others) {
    const std::uint64_t load = matching_.top_loads()[id];
    if (load == TopLoad::kNobody || (units > 1 && !has_units(id, units))) continue;
    const Group& group = matching_.group(id);
    if (id == own && group.free == 1) continue;
    if (considered_.reserved > 0 && would_hold_back(conv, group, now)) continue;
    if (!by_top || load == TopLoad::kAsk || id == own) {
      consider_group(wait_class, group, fastest_mean, ranking);
    } else {
      consider_top(load, matching_.top_agent(id), ranking);
    }
  }
  considered_.runner_up = ranking.best.slot;
  considered_.surcharge[1] = ranking.best.surcharge;
}

void Selection::consider_top(std::uint64_t load, const TopAgent& top, Ranking& ranking) {
  Candidate& best = ranking.best;
  if (load < best.load || (load == best.load && top.idle_rank < best.rank)) {
    best = {.slot = top.slot, .load = load, .rank = top.idle_rank};
  }
}

// The same for the case that matters most: one unit, nobody kept back, nobody passed over. The
// least load is found without branches: which of two is less is a coin toss, and guessing it wrong
// costs more than looking again at who has it.
AgentSlot Selection::least_loaded(const Conversation& conv, const WaitClass& wait_class,
                                  base::Instant now) {
  const std::uint64_t* const loads = matching_.top_loads().data();
  const std::span<const GroupId> groups = wait_class.groups.others;
  const std::uint64_t least = least_of(loads, groups);
  if (least == TopLoad::kNobody) return kNone;
  if (least == TopLoad::kAsk) return least_loaded_by_channel(conv, wait_class, now);
  TopAgent best{.idle_rank = ~std::uint64_t{0}};
  TopAgent second = best;
  for (const GroupId group : groups) {
    if (loads[group] != least) continue;
    const TopAgent& top = matching_.top_agent(group);
    if (top.idle_rank < best.idle_rank) {
      second = best;
      best = top;
    } else if (top.idle_rank < second.idle_rank) {
      second = top;
    }
  }
  // As little loaded as the best: the next of his own group, or the best of another.
  const AgentSlot behind = agents_.slots[best.slot].free_next;
  const bool own = behind != kNone && agents_.slots[behind].idle_rank < second.idle_rank;
  considered_.runner_up = own ? behind : second.slot;
  if (considered_.runner_up == kNone && groups.size() <= kGroupsForRunnerUp) {
    considered_.runner_up = next_loaded(groups, least, best.slot);
  }
  return best.slot;
}

// The best of all but the winner, who alone has the least load: of the other groups, or the next of
// his own.
AgentSlot Selection::next_loaded(std::span<const GroupId> groups, std::uint64_t least,
                                 AgentSlot winner) const {
  const std::uint64_t* const loads = matching_.top_loads().data();
  std::uint64_t next = TopLoad::kNobody;
  for (const GroupId group : groups) {
    const std::uint64_t load = loads[group];
    next = std::min(next, load == least ? TopLoad::kNobody : load);
  }
  TopAgent best{.idle_rank = ~std::uint64_t{0}};
  for (const GroupId group : groups) {
    if (loads[group] == next && next != TopLoad::kNobody) {
      if (matching_.top_agent(group).idle_rank < best.idle_rank) best = matching_.top_agent(group);
    }
  }
  const Agent& first = agents_.slots[winner];
  const Group& own = matching_.group(first.group);
  if (own.free == 1) return best.slot;
  std::size_t used = first.used + 1;
  while (own.by_used[used].first == kNone) ++used;
  const AgentSlot behind = own.by_used[used].first;
  const std::uint64_t load =
      load_order(static_cast<std::uint32_t>(used) + 1, own.capacity, own.skills);
  const bool better =
      load < next || (load == next && agents_.slots[behind].idle_rank < best.idle_rank);
  return better ? behind : best.slot;
}

// Where some have maxima by channel.
AgentSlot Selection::least_loaded_by_channel(const Conversation& conv, const WaitClass& wait_class,
                                             base::Instant now) {
  Ranking ranking;
  for (const GroupId group : wait_class.groups.others) {
    const std::uint64_t load = matching_.top_loads()[group];
    if (load == TopLoad::kNobody) continue;
    if (load == TopLoad::kAsk) {
      consider_group(wait_class, matching_.group(group), base::Duration{1}, ranking);
    } else {
      consider_top(load, matching_.top_agent(group), ranking);
    }
  }
  const AgentSlot best = ranking.best.slot;
  if (best != kNone && wait_class.groups.size() <= kGroupsForRunnerUp) {
    find_runner_up(conv, wait_class, best, now);
  }
  return best;
}

}  // namespace stellwerk::engine
