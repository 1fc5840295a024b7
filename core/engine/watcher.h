// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/engine/ids.h"

// What a switchboard tells whoever watches it, if anybody does.
namespace stellwerk::engine {

// What decisions follow from and has changed, in the order in which it did; each maybe several
// times. Whoever watches empties it.
struct Touched {
  std::vector<AgentSlot> agents;
  std::vector<ConvSlot> conversations;  // that wait, or no longer do
  std::vector<GroupId> groups;          // have learned
  std::vector<QueueId> queues;          // the same
};

// Who is told of each choice. Called in the middle of transitions: the state may be read.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // An agent is chosen for the conversation, or a conversation for the agent: nothing has come of
  // it yet. A choice that is put off is asked for again.
  virtual void ask_agent(ConvSlot conversation) = 0;
  virtual void ask_conversation(AgentSlot agent) = 0;
  // What was chosen. kNone: the conversation waits on, the agent stays free.
  virtual void chosen(ConvSlot conversation, AgentSlot agent) = 0;
  // Another policy is in force.
  virtual void policy_is_replaced() = 0;
};

}  // namespace stellwerk::engine
