// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/engine/decision_log.h"
#include "core/engine/lacks.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

// Why a conversation is where it is: what the decision log has of it, and while it waits what each
// agent lacks at this moment. Reads only; looks at every agent when the conversation waits.
class Explanation {
 public:
  struct Tables {
    Lacks::Tables lacks;
    const DecisionLog& decisions;
  };

  // `slot` is kNone for a closed one. `count`: how many agents are named, the nearest first.
  Explanation(const Tables& tables, const Conversation& conv, ConvSlot slot, base::Instant now,
              std::uint64_t count);

  void write(model::ReplyWriter& writer) const;
  // The same in some sentences.
  [[nodiscard]] std::string text() const;

 private:
  struct Nearest {
    AgentSlot agent = kNone;
    std::vector<Lack> lacks;
  };
  // Something that happened to it.
  struct Step {
    base::Instant at;
    std::string_view what;
    AgentSlot agent = kNone;
    QueueId queue = kNone;
    std::string reason;
  };

  void collect_traces();
  void collect_agents(std::uint64_t count);
  [[nodiscard]] std::vector<Step> timeline() const;
  void add_decision_steps(const Trace& trace, std::vector<Step>& steps) const;
  [[nodiscard]] base::Instant arrival_at(std::size_t position) const;

  void write_decisions(model::ReplyWriter& writer) const;
  void write_decision(std::size_t position, model::ReplyWriter& writer) const;
  void write_choice(std::size_t position, const AmongAgents& choice,
                    model::ReplyWriter& writer) const;
  void write_terms(std::size_t position, model::ReplyWriter& writer) const;
  // What the decision there compared; as far as it is kept.
  [[nodiscard]] std::vector<RankedTerm> terms_of(std::size_t position) const;
  // Agents that the decision there passed over, by reason; empty where they were not counted.
  using PassedOverOf = std::vector<std::uint32_t>;
  [[nodiscard]] PassedOverOf passed_over_of(std::size_t position) const;
  void write_passed_over(std::size_t position, const AmongAgents& choice,
                         model::ReplyWriter& writer) const;
  void say_passed_over(std::size_t position, std::string& text) const;
  [[nodiscard]] std::string score_name(std::size_t position, const RankedTerm& term) const;
  void write_choice(const AmongConversations& choice, model::ReplyWriter& writer) const;
  void write_timeline(model::ReplyWriter& writer) const;
  void write_lacking(model::ReplyWriter& writer) const;
  void write_agents(model::ReplyWriter& writer) const;

  void say_place(std::string& text) const;
  void say_waiting(std::string& text) const;
  void say_decision(std::string& text) const;
  void say_choice(std::size_t position, std::string& text) const;

  [[nodiscard]] bool waits() const { return conv_.state == model::ConvState::kWaiting; }
  // Until when somebody should do something about it; kNever when nobody has to.
  [[nodiscard]] base::Instant due() const;
  [[nodiscard]] base::Duration waited() const;
  [[nodiscard]] std::string_view lane() const;
  // Of the plan of the queue it waits in.
  [[nodiscard]] bool has_steps() const;
  [[nodiscard]] std::uint8_t step() const { return has_steps() ? conv_.extras->plan.reached : 0; }
  [[nodiscard]] base::Instant next_step_at() const;
  [[nodiscard]] std::string missing() const;
  [[nodiscard]] std::string needs() const;
  [[nodiscard]] std::string_view agent_name(AgentSlot agent) const {
    return tables_.lacks.agents.name(agent);
  }
  [[nodiscard]] std::string_view queue_name(QueueId queue) const {
    return tables_.lacks.plan.queue_names.name(queue);
  }

  const Tables& tables_;
  const Conversation& conv_;
  ConvSlot slot_;
  base::Instant now_;
  std::vector<Trace> traces_;  // oldest first
  bool complete_ = false;      // traces_ begins with its opening
  // While it waits.
  std::uint64_t registered_ = 0;
  std::uint64_t able_ = 0;  // agents who lack nothing lasting
  std::array<std::uint64_t, kLackKindCount> lacking_{};
  std::vector<Nearest> nearest_;
};

}  // namespace stellwerk::engine
