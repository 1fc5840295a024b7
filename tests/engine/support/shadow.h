// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/figures.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/policy.h"
#include "core/sim/shadow_agent.h"

namespace stellwerk::tests {

using sim::number_in;

// A second opinion on what an engine does, from its commands and events alone: who owns what, how
// loaded each agent is, what each may take, which clocks ran. Slow and simple on purpose.
// Agents are called a0, a1 ...; conversations c0, c1 ...; messages m0, m1 ... in each conversation.
class Shadow final : public engine::Sink {
 public:
  using Agent = sim::ShadowAgent;
  struct Clock {
    bool warned = false;
    bool met = false;
    bool breached = false;
  };
  struct Rest {
    std::uint32_t agent = 0;
    base::Instant until;
  };
  struct Conversation {
    model::ConvState state = model::ConvState::kClosed;
    bool known = false;
    bool humans_only = false;
    bool accepted = false;  // the next assignment was offered and accepted
    bool sticky = false;    // it may wait for one agent while another is free
    std::int32_t agent = -1;
    std::uint32_t units = 1;
    std::uint32_t list_index = 0;  // in of_state()
    std::string queue;
    std::string channel;
    std::vector<model::SkillNeed> skills;
    std::uint64_t offer = 0;
    std::int64_t expires = -1;  // of the offer, or of the hold
    std::int64_t episode = 0;
    base::Instant opened;
    base::Instant closed_at;
    std::int64_t next_message = 0;     // number of the next new one
    std::int64_t last_delivered = -1;  // to the present owner
    bool unanswered = false;
    std::array<Clock, engine::kClockCount> clocks{};
    std::vector<Rest> rests;
    // Nobody is to have it before: somebody outside decides, the customer is called later.
    base::Instant decided_by{-1}, called_from{-1};
    bool callback = false;
  };

  explicit Shadow(std::size_t agents);

  // Whether begin() takes over what the command says, so that timers must have fired before it.
  [[nodiscard]] static bool is_ahead(const model::Command& command);
  // Call before each apply(). `repeated`: the engine has answered this REQ and must change nothing.
  void begin(const model::Command& command, base::Instant now, bool repeated);
  void set_policy(const model::Policy& policy) { policy_ = policy; }

  void on_event(const model::Event& event) override;
  void on_reply(const model::Reply& reply) override;

  // Compares counts: agents' load, conversations by state and queue, the books.
  void compare(const engine::Figures& figures);
  // Complains of a free agent beside a waiting conversation that the agent could take.
  void find_unmatched(base::Instant now);

  // Empty, or why the agent may not take the conversation at `now`.
  [[nodiscard]] std::string obstacle(std::size_t conversation, std::uint32_t agent,
                                     base::Instant now) const {
    return obstacle(this->conversation(conversation), agent, now);
  }

  [[nodiscard]] const Conversation& conversation(std::size_t number) const;
  [[nodiscard]] const std::vector<Agent>& agents() const { return agents_; }
  [[nodiscard]] const std::vector<std::uint32_t>& of_state(model::ConvState state) const {
    return of_state_[static_cast<std::size_t>(state)];
  }
  [[nodiscard]] const std::array<std::uint64_t, model::kEventTypeCount>& event_counts() const {
    return event_counts_;
  }
  // Grows with every event and reply; the same for the same history.
  [[nodiscard]] std::uint64_t transcript_hash() const { return hash_; }
  // What was wrong, a sentence a line; only the first few.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }

 private:
  void complain(const std::string& what);
  void complain(const model::Event& event, const std::string& what);
  void hash(std::string_view bytes);
  void move(std::uint32_t number, model::ConvState state);
  void take_options(Conversation& conversation, const model::Command& command) const;

  void follow_episode(const model::Event& event, Conversation& conversation);
  void opened(const model::Event& event, Conversation& conversation);
  void occupy(const model::Event& event, Conversation& conversation, std::uint32_t agent);
  void release(const model::Event& event, Conversation& conversation);
  void assigned(const model::Event& event, Conversation& conversation);
  void wrapped_up(const model::Event& event, Conversation& conversation);
  void offer_ended(const model::Event& event, Conversation& conversation);
  void offered(const model::Event& event, Conversation& conversation);
  void ended(const model::Event& event, Conversation& conversation);
  void clock_event(const model::Event& event, Conversation& conversation);
  void message_in(const model::Event& event, Conversation& conversation);
  void message_out(const model::Event& event, Conversation& conversation);
  void held(const model::Event& event, Conversation& conversation);
  void resumed(const model::Event& event, Conversation& conversation);
  void transferred(const model::Event& event, Conversation& conversation);
  // Whether the running command gives this conversation to an agent by hand.
  [[nodiscard]] bool by_hand(const model::Event& event) const;
  // Or somebody outside does, who was asked.
  [[nodiscard]] bool by_decision(const model::Event& event) const;
  void agent_state(const model::Event& event);
  void conversation_event(const model::Event& event, std::uint32_t number);

  void decision_requested(const model::Event& event, Conversation& conversation);
  void called_back(const model::Event& event, Conversation& conversation);
  void overflowed(const model::Event& event, Conversation& conversation);
  void wait_long(const model::Event& event, const Conversation& conversation);
  // Ahead of the engine's verdict.
  static void end_waits(Conversation& conversation, const model::Command& command);

  // Empty, or why the agent may not take the conversation at `now`.
  [[nodiscard]] std::string obstacle(const Conversation& conversation, std::uint32_t agent,
                                     base::Instant now) const;
  // Empty, or what he lacks, whatever the conversation waits for.
  [[nodiscard]] std::string unfitness(const Conversation& conversation, std::uint32_t agent,
                                      base::Instant now) const;
  [[nodiscard]] std::uint64_t on_channel(std::uint32_t agent, std::string_view channel) const;
  [[nodiscard]] const model::QueuePolicy* queue(std::string_view name) const;

  model::Policy policy_;
  std::vector<Agent> agents_;
  std::vector<Conversation> conversations_;
  std::array<std::vector<std::uint32_t>, 6> of_state_;
  std::array<std::uint64_t, model::kEventTypeCount> event_counts_{};
  std::uint64_t last_seq_ = 0;
  std::uint64_t last_offer_ = 0;
  base::Instant last_at_{0};
  base::Instant now_{0};
  const model::Command* command_ = nullptr;
  bool repeated_ = false;
  // What begin() changed ahead of the engine's verdict, to be put back after a refusal.
  std::int64_t changed_agent_ = -1;
  Agent agent_before_;
  std::int64_t changed_conversation_ = -1;
  Conversation conversation_before_;
  std::uint64_t opened_total_ = 0;
  std::uint64_t ended_total_ = 0;
  std::uint64_t hash_ = 0xcbf29ce484222325U;
  std::string complaints_;
  int complaint_count_ = 0;
};

[[nodiscard]] std::string agent_name(std::uint64_t number);
[[nodiscard]] std::string conv_name(std::uint64_t number);

}  // namespace stellwerk::tests
