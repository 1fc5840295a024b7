// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/figures.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/policy.h"
#include "core/model/reply.h"
#include "core/sim/faults/complaint.h"
#include "core/sim/faults/coverage.h"
#include "core/sim/faults/response_clock.h"
#include "core/sim/faults/scenario.h"
#include "core/sim/shadow_agent.h"

namespace stellwerk::sim {

struct ShadowMessage {
  std::string id;
  bool told = false;  // to the present owner
};

struct ShadowOffer {
  std::uint64_t offer = 0;
  std::uint32_t agent = 0;
  std::int64_t expires = 0;
};

// What a look at an agent's fitness passes over.
struct Past {
  bool rests = false;  // that he declined or missed it
  bool plan = false;   // which steps have been reached, and whether the queue is open
  bool ramp = false;
  bool room = false;
};

struct ShadowConversation {
  struct Rest {
    std::uint32_t agent = 0;
    base::Instant until;
  };

  bool known = false;
  model::ConvState state = model::ConvState::kClosed;
  bool humans_only = false;
  bool accepted = false;  // the next assignment was offered and accepted
  bool started = false;   // a human has had it since it opened
  bool answered = false;  // somebody has written since it opened
  bool own_units = false;
  bool own_target = false;  // DUE was given
  std::int32_t agent = -1;
  std::int32_t last_agent = -1;
  std::int64_t priority = 0;
  std::uint32_t units = 1;
  std::uint32_t held_units = 0;
  std::uint32_t list_index = 0;  // in of_state()
  std::string queue, channel, sla;
  std::vector<model::SkillNeed> skills;
  std::vector<ShadowOffer> offers;  // that are out, by number
  std::int64_t expires = -1;        // of the hold
  bool interrupted = false;         // held for something more important
  std::int64_t episode = 0;
  base::Instant arrival;    // opening less AGE
  base::Instant closed_at;  // lately; 0: never
  base::Duration target;
  // Of clocks that are only watched: the due time that they were last breached at, and for those
  // that begin once whether they have been warned of and have ended.
  std::array<std::int64_t, engine::kClockCount> breached_due{-1, -1, -1, -1};
  std::array<bool, engine::kClockCount> warned{}, ended{};
  bool by_hours = false;  // the response clocks stand still at times: they are only watched
  // Nobody is to have it before: somebody outside decides, the customer is called later, he is
  // writing on. In the past when nothing of the kind is so.
  base::Instant decided_by{-1}, called_from{-1}, written_by{-1};
  bool decides_itself = false;  // nobody outside is asked until somebody has been
  bool callback = false;
  base::Instant sticky_until{-1};                 // it may wait for one agent alone
  base::Instant piece_first{-1}, piece_last{-1};  // of the customer's messages
  bool turn_counted = false;                      // of the bot, since he wrote
  std::uint32_t turns = 0;
  std::uint32_t replies = 0;           // since he wrote, where that is limited
  base::Instant entered;               // the queue
  std::vector<std::string> came_from;  // queues, on its own way
  bool told_long = false;
  std::string customer;
  bool arrives = false;       // opened by the message that is shown next
  std::uint32_t passed = 0;   // dispatches past it while nobody was due before it
  base::Instant waits_since;  // or since it was changed
  ResponseClock first, reply;
  std::vector<Rest> rests;
  std::vector<ShadowMessage> unanswered;
  std::vector<std::string> messages;  // every identifier ever
};

// A second opinion on what a shard does, from commands, answers and events alone. Slow and simple
// on purpose: what it finds wrong goes to the complaints. Agents are called a0, a1 ...;
// conversations c0, c1 ...
class Shadow {
 public:
  Shadow(const Scenario& scenario, Complaints& complaints, Coverage& coverage);

  // Whether begin() takes over what such a command says: timers that are due with it come before.
  [[nodiscard]] static bool takes_ahead(model::CommandKind kind);
  // A command has been decided at `now`, before any of its events. `repeated`: its request was
  // answered before and must change nothing. The command lives until end().
  void begin(const model::Command& command, base::Instant now, bool repeated);
  void on_event(const model::Event& event);
  void end(const model::Reply& reply);
  // Everything due by `now` has happened: nobody is left apart, no clock is late.
  void settle(base::Instant now);
  void compare(const engine::Figures& figures);

  [[nodiscard]] const ShadowConversation& conversation(std::size_t number) const;
  [[nodiscard]] std::size_t conversations() const { return conversations_.size(); }
  [[nodiscard]] const std::vector<ShadowAgent>& agents() const { return agents_; }
  [[nodiscard]] const std::vector<std::uint32_t>& of_state(model::ConvState state) const {
    return of_state_[static_cast<std::size_t>(state)];
  }
  [[nodiscard]] const model::Policy& policy() const { return policy_; }
  [[nodiscard]] std::uint64_t last_event() const { return last_event_; }
  [[nodiscard]] bool is_decided_outside(std::size_t number) const {
    return conversation(number).decided_by.ms >= 0;
  }

 private:
  // The order of turns follows from arrivals and targets.
  [[nodiscard]] bool has_turns() const;
  [[nodiscard]] bool leaves_nobody_apart() const;

  void complain(Checker checker, const std::string& what);
  void complain(Checker checker, const model::Event& event, const std::string& what);
  void move(std::uint32_t number, model::ConvState state);
  void take_options(ShadowConversation& conversation, const model::Command& command) const;
  void put_back();
  void compare_answer(const model::Command& command, const model::Reply& reply);
  void note_refusal(const model::Command& command, const model::Reply& reply);
  void note_done(const model::Command& command, const model::Reply& reply);

  void conversation_event(const model::Event& event, std::uint32_t number);
  void begin_anew(const model::Event& event, ShadowConversation& conversation);
  void opened(const model::Event& event, std::uint32_t number);
  void retarget_clocks(base::Instant now);
  void open_clocks(ShadowConversation& conversation, base::Instant at);
  void occupy(const model::Event& event, std::uint32_t number, std::uint32_t agent);
  void release(const model::Event& event, std::uint32_t number);
  void assigned(const model::Event& event, std::uint32_t number);
  void offered(const model::Event& event, std::uint32_t number);
  void offer_ended(const model::Event& event, std::uint32_t number);
  void work_ended(const model::Event& event, ShadowConversation& conversation);
  void ended(const model::Event& event, std::uint32_t number);
  void held(const model::Event& event, std::uint32_t number);
  void resumed(const model::Event& event, std::uint32_t number);
  void transferred(const model::Event& event, std::uint32_t number);
  void watch(const model::Event& event, ShadowConversation& conversation, engine::Clock clock);
  // Whether the running command gives this conversation to an agent by hand.
  [[nodiscard]] bool by_hand(const model::Event& event) const;
  // Or somebody outside does, who was asked.
  [[nodiscard]] bool by_decision(const model::Event& event) const;

  // Offers.
  void take_units(std::uint32_t number, std::uint32_t agent);
  void give_units(std::uint32_t number, std::uint32_t agent);
  void accepted(const model::Event& event, ShadowConversation& conversation);
  void offered_too(const model::Event& event, std::uint32_t number);
  void count_refusal(const model::Event& event, std::uint32_t agent,
                     const model::QueuePolicy& policy);
  void note_dispatched(const model::Event& event, std::uint32_t number, std::uint32_t agent);

  // What keeps everybody from it.
  void ask_ahead(ShadowConversation& conversation, const model::Command& command);
  void decision_requested(const model::Event& event, std::uint32_t number);
  void callback(const model::Event& event, std::uint32_t number);
  // Empty, or why nobody is to have it at `now`.
  [[nodiscard]] static std::string_view withheld(const ShadowConversation& conversation,
                                                 base::Instant now);
  void note_called(const model::Event& event, const ShadowConversation& conversation);
  void follow_piece(const model::Event& event, ShadowConversation& conversation);
  void compare_escalation(const model::Command& command, const model::Reply& reply);
  void escalated(const model::Event& event, std::uint32_t number);
  void count_reply(const model::Event& event, ShadowConversation& conversation);
  void begin_waits(const model::Event& event, ShadowConversation& conversation);
  void begin_sticky(const model::Event& event, ShadowConversation& conversation);
  static void begin_work(ShadowConversation& conversation);
  void follow_decisions();

  // Plans.
  void overflowed(const model::Event& event, std::uint32_t number);
  [[nodiscard]] bool leads(const model::Event& event, const ShadowConversation& conversation,
                           const model::QueuePolicy& from) const;
  void wait_long(const model::Event& event, ShadowConversation& conversation);
  [[nodiscard]] bool leads_to_share(std::string_view asked, std::string_view share) const;
  enum class Hours : std::uint8_t { kOpen, kShut, kUnknown };
  [[nodiscard]] Hours hours(std::string_view calendar, base::Instant at) const;
  // Whether a step that has been reached admits the agent; `perhaps`: or may have been.
  [[nodiscard]] bool admits(const ShadowConversation& conversation, const ShadowAgent& agent,
                            base::Instant now, bool perhaps) const;
  [[nodiscard]] bool admits_in(const ShadowConversation& conversation, const ShadowAgent& agent,
                               base::Instant now, bool perhaps, bool closed) const;
  [[nodiscard]] bool any_step_admits(const ShadowConversation& conversation,
                                     const ShadowAgent& agent) const;
  [[nodiscard]] bool meets(const ShadowConversation& conversation, const ShadowAgent& agent,
                           std::uint8_t relax) const;
  [[nodiscard]] std::size_t waiting_in(std::string_view queue) const;

  // Room.
  [[nodiscard]] std::string_view no_room(const ShadowConversation& conversation,
                                         const ShadowAgent& agent) const;
  [[nodiscard]] bool is_exclusive(std::string_view channel) const;
  [[nodiscard]] bool interrupts(std::string_view channel) const;
  [[nodiscard]] const model::ChannelPolicy* channel(std::string_view name) const;
  [[nodiscard]] static bool on_channel(const ShadowConversation& conversation,
                                       const ShadowAgent& agent);
  [[nodiscard]] std::string_view beyond_ramp(const ShadowConversation& conversation,
                                             const ShadowAgent& agent, base::Instant now) const;
  [[nodiscard]] bool is_shut(const ShadowConversation& conversation, base::Instant now) const;
  void follow_ramps(base::Duration ramp);
  [[nodiscard]] bool in_ramp(const ShadowAgent& agent, base::Instant now) const;
  void clock_event(const model::Event& event, ShadowConversation& conversation);
  void message_in(const model::Event& event, std::uint32_t number);
  void message_out(const model::Event& event, ShadowConversation& conversation);
  void agent_state(const model::Event& event);
  void note_dispatch(std::uint32_t number, std::uint32_t agent, base::Instant at);
  void note_by_age(std::uint32_t number, std::uint32_t agent, base::Instant at);
  void note_by_share(std::uint32_t number, std::uint32_t agent, base::Instant at);
  [[nodiscard]] std::int64_t next_overdue(std::uint32_t agent, base::Instant at,
                                          bool by_priority) const;
  [[nodiscard]] std::size_t share_of(std::uint32_t agent) const;

  void find_unmatched(base::Instant now);
  void find_late_clocks(base::Instant now);
  // Empty, or why the agent may not take the conversation at `now`.
  [[nodiscard]] std::string_view obstacle(const ShadowConversation& conversation,
                                          std::uint32_t agent, base::Instant now,
                                          const Past& past = {}) const;
  // Whether he may be left beside him, all the same.
  [[nodiscard]] bool may_be_left(const ShadowConversation& conversation, const ShadowAgent& agent,
                                 base::Instant now) const;
  void find_left_aside();
  void count_kept(base::Instant now);
  // When the conversation is due before others, ms; empty while it is not.
  [[nodiscard]] std::optional<std::int64_t> turn(const ShadowConversation& conversation,
                                                 base::Instant now) const;
  [[nodiscard]] const model::QueuePolicy* queue(std::string_view name) const;
  [[nodiscard]] const model::SlaPolicy* sla(std::string_view name) const;

  // Queues that have a share of the overdue each; agents who serve none of them have one more.
  static constexpr std::size_t kSharesMax = 8;

  const Scenario& scenario_;
  Complaints& complaints_;
  Coverage& coverage_;
  model::Policy policy_;
  base::Instant policy_at_{0};
  // By share: dispatches to somebody on time, past somebody overdue, since the last to one overdue.
  std::array<std::uint32_t, kSharesMax + 1> on_time_in_a_row_{};
  std::vector<ShadowAgent> agents_;
  std::vector<ShadowConversation> conversations_;
  std::array<std::vector<std::uint32_t>, 6> of_state_;
  std::uint64_t last_event_ = 0;
  std::uint64_t last_offer_ = 0;
  base::Instant last_at_{0};
  base::Instant now_{0};
  const model::Command* command_ = nullptr;
  bool repeated_ = false;
  bool message_shown_ = false;  // the running MSG.IN's
  bool retargets_ = false;      // the policy that is applied has not shown in the clocks yet
  // What begin() changed ahead of the answer, to be put back after a refusal.
  std::int64_t changed_agent_ = -1;
  ShadowAgent agent_before_;
  std::int64_t changed_conversation_ = -1;
  ShadowConversation conversation_before_;
  std::map<std::string, std::uint32_t> customers_;  // who worked for them last
  std::uint64_t opened_total_ = 0;
  std::uint64_t ended_total_ = 0;
};

}  // namespace stellwerk::sim
