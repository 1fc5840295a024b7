// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/agent.h"
#include "core/engine/conversation.h"
#include "core/engine/ids.h"
#include "core/engine/matching.h"
#include "core/model/command.h"

namespace stellwerk::engine {

// Fetches what the next command will look at while the one before it is decided: the way from an
// identifier to the agent's group leads over four places in memory, and where the next one is says
// the one before. Steps that are far enough apart find what they need in the caches. Changes
// nothing that decides.
class Foresight {
 public:
  Foresight(const ConversationTable& conversations, const AgentTable& agents,
            const Matching& matching)
      : conversations_(conversations), agents_(agents), matching_(matching) {}

  void expect(const model::Command& command) {
    id_hash_ = HandleIndex::hash(command.conv);
    conversations_.prefetch_index(id_hash_);
    expects_ = true;
  }

  // The steps, in this order, while a command is decided.
  void to_conversation() {
    conversation_ = expects_ ? conversations_.probable(id_hash_) : kNone;
    expects_ = false;
    if (conversation_ != kNone) conversations_.prefetch(conversation_);
  }
  void to_agent() {
    agent_ = conversation_ == kNone ? kNone : conversations_[conversation_].agent;
    if (agent_ == kNone) return;
    __builtin_prefetch(&agents_.slots[agent_]);
    // Its neighbours among the agent's.
    const Conversation& conv = conversations_[conversation_];
    if (conv.agent_next != kNone) conversations_.prefetch_owner(conv.agent_next);
    if (conv.agent_previous != kNone) conversations_.prefetch_owner(conv.agent_previous);
  }
  void to_group() {
    if (agent_ == kNone) return;
    const GroupId group = agents_.slots[agent_].group;
    if (group != kNone) matching_.prefetch_group(group);
  }

 private:
  const ConversationTable& conversations_;
  const AgentTable& agents_;
  const Matching& matching_;
  bool expects_ = false;
  std::uint32_t id_hash_ = 0;
  ConvSlot conversation_ = kNone;
  AgentSlot agent_ = kNone;
};

}  // namespace stellwerk::engine
