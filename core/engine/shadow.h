// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/engine/disagreements.h"
#include "core/engine/following.h"
#include "core/engine/limits.h"
#include "core/engine/switchboard.h"
#include "core/engine/watcher.h"
#include "core/model/command.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

// A second policy that decides along without effect: where the leader chooses, it is asked first,
// and the two answers are compared.
class Shadow final : private Watcher {
 public:
  // The leader outlives it.
  explicit Shadow(Switchboard& leader);
  ~Shadow() override;
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  // With the document of a kPolicyShadow; what was there before is forgotten. False: not possible,
  // and `why`; then nothing has changed. REQUIRES: the leader is between two transitions.
  [[nodiscard]] bool begin(const model::Command& command, const Limits& limits, std::string& why);
  // What it has found stays readable.
  void end(std::string why);
  [[nodiscard]] bool runs() const { return follower_ != nullptr; }
  // After each transition of the leader, so that what has changed does not pile up.
  void catch_up();

  [[nodiscard]] const Disagreements& disagreements() const { return disagreements_; }
  void write_report(model::ReplyWriter& writer) const;

 private:
  void ask_agent(ConvSlot conversation) override;
  void ask_conversation(AgentSlot agent) override;
  void chosen(ConvSlot conversation, AgentSlot agent) override;
  void policy_is_replaced() override;

  void compare(const Follower::Answer& made);
  void add(const Follower::Answer& made, Difference difference);

  Switchboard& leader_;
  std::unique_ptr<Follower> follower_;
  Follower::Answer own_;    // to the question asked last
  std::uint64_t most_ = 0;  // conversations and agents, until it ends by itself
  Disagreements disagreements_;
  bool begun_ = false;  // once; then these say of what
  base::Instant since_;
  std::string toml_, ended_;
};

}  // namespace stellwerk::engine
