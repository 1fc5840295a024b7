// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "core/engine/agent.h"
#include "core/engine/conversation.h"
#include "core/engine/ids.h"
#include "core/engine/plan.h"
#include "core/engine/requirement.h"
#include "core/engine/watcher.h"

namespace stellwerk::engine {

inline constexpr std::size_t kProtectedMax = 8;

// What makes waiting conversations interchangeable for eligibility.
struct ClassKey {
  QueueId queue = kNone;
  RequirementId requirement = kNone;  // the queue's skills included
  NameId channel = kNone;
  std::uint32_t units = 1;
  std::uint32_t exclusion = 0;  // set of agents passed over; 0: none
  AgentSlot only = kNone;       // whom it waits for alone; kNone: any; kNobody: it is kept back
  RequirementId own = kNone;    // without the queue's skills, where the plan leads to other queues
  std::uint8_t priority = 5;
  bool humans_only = false;
  bool shut = false;        // nobody is routed but by steps for closed hours: the queue is closed
  bool closed = false;      // which steps count, where some are for open or for closed hours
  std::uint8_t step = 0;    // steps reached of the queue's plan
  bool exclusive = false;   // takes its agent whole
  bool interrupts = false;  // may come in place of other work

  // Without branches, which cost more than to compare the rest.
  friend bool operator==(const ClassKey& a, const ClassKey& b) {
    const std::uint32_t apart = (a.queue ^ b.queue) | (a.requirement ^ b.requirement) |
                                (a.channel ^ b.channel) | (a.units ^ b.units) |
                                (a.exclusion ^ b.exclusion) | (a.only ^ b.only) | (a.own ^ b.own);
    const int others = (a.priority ^ b.priority) | (a.humans_only ^ b.humans_only) |
                       (a.shut ^ b.shut) | (a.closed ^ b.closed) | (a.step ^ b.step) |
                       (a.exclusive ^ b.exclusive) | (a.interrupts ^ b.interrupts);
    return apart == 0 && others == 0;
  }
  [[nodiscard]] bool names_agents() const { return exclusion != 0 || only != kNone; }
  [[nodiscard]] std::uint32_t hash() const;
};

// Eligible pairs of classes and groups, as one of the two sees them. `back` is the position of the
// pair at the other end; apart, because looking through the others is what has to be quick.
struct Edges {
  std::vector<std::uint32_t> others;
  std::vector<std::uint32_t> back;

  [[nodiscard]] bool empty() const { return others.empty(); }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(others.size()); }
};

// Waiting conversations of one kind, in lanes: those on time and those overdue. Rules without an
// overdue lane use the first alone.
struct WaitClass {
  bool used = false;
  ClassKey key;
  base::PairingHeap on_time, overdue;
  Edges groups;
  std::uint32_t later = 0;              // groups that only a later step, or an opening, would admit
  std::uint32_t occupied_position = 0;  // while somebody waits: in the list of such classes
  TimerId timer = kNone;                // looks again at a head that the reserve refused
  base::Instant review_at = base::kNever;

  [[nodiscard]] bool routable() const { return !groups.empty() || later > 0; }
};

// Free agents of a group with the same load, longest unchanged first.
struct FreeList {
  AgentSlot first = kNone, last = kNone;
};

// The same with one load in units and one on each channel.
struct ChannelBucket {
  std::uint32_t used = 0;
  std::vector<std::uint32_t> channel_load;
  FreeList agents;
};

struct QueueHandling {
  QueueId queue = kNone;
  FollowingMean mean;
};

// Mostly there is one.
using QueueHandlings = absl::InlinedVector<QueueHandling, 1>;

// Agents of the same abilities. What each change of an agent's load touches fills the first cache
// line, what is learned from each conversation the second one.
struct alignas(64) Group {
  bool used = false;
  bool by_channel = false;                // its agents have channel maxima
  std::uint8_t serves = 0;                // bit i: the i-th protected queue
  std::uint8_t tightest = kProtectedMax;  // the protected queue it is kept for
  std::uint32_t free = 0;
  std::uint32_t capacity = 1;  // this and the number of skills as in the abilities
  std::uint32_t skills = 0;
  std::uint32_t lowest = 0;  // nothing is free with less units in use
  // By units in use, for groups without channel maxima; else by_channels.
  absl::InlinedVector<FreeList, 4> by_used;
  FollowingMean handling;
  QueueHandlings by_queue;
  std::vector<ChannelBucket> by_channels;
  std::uint32_t free_position = 0;  // while free > 0: in the list of such groups
  std::uint32_t members = 0;
  std::uint32_t online = 0;
  std::uint32_t present = 0;  // online or away
  Abilities abilities;
  Edges classes;
};
static_assert(offsetof(Group, handling) == 64 && offsetof(Group, by_channels) == 128);

// How good the best free agent of a group is for one unit by the default selection, as one number;
// less is better. load_order(), with one unit more, or one of these two.
struct TopLoad {
  static constexpr std::uint64_t kNobody = ~std::uint64_t{0};
  static constexpr std::uint64_t kAsk = 0;  // depends on the channel
};

// Who that is; among equal loads the least rank is the best. REQUIRES for a meaningful answer: the
// group has free agents and no channel maxima.
struct TopAgent {
  std::uint64_t idle_rank = 0;
  AgentSlot slot = kNone;
};

// Agents in the order of least-loaded: (units in use / capacity, number of skills) as one number,
// exact for capacities up to 2^20 and 64 skills. REQUIRES: used <= capacity, capacity > 0.
[[nodiscard]] constexpr std::uint64_t load_order(std::uint32_t used, std::uint32_t capacity,
                                                 std::size_t skills) {
  return ((std::uint64_t{used} << 40U) / capacity) << 6U | skills;
}

// Without the number of skills.
[[nodiscard]] constexpr std::uint64_t load_alone(std::uint64_t order) { return order >> 6U; }

// A queue for which agents may be kept free.
struct Protected {
  QueueId queue = kNone;
  std::uint32_t online = 0;  // agents that can serve it
  std::uint32_t free = 0;    // of those, with a free unit
};

// Who could take what: the eligible pairs of agent groups and classes of waiting conversations,
// kept as they change, and on both sides what is free and what waits.
class Matching {
 public:
  Matching(AgentTable& agents, ConversationTable& conversations, Plan& plan,
           RequirementTable& requirements, TimerWheel& timers);

  // Where changes are told of from now on; nullptr: nowhere.
  void report_to(Touched* touched) { touched_ = touched; }
  // What the functions below do not see: facts of an agent or of a waiting conversation.
  void touch_agent(AgentSlot slot) {
    if (touched_ != nullptr) touched_->agents.push_back(slot);
  }
  void touch_conversation(ConvSlot slot) {
    if (touched_ != nullptr) touched_->conversations.push_back(slot);
  }
  void touch_learned(QueueId queue, GroupId group) {
    if (touched_ == nullptr) return;
    touched_->queues.push_back(queue);
    if (group != kNone) touched_->groups.push_back(group);
  }

  // Agents. attach() after abilities are set and before detach(); update_free() after each change
  // of presence, load or claim.
  void attach(AgentSlot slot);
  void detach(AgentSlot slot);
  void set_online(AgentSlot slot, bool online);
  void set_present(AgentSlot slot, bool present);
  [[gnu::hot]] void update_free(AgentSlot slot, std::uint64_t idle_rank);

  // Classes. class_for() creates the class when there is none yet; a class without waiting
  // conversations may be forgotten by a later class_for().
  [[gnu::hot]] ClassId class_for(const ClassKey& key);
  // Fetches what class_for() will probably look at for the requirement.
  void prefetch(RequirementId requirement) const;
  // The same for looking through its groups, once the class is there.
  void prefetch_groups(RequirementId requirement) const;
  // What changes when an agent of it gets room.
  void prefetch_group(GroupId id) const {
    __builtin_prefetch(&groups_[id]);
    __builtin_prefetch(&groups_[id].handling);
  }
  [[gnu::hot]] void enter(ConvSlot slot, ClassId id);
  [[gnu::hot]] void leave(ConvSlot slot);
  void to_overdue(ConvSlot slot, std::int64_t key);

  // The classes that wait for the agent alone.
  [[nodiscard]] std::vector<ClassId> classes_only_for(AgentSlot slot) const;

  // The number of a set of agents to pass over; sorted, not empty.
  std::uint32_t exclusion(const std::vector<AgentSlot>& agents);
  [[nodiscard]] bool excluded(const WaitClass& wait_class, AgentSlot agent) const;

  [[nodiscard]] bool eligible(const Abilities& abilities, const ClassKey& key) const;
  // The first of the steps reached that admits them; 0 when it needs none, kNoStep when none does.
  // Looks at skills and kind alone.
  static constexpr std::uint8_t kNoStep = 255;
  [[nodiscard]] std::uint8_t admitting_step(const Abilities& abilities, const ClassKey& key) const;
  // Whether they could take it under any step, in the queue or where its plan leads to.
  [[nodiscard]] bool eligible_ever(const Abilities& abilities, const ClassKey& key) const;
  // Whether somebody whom that step admits is online or away. REQUIRES: the step is reached.
  [[nodiscard]] bool somebody_present(ClassId id, std::uint8_t step) const;
  // Whether one of the agents who could take one of the class is.
  [[nodiscard]] bool somebody_online(ClassId id) const;
  // Units of the agents online that could take one of the class.
  [[nodiscard]] std::uint64_t units_online(ClassId id) const;
  // After the policy changed, while nobody waits: what was known by plans is forgotten.
  void forget_plans();
  // Room for one more of the class beside what the agent has; ignores presence and exclusion.
  [[nodiscard]] bool has_room(const Agent& agent, const ClassKey& key) const {
    return has_room(agent, key, agent.open_units());
  }
  // The same whatever he may use so far.
  [[nodiscard]] bool has_place(const Agent& agent, const ClassKey& key) const {
    return has_room(agent, key, agent.abilities.capacity);
  }
  // Room once work that makes way for the class has been set aside; ignores what has_room() does.
  [[nodiscard]] bool has_room_by_interrupting(const Agent& agent, const ClassKey& key) const;
  [[nodiscard]] const SkillNeeds& needs(const ClassKey& key) const {
    return requirements_.needs(key.requirement);
  }
  // Whether the agent's work makes way for the channel.
  [[nodiscard]] bool makes_way(const Conversation& conv, NameId channel) const;
  // Agents with work that may be interrupted.
  [[nodiscard]] const std::set<AgentSlot>& yielding() const { return yielding_; }
  void set_yields(AgentSlot slot, bool yields);

  // What the agents as registered lack for the class, as a requirement list; for kUnroutable.
  [[nodiscard]] std::string missing(const ClassKey& key) const;

  // Appends the free agents of the groups that are kept for the protected queue, longest unchanged
  // first.
  void free_agents_kept_for(std::size_t position, std::vector<AgentSlot>& agents) const;

  // After the policy changed: which queues are protected, whom each group can serve.
  void choose_protected();

  // By GroupId, and apart from who it is, because looking through many has to be quick.
  [[nodiscard]] std::span<const std::uint64_t> top_loads() const { return top_loads_; }
  [[nodiscard]] const TopAgent& top_agent(GroupId id) const { return top_agents_[id]; }
  // Units in use of the least loaded free agent. REQUIRES: the group has free agents.
  [[nodiscard]] static std::uint32_t least_used(const Group& group);
  // Calls visit(first) with the longest unchanged agent of each load somebody of the group is free
  // with; the others follow by Agent::free_next.
  template <typename Visit>
  static void for_each_load(const Group& group, Visit visit) {
    for (std::size_t i = group.lowest; i < group.by_used.size(); ++i) {
      if (group.by_used[i].first != kNone) visit(group.by_used[i].first);
    }
    for (const ChannelBucket& bucket : group.by_channels) {
      if (bucket.agents.first != kNone) visit(bucket.agents.first);
    }
  }
  [[nodiscard]] std::uint32_t waiting(ClassId id) const { return waiting_[id]; }
  // Classes somebody waits in that the group could serve.
  [[nodiscard]] std::uint32_t waiting_classes(GroupId id) const { return waiting_classes_[id]; }
  // The classes somebody waits in, in no particular order.
  [[nodiscard]] const std::vector<ClassId>& occupied_classes() const { return occupied_; }

  [[nodiscard]] WaitClass& wait_class(ClassId id) { return classes_[id]; }
  [[nodiscard]] const WaitClass& wait_class(ClassId id) const { return classes_[id]; }
  [[nodiscard]] std::size_t class_count() const { return classes_.size(); }
  [[nodiscard]] Group& group(GroupId id) { return groups_[id]; }
  [[nodiscard]] const Group& group(GroupId id) const { return groups_[id]; }
  [[nodiscard]] std::size_t group_count() const { return groups_.size(); }
  // Agents with a free unit, of all groups.
  [[nodiscard]] std::uint32_t free_agents() const { return free_agents_; }
  [[nodiscard]] std::vector<Protected>& protected_queues() { return protected_; }
  [[nodiscard]] const std::vector<Protected>& protected_queues() const { return protected_; }

  // Classes that became routable or unroutable while somebody waits in them, since last taken.
  std::vector<ClassId> take_changed_classes();
  [[nodiscard]] bool has_changed_classes() const { return !changed_.empty(); }

 private:
  [[nodiscard]] bool has_room(const Agent& agent, const ClassKey& key, std::uint32_t most) const {
    if (agent.used + key.units > most || agent.taken_whole) return false;
    if (key.exclusive && agent.used > 0) return false;
    if (!agent.by_channel || key.channel == kNone) return true;
    return channel_has_room(agent, key.channel);
  }
  [[nodiscard]] bool channel_has_room(const Agent& agent, NameId channel) const;
  GroupId group_for(const Abilities& abilities);
  ClassId find_or_add_class(const ClassKey& key);
  void drop_group(GroupId id);
  void connect(ClassId cls, GroupId group);
  void connect_if_eligible(ClassId cls, GroupId group);
  [[nodiscard]] bool fits(const Abilities& abilities, const ClassKey& key) const;
  [[nodiscard]] bool takes_later(const Abilities& abilities, const ClassKey& key) const;
  [[nodiscard]] bool could_in(const Abilities& abilities, QueueId queue,
                              std::span<const SkillNeed> needs) const;
  void drop_later(const Abilities& abilities);
  template <typename OtherEnd>
  static void drop_edge(Edges& list, std::uint32_t at, OtherEnd other_end);
  void disconnect_class(ClassId cls);
  void note_routable_change(ClassId cls);
  void connect_class(ClassId cls);
  void drop_class(ClassId id);
  void reclaim_empty_classes();
  void index_protected(Group& group) const;
  // Inline where they are used, in free_agents.cc: the load of an agent changes twice a
  // conversation.
  inline static FreeList& list_of(Group& group, const Agent& agent, std::uint32_t& position);
  inline static FreeList& list_at(Group& group, std::uint32_t position);
  inline void remove_free(Agent& agent, Group& group);
  inline void append_free(AgentSlot slot, Agent& agent, Group& group);
  inline void count_free(GroupId id, Group& group, bool more);
  inline void update_top(GroupId id, Group& group);
  static FreeList& bucket_of(Group& group, const Agent& agent, std::uint32_t& position);
  [[gnu::hot]] void list_free_group(GroupId id);
  [[gnu::hot]] void unlist_free_group(GroupId id);

  AgentTable& agents_;
  ConversationTable& conversations_;
  Plan& plan_;
  RequirementTable& requirements_;
  TimerWheel& timers_;

  std::vector<Group> groups_;
  std::uint32_t free_agents_ = 0;
  std::vector<std::uint64_t> top_loads_;  // by GroupId
  std::vector<TopAgent> top_agents_;      // by GroupId
  std::vector<GroupId> free_groups_;
  std::map<Abilities, GroupId> group_ids_;
  std::vector<std::vector<GroupId>> groups_by_skill_;  // by NameId of the skill

  std::vector<WaitClass> classes_;
  std::vector<std::uint32_t> waiting_;          // conversations by ClassId
  std::vector<std::uint32_t> waiting_classes_;  // by GroupId
  std::vector<ClassId> occupied_;
  std::vector<ClassId> free_classes_;
  HandleIndex class_ids_;
  std::vector<ClassId> last_classes_;  // by RequirementId: the one that was asked for last
  std::uint32_t empty_classes_ = 0;
  std::uint32_t reclaim_from_ = 0;

  std::set<AgentSlot> yielding_;
  std::map<AgentSlot, std::vector<ClassId>> only_for_;
  std::vector<std::vector<AgentSlot>> exclusions_{1};
  std::map<std::vector<AgentSlot>, std::uint32_t> exclusion_ids_;

  std::vector<Protected> protected_;
  std::array<std::vector<GroupId>, kProtectedMax + 1> free_groups_by_tightest_;
  std::vector<ClassId> changed_;
  Touched* touched_ = nullptr;
};

}  // namespace stellwerk::engine
