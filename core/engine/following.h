// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/engine/decision_log.h"
#include "core/engine/followed_names.h"
#include "core/engine/limits.h"
#include "core/engine/switchboard.h"
#include "core/engine/watcher.h"
#include "core/model/policy.h"

namespace stellwerk::engine {

// What another policy would choose on the state of a switchboard, the leader. It keeps a
// switchboard of its own, of which it uses the tables and the selection: not commands are repeated
// there, but whatever has changed is copied over, by whatever it changed. Nothing happens in it by
// itself but what time alone makes of those who wait: their lanes and the steps of their queue's
// plan.
class Follower {
 public:
  // The leader outlives it and is between two transitions; the policy is one that it could apply.
  Follower(const Switchboard& leader, const model::Policy& policy, const Limits& limits);
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // What the leader has to report to it; it is emptied.
  [[nodiscard]] Touched* touched() { return &touched_; }

  // Copies what has changed, at the leader's time.
  void catch_up();

  struct Answer {
    ConvSlot conversation = kNone;  // kNone: the agent stays free
    AgentSlot agent = kNone;        // kNone: the conversation waits
    Lane lane = Lane::kNoLane;
    [[nodiscard]] bool gives() const { return conversation != kNone && agent != kNone; }
  };
  // The agent for a conversation that waits at the leader, and the conversation for an agent.
  [[nodiscard]] Answer agent_for(ConvSlot slot);
  [[nodiscard]] Answer conversation_for(AgentSlot slot);

  // Whether the own policy has a queue for it.
  [[nodiscard]] bool knows(ConvSlot slot);

  // The conversation has been given to the agent, or he is asked about it.
  void note_given(ConvSlot slot, AgentSlot to);

  // Whether this is the first time since the conversation came to wait.
  [[nodiscard]] bool is_news(ConvSlot slot);

 private:
  void begin(const model::Policy& policy);
  void compare_terms();
  [[nodiscard]] bool keeps_for_the_same() const;
  void pass_time();
  void look_at_queue(QueueId own);
  [[nodiscard]] Lane take_lane();

  void follow_queue(QueueId led);
  void follow_agent(AgentSlot slot);
  void leave(AgentSlot slot);
  void join(AgentSlot slot);
  void copy_agent(AgentSlot slot);
  void copy_claim(AgentSlot slot);
  void drop_claim(AgentSlot slot);
  void follow_work(AgentSlot slot);
  void follow_group(GroupId led);
  void follow_conversation(ConvSlot slot);
  void copy_conversation(ConvSlot slot);
  [[nodiscard]] bool copy_sla(ConvSlot slot);
  void copy_deadline(ConvSlot slot, bool measured_alike);
  void copy_extras(ConvSlot slot);
  void reach_steps(ConvSlot slot);
  void let_go(ConvSlot slot);
  void stand_in_line(ConvSlot slot);
  void step_out(ConvSlot slot);
  void look_again(ConvSlot slot);
  void set_bursting(Queue& queue, bool bursting);

  const Switchboard& leader_;
  Switchboard own_;  // tables and selection; nothing is applied to it, no timer of it fires
  FollowedNames names_;
  Touched touched_;
  bool same_rule_ = false;  // places in the lanes are the leader's where the deadlines are
  bool same_kept_ = false;  // agents are kept for the same queues, as long
  bool same_room_ = false;
  std::vector<Abilities> abilities_;  // of the leader's agents, as they were copied
  std::vector<GroupId> groups_;       // own ones, by the leader's
  std::vector<QueueId> queues_;       // the leader's, by conversation
  std::vector<bool> told_;            // by conversation
};

}  // namespace stellwerk::engine
