// SPDX-License-Identifier: Apache-2.0
#include "core/engine/shadow.h"

#include <string>
#include <utility>

#include "core/model/codec.h"

namespace stellwerk::engine {

Shadow::Shadow(Switchboard& leader) : leader_(leader) {}

Shadow::~Shadow() { leader_.watch(nullptr, nullptr); }

bool Shadow::begin(const model::Command& command, const Limits& limits, std::string& why) {
  const auto policy = model::decode_policy(command.payload);
  if (!policy) {
    why = "the compiled policy is damaged";
    return false;
  }
  why = leader_.too_large_to_copy();
  if (!why.empty()) return false;
  why = leader_.in_use(*policy);
  if (!why.empty()) return false;
  leader_.watch(nullptr, nullptr);
  follower_ = std::make_unique<Follower>(leader_, *policy, limits);
  leader_.watch(this, follower_->touched());
  disagreements_ = {};
  ended_.clear();
  begun_ = true;
  toml_ = command.text;
  since_ = leader_.now();
  most_ = 2 * std::uint64_t{limits.copied_max};
  return true;
}

void Shadow::end(std::string why) {
  if (!runs()) return;
  leader_.watch(nullptr, nullptr);
  follower_.reset();
  ended_ = std::move(why);
}

void Shadow::catch_up() {
  if (leader_.open_conversations() + leader_.agents() > most_) {
    return end("there are more than " + std::to_string(most_) +
               " open conversations and agents; watch it on a daemon with a copy of the data "
               "directory");
  }
  follower_->catch_up();
}

void Shadow::ask_agent(ConvSlot conversation) { own_ = follower_->agent_for(conversation); }

void Shadow::ask_conversation(AgentSlot agent) { own_ = follower_->conversation_for(agent); }

void Shadow::chosen(ConvSlot conversation, AgentSlot agent) {
  const Follower::Answer made{conversation, agent};
  if (made.gives() && !follower_->knows(conversation)) {
    disagreements_.count_unknown();
  } else {
    compare(made);
  }
  if (made.gives()) follower_->note_given(conversation, agent);
}

// Who goes on waiting is looked at often, and counts once.
void Shadow::compare(const Follower::Answer& made) {
  if (!made.gives()) {
    if (!own_.gives() || !follower_->is_news(own_.conversation)) return;
    disagreements_.count_decision();
    return add(made, Difference::kWouldNotWait);
  }
  disagreements_.count_decision();
  if (!own_.gives()) return add(made, Difference::kWouldWait);
  if (made.conversation != own_.conversation) return add(made, Difference::kOtherConversation);
  if (made.agent != own_.agent) add(made, Difference::kOtherAgent);
}

void Shadow::add(const Follower::Answer& made, Difference difference) {
  Disagreement entry;
  entry.at = leader_.now();
  entry.difference = difference;
  entry.lane = own_.lane;
  entry.queue = leader_.name_of_queue(made.gives() ? made.conversation : own_.conversation);
  if (made.gives()) {
    entry.conv = leader_.name_of_conversation(made.conversation);
    entry.agent = leader_.name_of_agent(made.agent);
  }
  if (own_.gives()) {
    entry.shadow_conv = leader_.name_of_conversation(own_.conversation);
    entry.shadow_agent = leader_.name_of_agent(own_.agent);
  }
  disagreements_.add(std::move(entry));
}

void Shadow::policy_is_replaced() {
  end("the policy in force was replaced; start it again to compare with the new one");
}

void Shadow::write_report(model::ReplyWriter& writer) const {
  writer.map(4 + Disagreements::kEntries);
  writer.text("running");
  writer.integer(runs() ? 1 : 0);
  writer.text("ended");
  ended_.empty() ? writer.null() : writer.text(ended_);
  writer.text("since_ms");
  begun_ ? writer.integer(since_.ms) : writer.null();
  writer.text("toml");
  begun_ ? writer.text(toml_) : writer.null();
  disagreements_.write(writer);
}

}  // namespace stellwerk::engine
