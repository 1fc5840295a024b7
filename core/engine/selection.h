// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <vector>

#include "core/engine/decision_log.h"
#include "core/engine/matching.h"

namespace stellwerk::engine {

// What a dispatch was taken for; counted in the figures.
struct Pick {
  ConvSlot conversation = kNone;
  bool catch_up = false;  // an overdue one, on the guaranteed share
};

// How a choice was made, as far as it was at hand: nothing is looked up for it.
struct Considered {
  Direction direction = Direction::kAmongAgents;
  Lane lane = Lane::kDirect;
  std::uint32_t kinds = 0;                  // of waiting conversations the agent could take
  std::uint32_t groups = 0;                 // of agents with the abilities
  std::uint32_t reserved = 0;               // of those, kept for another queue
  std::uint32_t runner_up = kNone;          // an agent, or a conversation's slot
  std::array<std::int64_t, 2> surcharge{};  // tenths, of the agent chosen and the runner-up
  bool ranked = false;                      // ranked_terms() says by what
};

// Which agent for a conversation, which conversation for an agent: the routing rules of the policy
// (sla-first, fifo, priority, edf) over what Matching says is possible.
class Selection {
 public:
  Selection(Matching& matching, AgentTable& agents, ConversationTable& conversations, Plan& plan);

  // The agent to give a waiting conversation to now; kNone to let it wait.
  [[nodiscard, gnu::hot]] AgentSlot agent_for(ConvSlot conversation, base::Instant now);

  // One more agent to ask about an offered conversation of the class; kNone when nobody is free but
  // those `asked`.
  [[nodiscard]] AgentSlot another_for(ConvSlot conversation, ClassId id,
                                      std::span<const AgentSlot> asked, base::Instant now);

  // What the agent takes next; none to stay free. May claim the agent for a conversation that needs
  // more units than it has free.
  [[nodiscard, gnu::hot]] Pick conversation_for(AgentSlot agent, base::Instant now);

  // About the last choice of the two above, until it is forgotten.
  [[nodiscard]] const Considered& considered() const { return considered_; }
  void forget_considered() { considered_ = {}; }

  // What the last choice by several rules compared, in their order, and the parts of a score.
  [[nodiscard]] const std::vector<RankedTerm>& ranked_terms() const { return terms_; }

  // An agent was assigned something, or asked.
  void count_assignment(Agent& agent);
  // The same came to nothing.
  static void count_off(Agent& agent) {
    if (agent.handled > 0) --agent.handled;
  }
  void begin_shares() { share_ = 0; }
  // Somebody came online: he does not make up for the time before.
  void join(Agent& agent) const;

  // What the agent takes in place of work that makes way for it, or beside it and in place of what
  // it has set aside of that channel; none when there is none.
  [[nodiscard]] Pick interrupting_pick(AgentSlot agent, base::Instant now, NameId set_aside);

  // Work on a conversation of the queue ended, after `handling` without holds.
  [[gnu::hot]] void learn(QueueId queue, GroupId group, base::Duration handling);

  // The group will be no more.
  void forget(const Group& group);

  // The group has learned that. REQUIRES: whoever decides by it knows that it changes.
  void set_learned(Group& group, const FollowingMean& handling, const QueueHandlings& by_queue);

  // Goes on with the shares and reserves of one that keeps agents for the same queues.
  void take_over(const Selection& other) {
    shares_ = other.shares_;
    reserves_ = other.reserves_;
  }

  // After the policy changed.
  void reset();

  // Expected handling of a conversation of the queue by the group.
  [[nodiscard]] base::Duration handling(const Queue& queue, QueueId id, const Group& group) const;

  // Slack under which a conversation is urgent for the group.
  [[nodiscard]] base::Duration guard(const Conversation& conv, const Group& group) const;

  // Whether the reserve keeps the group's agents from the conversation.
  [[nodiscard]] bool held_back(const Conversation& conv, const Group& group, base::Instant now);

  // The same for those who only read: it leaves no trace in what decides.
  [[nodiscard]] bool would_hold_back(const Conversation& conv, const Group& group,
                                     base::Instant now) const;

  // How much longer the group takes for the queue than the fastest; 0 without surcharge.
  [[nodiscard]] std::int64_t extra_ms(QueueId queue, const Group& group) const;

  // Agents kept free for the protected queue by its position.
  [[nodiscard]] std::uint32_t reserve(std::size_t position, base::Instant now);

  // Waiting time from which an overdue conversation counts as urgent; kNever's span for none.
  [[nodiscard]] base::Duration late_max(const Conversation& conv) const;

  // Classes whose review time moved to an earlier instant, since last taken.
  std::vector<ClassId> take_reviews();
  [[nodiscard]] bool has_reviews() const { return !reviews_.empty(); }

  // Whether the reserve of any protected queue has refused somebody since its last review.
  [[nodiscard]] bool has_refused() const { return has_refused_; }
  void note_reviewed();
  // Protected queues whose reserve has refused somebody, and what decides about it has changed.
  [[nodiscard]] bool review_due(std::size_t position, base::Instant now);

  // Credits and the like, for the digest.
  struct Share {
    std::uint32_t credit_permille = 0;
    std::uint32_t since_late = 2;      // dispatches since one beyond late_max
    std::uint32_t apart_permille = 0;  // what queues in no burst have been short of
  };
  [[nodiscard]] const std::array<Share, kProtectedMax + 1>& shares() const { return shares_; }

  // All but what follows from the groups' means; see reset().
  template <typename Archive, typename Self>
  static void persist(Archive& archive, Self& selection) {
    for (auto& share : selection.shares_) {
      archive(share.credit_permille, share.since_late);
      if (archive.since(3)) archive(share.apart_permille);
    }
    for (auto& state : selection.reserves_) {
      archive(state.minute, state.online, state.mean_ms, state.value, state.refused,
              state.seen_free, state.seen_reserve, state.seen_learned);
    }
    archive(selection.learned_, selection.has_refused_);
    if (archive.since(3)) archive(selection.share_);
  }

 private:
  struct Candidate;
  struct Ranking;
  struct Ladder;
  struct Contender;
  struct Best;
  struct Heads;
  struct ReserveState {
    std::int64_t minute = -1;
    std::uint32_t online = 0;
    std::int64_t mean_ms = 0;
    std::uint32_t value = 0;
    bool refused = false;
    std::uint32_t seen_free = 0, seen_reserve = 0;
    std::uint64_t seen_learned = 0;
  };

  void remember(const Group& group);
  [[nodiscard]] base::Duration mean_of(const Queue& queue) const;
  [[nodiscard]] std::uint32_t automatic_reserve(const Protected& kept, base::Duration mean,
                                                base::Instant now) const;
  [[nodiscard]] std::uint32_t reserve_unseen(std::size_t position, base::Instant now) const;
  [[nodiscard]] bool possible(const WaitClass& wait_class, const Agent& agent,
                              AgentSlot slot) const;
  // With the default selection a group's top is its best for one unit, unless somebody is passed
  // over or has to be without work.
  [[nodiscard]] bool tops_decide(const WaitClass& wait_class) const {
    return plan_.routing.select == model::Select::kLeastLoaded && !plan_.routing.surcharge &&
           !wait_class.key.names_agents() && wait_class.key.units == 1 && !wait_class.key.exclusive;
  }
  [[nodiscard]] bool has_units(GroupId id, std::uint32_t units) const;
  [[nodiscard, gnu::hot]] AgentSlot least_loaded(const WaitClass& wait_class);
  [[nodiscard]] AgentSlot least_loaded_by_channel(const WaitClass& wait_class);
  [[nodiscard]] Lane lane_of(const Conversation& conv) const;
  [[nodiscard]] AgentSlot best_of_groups(ConvSlot conversation, base::Instant now, bool by_top,
                                         bool may_hold);
  [[nodiscard, gnu::hot]] AgentSlot free_agent_for(ConvSlot conversation, base::Instant now);
  [[nodiscard]] AgentSlot agent_to_interrupt(const WaitClass& wait_class) const;
  // By several rules: ranking.cc.
  [[nodiscard]] AgentSlot best_ranked(ConvSlot conversation, base::Instant now, bool may_hold);
  [[nodiscard]] AgentSlot another_ranked(const Conversation& conv, const WaitClass& wait_class,
                                         std::span<const AgentSlot> asked, base::Instant now);
  template <typename KeptBack>
  AgentSlot climb(const Ladder& ladder, KeptBack kept_back);
  [[nodiscard]] std::int64_t wishes_missed(const Ladder& ladder, const Group& group) const;
  [[nodiscard]] Ladder ladder_for(const Conversation& conv, const WaitClass& wait_class) const;
  void rank_group(const Ladder& ladder, const Group& group, Contender& best,
                  Contender& second) const;
  [[nodiscard]] std::int64_t value_of(TermKind kind, const Ladder& ladder, const Group& group,
                                      const Agent& agent) const;
  [[nodiscard]] std::int64_t part_of(const ScoreEntry& entry, const Ladder& ladder,
                                     const Group& group, const Agent& agent) const;
  [[nodiscard]] std::int64_t seen_value(TermKind kind, const Ladder& ladder,
                                        const Agent& agent) const;
  void note_terms(const Ladder& ladder, const Contender& best, const Contender& second);
  // By what more than the routing's one word says.
  [[nodiscard]] bool is_ranked(const Conversation& conv, const WaitClass& wait_class) const {
    return (plan_.ranks && plan_.queues[conv.queue].order.ranked) || wait_class.key.step > 0 ||
           (conv.extras && !conv.extras->prefer.empty());
  }
  [[gnu::hot]] void find_runner_up(const Conversation& conv, const WaitClass& wait_class,
                                   AgentSlot winner, base::Instant now);
  AgentSlot preferred(const Conversation& conv, const WaitClass& wait_class, base::Instant now);
  // How many of the skills the group does not have.
  [[nodiscard]] static std::uint32_t wished(const std::vector<NameId>& prefer, const Group& group);
  void consider_group(const WaitClass& wait_class, const Group& group, base::Duration fastest,
                      Ranking& ranking) const;
  static void consider_top(std::uint64_t load, const TopAgent& top, Ranking& ranking);
  [[nodiscard]] base::Duration fastest(QueueId queue) const;
  [[nodiscard]] bool keeps_apart(const Conversation& conv, const Group& group,
                                 base::Instant now) const;
  [[gnu::hot]] void consider_class(const WaitClass& wait_class, const Group& group,
                                   base::Instant now, Heads& heads) const;
  [[gnu::hot]] Pick take(const Heads& heads, std::size_t position, base::Instant now);
  Pick simple_pick(const Agent& agent, AgentSlot slot);
  Pick pick_in_burst(const Agent& agent, AgentSlot slot, base::Instant now);
  Pick keep_apart(const Pick& pick, const Best& calm, Lane lane, std::size_t position);
  Pick claimed_pick(const Agent& agent, AgentSlot slot);
  bool claim(const Group& group, AgentSlot slot, base::Instant now);
  void refuse(ClassId id, const Conversation& conv, const Group& group);
  void refuse_deferrable(const Agent& agent, AgentSlot slot, base::Instant now);

  Matching& matching_;
  AgentTable& agents_;
  ConversationTable& conversations_;
  Plan& plan_;
  std::array<Share, kProtectedMax + 1> shares_{};
  std::array<ReserveState, kProtectedMax> reserves_{};
  std::vector<std::multiset<std::int64_t>> group_means_;  // by QueueId, with the surcharge on
  std::vector<ClassId> reviews_;
  Considered considered_;
  std::vector<RankedTerm> terms_;
  std::uint64_t share_ = 0;  // of the last one who was assigned something by it
  std::uint64_t learned_ = 0;
  bool has_refused_ = false;
};

}  // namespace stellwerk::engine
