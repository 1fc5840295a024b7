// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
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
};

// Which agent for a conversation, which conversation for an agent: the routing rules of the policy
// (sla-first, fifo, priority, edf) over what Matching says is possible.
class Selection {
 public:
  Selection(Matching& matching, AgentTable& agents, ConversationTable& conversations, Plan& plan);

  // The agent to give a waiting conversation to now; kNone to let it wait.
  [[nodiscard]] AgentSlot agent_for(ConvSlot conversation, base::Instant now);

  // One more agent to ask about an offered conversation of the class; kNone when nobody is free but
  // those `asked`.
  [[nodiscard]] AgentSlot another_for(ConvSlot conversation, ClassId id,
                                      std::span<const AgentSlot> asked, base::Instant now);

  // What the agent takes next; none to stay free. May claim the agent for a conversation that needs
  // more units than it has free.
  [[nodiscard]] Pick conversation_for(AgentSlot agent, base::Instant now);

  // About the last choice of the two above; what has been taken is not there again.
  [[nodiscard]] Considered take_considered() { return std::exchange(considered_, {}); }

  // Work on a conversation of the queue ended, after `handling` without holds.
  void learn(QueueId queue, GroupId group, base::Duration handling);

  // The group will be no more.
  void forget(const Group& group);

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
  }

 private:
  struct Candidate;
  struct Ranking;
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

  [[nodiscard]] base::Duration mean_of(const Queue& queue) const;
  [[nodiscard]] std::uint32_t automatic_reserve(const Protected& kept, base::Duration mean,
                                                base::Instant now) const;
  [[nodiscard]] std::uint32_t reserve_unseen(std::size_t position, base::Instant now) const;
  [[nodiscard]] bool possible(const WaitClass& wait_class, const Agent& agent,
                              AgentSlot slot) const;
  [[nodiscard]] bool tops_decide(const Conversation& conv, const WaitClass& wait_class) const;
  [[nodiscard]] bool has_units(GroupId id, std::uint32_t units) const;
  [[nodiscard]] AgentSlot least_loaded(const WaitClass& wait_class);
  [[nodiscard]] AgentSlot least_loaded_by_channel(const WaitClass& wait_class);
  [[nodiscard]] Lane lane_of(const Conversation& conv) const;
  [[nodiscard]] AgentSlot best_of_groups(ConvSlot conversation, base::Instant now, bool by_top,
                                         bool may_hold);
  void find_runner_up(const Conversation& conv, const WaitClass& wait_class, AgentSlot winner,
                      base::Instant now);
  AgentSlot preferred(const Conversation& conv, const WaitClass& wait_class, base::Instant now);
  // How many of the skills the group does not have.
  [[nodiscard]] static std::uint32_t wished(const std::vector<NameId>& prefer, const Group& group);
  void consider_group(const WaitClass& wait_class, const Group& group, base::Duration fastest,
                      Ranking& ranking, const Conversation* conv = nullptr) const;
  static void consider_top(std::uint64_t load, const TopAgent& top, Ranking& ranking);
  [[nodiscard]] base::Duration fastest(QueueId queue) const;
  [[nodiscard]] bool keeps_apart(const Conversation& conv, const Group& group,
                                 base::Instant now) const;
  void consider_class(const WaitClass& wait_class, const Group& group, base::Instant now,
                      Heads& heads) const;
  Pick take(const Heads& heads, std::size_t position, base::Instant now);
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
  std::uint64_t learned_ = 0;
  bool has_refused_ = false;
};

}  // namespace stellwerk::engine
