// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/engine/agent.h"
#include "core/engine/conversation.h"
#include "core/engine/customers.h"
#include "core/engine/decision_log.h"
#include "core/engine/engine.h"
#include "core/engine/figures.h"
#include "core/engine/foresight.h"
#include "core/engine/limits.h"
#include "core/engine/matching.h"
#include "core/engine/memory.h"
#include "core/engine/plan.h"
#include "core/engine/requirement.h"
#include "core/engine/selection.h"
#include "core/engine/standing.h"
#include "core/engine/state_archive.h"
#include "core/engine/state_records.h"
#include "core/engine/timers.h"
#include "core/engine/watcher.h"
#include "core/model/command.h"
#include "core/model/event.h"
#include "core/model/reply.h"

namespace stellwerk::engine {

// Pairs of a reply's map: `eta_ms` and `eta_p90_ms`, and `on_time_chance`.
void write_outlook(const Outlook& outlook, model::ReplyWriter& writer);
void write_chance(const Outlook& outlook, model::ReplyWriter& writer);

// The engine's state and its transitions. One command or one timer at a time changes the tables and
// puts conversations and agents that may now be matched on work lists; settle() then matches
// until nothing is left to do. The transitions are spread over files by topic:
//   switchboard.cc    the crank: apply, advance, settle, replies
//   agents.cc         AGENT.* and presence
//   opening.cc        CONV.OPEN, CONV.UPDATE, reopening
//   offers.cc         offers to one agent or several: accept, decline, revoke
//   working.cc        close, wrap-up, abandon
//   handing.cc        CONV.HOLD, CONV.RESUME, CONV.TAKE, CONV.TRANSFER
//   sticky.cc         waiting for one agent alone
//   deciding.cc       CONV.DECIDE: somebody outside names the agent
//   calling_back.cc   CONV.CALLBACK
//   plan_steps.cc     the steps of a queue's plan
//   overflowing.cc    from queue to queue by itself
//   remembering.cc    what is closed: finding it again, forgetting it
//   messages.cc       MSG.IN, MSG.OUT
//   pieces.cc         messages that follow each other closely
//   bots.cc           from bots to humans
//   bursts.cc         queues in which very many wait
//   waiting.cc        entering and leaving the waiting state, lanes, unroutable
//   ownership.cc      an agent's slots: offering, starting, vacating
//   clocks.cc         the SLA's clocks and the platform's window
//   conversation_timers.cc  what happens to a conversation by itself
//   policies.cc       POLICY.APPLY
//   renewing.cc       calendars that are known for longer
//   retargeting.cc    running clocks under another policy
//   ramping.cc        work for who came online
//   interrupting.cc   exclusive and interruptible work
//   recording.cc      the decision log
//   explain*.cc       what it and the present state say
//   trial.cc          what another policy would change at once
//   following.cc      what another policy would choose; told to by watcher.h
//   *_views.cc        what is read
//   saving.cc, loading.cc   the state as bytes
//   digest.cc, invariants.cc
// What each conversation comes by is [[gnu::hot]], here and in the tables: the linker then puts it
// together, for it only just fits into a processor's first instruction cache.
class Switchboard {
 public:
  explicit Switchboard(const Limits& limits);

  [[gnu::hot]] void apply(base::Instant now, const model::Command& command, Sink& sink);
  [[gnu::hot]] void advance(base::Instant now, Sink& sink);
  void expect(const model::Command& command) { foresight_.expect(command); }
  void query(const model::Command& command, model::ReplyWriter& writer) const;
  [[nodiscard]] std::string digest() const;
  void check_invariants() const;
  [[nodiscard]] Figures figures() const;
  void save(const StateVisit& visit) const;
  [[nodiscard]] bool load(std::string_view record);
  [[nodiscard]] bool loading() const { return loading_ != Loading::kNot; }
  [[nodiscard]] base::Instant next_timer() const { return timers_.next_bound(); }
  [[nodiscard]] base::Instant now() const { return now_; }
  [[nodiscard]] Growth growth(base::Instant now, const model::Command& command) const;
  [[nodiscard]] std::uint64_t open_conversations() const { return open_; }
  [[nodiscard]] std::uint64_t agents() const { return agents_.registered; }
  [[nodiscard]] std::string_view policy_text() const { return plan_.text; }
  [[nodiscard]] base::Instant calendars_known_until() const;
  [[nodiscard]] std::uint64_t last_event() const { return last_event_; }
  // Somebody watches from now on; nullptr: nobody.
  void watch(Watcher* watcher, Touched* touched) {
    watcher_ = watcher;
    matching_.report_to(touched);
  }
  // Whether a state of that size may be copied: empty, or why not.
  [[nodiscard]] std::string too_large_to_copy() const;
  // Of whom it decides; views are valid until the next transition.
  [[nodiscard]] std::string_view name_of_conversation(ConvSlot slot) const {
    return conversations_[slot].id();
  }
  [[nodiscard]] std::string_view name_of_agent(AgentSlot slot) const { return agents_.name(slot); }
  [[nodiscard]] std::string_view name_of_queue(ConvSlot slot) const {
    return plan_.queue_names.name(conversations_[slot].queue);
  }
  // What the policy leaves out although open conversations need it; empty when nothing.
  [[nodiscard]] std::string in_use(const model::Policy& policy) const;

 private:
  friend class Follower;  // reads it, and keeps one of its own

  // The crank.
  [[gnu::hot]] void run_command(const model::Command& command);
  [[gnu::hot]] void run_conversation_command(const model::Command& command);
  void fire(const TimerWheel::Fired& fired);
  [[gnu::hot]] void settle();
  void arm_reviews();
  void review_reserves();
  [[nodiscard]] bool has_work() const {
    return !arrivals_.empty() || !freed_.empty() || !successors_.empty() || !offered_.empty();
  }
  inline void drain_work();
  [[gnu::cold]] void announce_routable();
  [[gnu::hot]] void answer(const model::Command& command);
  [[nodiscard, gnu::hot]] model::Event event_about(model::EventType type,
                                                   const Conversation& conv) const;
  [[gnu::hot]] void emit(model::Event& event);

  // Answers to the running command.
  void answer_ok();
  void answer_integer(std::int64_t value);
  [[gnu::hot]] void answer_conversation(ConvSlot slot, bool duplicate = false);
  void answer_message(ConvSlot slot, bool duplicate = false);
  [[gnu::cold]] void refuse(model::Code code, std::string text);
  [[gnu::cold]] void refuse_state(const Conversation& conv, std::string_view command);
  inline void fill_reply(const Conversation& conv);

  // Agents.
  void agent_set(const model::Command& command);
  void agent_state(const model::Command& command);
  void agent_beat(const model::Command& command);
  void agent_delete(const model::Command& command);
  [[nodiscard]] bool agent_abilities(const model::Command& command, Abilities& abilities);
  void leave_group(AgentSlot slot);
  void apply_abilities(AgentSlot slot, const Abilities& abilities);
  void set_presence(AgentSlot slot, model::Presence presence, std::string_view reason);
  void note_presence(AgentSlot slot, bool was_present);
  void go_offline(AgentSlot slot, std::string_view reason);
  void take_away_work(AgentSlot slot, std::string_view reason);
  void revoke_offers(AgentSlot slot, std::string_view reason);
  void drop_claim(AgentSlot slot);
  void arm_lease(AgentSlot slot);
  [[gnu::cold]] void renew_leases(base::Instant from);
  void announce_agent(AgentSlot slot);
  [[gnu::cold]] void lease_lapsed(AgentSlot slot);

  // Who came online takes work gradually.
  void begin_ramp(AgentSlot slot);
  void end_ramp(AgentSlot slot);
  void follow_ramp(AgentSlot slot);
  void ramp_step(AgentSlot slot);
  void follow_ramps();

  // How an agent comes to a conversation: by what routes, by somebody who names him, and so beyond
  // his capacity.
  enum class Means : std::uint8_t { kRouted, kByHand, kForced };

  // Exclusive and interruptible work.
  [[nodiscard]] bool is_asked_whole(AgentSlot slot) const;
  void note_work(AgentSlot slot, ConvSlot without = kNone);
  void follow_channels();
  void make_room(ConvSlot slot, AgentSlot to, Means means);
  void set_aside(ConvSlot slot, std::string_view reason, const Due& until);
  [[nodiscard]] bool take_up_again(AgentSlot slot);
  [[nodiscard]] bool could_interrupt(const Conversation& conv, AgentSlot slot) const;

  // Opening and changing.
  [[gnu::hot]] void conv_open(const model::Command& command);
  void conv_update(const model::Command& command, ConvSlot slot);
  [[nodiscard, gnu::hot]] bool check_opening(const model::Command& command, QueueId queue);
  [[nodiscard]] bool has_place(QueueId queue) {
    const Queue& facts = plan_.queues[queue];
    return facts.waiting < facts.policy.waiting_max || may_overflow(queue);
  }
  [[nodiscard]] bool may_overflow(QueueId queue);
  [[nodiscard]] bool skill_needs(const model::Command& command, SkillNeeds& needs);
  [[nodiscard, gnu::hot]] RequirementId requirement_asked(const model::Command& command,
                                                          RequirementId before);
  [[nodiscard, gnu::hot]] QueueId queue_named(std::string_view name);
  [[nodiscard]] QueueId queue_left(const Conversation& conv);
  [[gnu::hot]] ConvSlot open(const model::Command& command, QueueId queue,
                             RequirementId requirement);
  void reopen(ConvSlot slot, const model::Command& command, QueueId queue,
              RequirementId requirement);
  inline void start_episode(ConvSlot slot, const model::Command& command, QueueId queue,
                            bool reopened);
  void change_requirement(Conversation& conv, RequirementId requirement);
  void ask_for_preferred(Conversation& conv, const model::Command& command);
  void set_units(Conversation& conv, const model::Command& command);
  [[nodiscard]] std::uint64_t retry_after_ms(const Queue& queue) const;

  // Working.
  void conv_accept(const model::Command& command, ConvSlot slot);
  void accept(ConvSlot slot);
  void conv_decline(const model::Command& command, ConvSlot slot);
  [[gnu::hot]] void conv_close(const model::Command& command, ConvSlot slot);
  void conv_wrapped(ConvSlot slot);
  void conv_abandon(const model::Command& command, ConvSlot slot);
  [[nodiscard]] bool offer_is_live(const model::Command& command, ConvSlot slot, bool accepting);
  [[gnu::hot]] void end_work(ConvSlot slot, bool abandoned, std::string_view reason);
  [[gnu::hot]] void finish(ConvSlot slot);

  // Bots.
  void conv_escalate(const model::Command& command, ConvSlot slot);
  [[nodiscard]] bool stands_escalated(const Conversation& conv) const;
  [[nodiscard]] bool with_kind(const Conversation& conv, model::AgentKind kind) const;
  void answer_escalation(ConvSlot slot, bool escalated, bool duplicate = false);
  void count_turn(Conversation& conv);
  [[nodiscard]] bool end_turns(ConvSlot slot);
  [[nodiscard]] std::string_view author(const Conversation& conv) const;

  // Handing on.
  void conv_hold(const model::Command& command, ConvSlot slot);
  void conv_resume(ConvSlot slot);
  void conv_take(const model::Command& command, ConvSlot slot);
  void conv_transfer(const model::Command& command, ConvSlot slot);
  void transfer_to_agent(const model::Command& command, ConvSlot slot);
  void transfer_to_queue(const model::Command& command, ConvSlot slot);
  void assign(ConvSlot slot, AgentSlot to, std::string_view reason, bool force);
  void resume(ConvSlot slot);
  [[nodiscard]] bool end_hold(ConvSlot slot);
  [[nodiscard]] base::Duration handled(const Conversation& conv) const {
    return conv.extras ? handled_without_holds(conv) : now_ - conv.assigned_at;
  }
  [[nodiscard]] base::Duration handled_without_holds(const Conversation& conv) const;
  [[nodiscard]] bool has_room_for(const Conversation& conv, AgentSlot slot) const;
  [[nodiscard]] bool has_open_room_for(const Conversation& conv, AgentSlot slot) const;
  [[nodiscard]] bool could_take(const Conversation& conv, RequirementId requirement, AgentSlot slot,
                                bool under_any_step = false);
  [[nodiscard]] AgentSlot taker(const model::Command& command, const Conversation& conv,
                                RequirementId requirement);
  [[nodiscard]] std::string needs_text(const Conversation& conv, RequirementId requirement);
  void pass_on(ConvSlot slot, model::EventType type, std::string_view reason, QueueId queue);
  void change_queue(Conversation& conv, QueueId queue);
  void pass_over(ConvSlot slot, AgentSlot agent_slot);

  // Sticky agents.
  void ask_for_sticky(Conversation& conv, const model::Command& command);
  void begin_sticky(Conversation& conv);  // REQUIRES: extras
  [[nodiscard]] static AgentSlot preferred_agent(const Conversation& conv) {
    const bool has_sticky = conv.extras && conv.extras->sticky.agent != kNone;
    return has_sticky ? conv.extras->sticky.agent : conv.last_agent;
  }
  void release_sticky(AgentSlot slot);

  void ask_for_last_agent(Conversation& conv);
  void remember_customer(const Conversation& conv);

  // Decisions from outside, callbacks.
  [[nodiscard]] bool asks_outside(const Conversation& conv) const {
    return plan_.queues[conv.queue].policy.decide_external &&
           !(conv.extras && conv.extras->decides_itself);
  }
  void request_decision(ConvSlot slot, AgentSlot ready);
  void decision_is_over(ConvSlot slot);
  static void drop_decision(Conversation& conv) {
    if (conv.extras) conv.extras->decision = {};
  }
  void conv_decide(const model::Command& command, ConvSlot slot);
  void decide_for(const model::Command& command, ConvSlot slot);
  void conv_callback(const model::Command& command, ConvSlot slot);

  // Routing plans.
  struct WayOut {
    QueueId to = kNone;
    std::string_view reason;
  };
  void enter_queue(Conversation& conv, base::Instant since);
  void follow_plan(ConvSlot slot);
  void reach_steps(Conversation& conv);
  void count_steps(Conversation& conv);
  [[nodiscard]] bool step_is_over(const Conversation& conv, std::uint8_t step);
  void watch_plan(Conversation& conv);
  [[nodiscard]] base::Instant next_step_at(const Conversation& conv) const;
  void plan_is_due(ConvSlot slot);
  [[gnu::cold]] void skip_absent();
  [[nodiscard]] std::vector<ConvSlot> waiting_in(ClassId id);
  void look_at_plans(std::vector<ConvSlot> waiting);
  void queue_turns(QueueId id);
  void arm_turn(Queue& queue);
  [[nodiscard]] static base::Instant limit_after(base::Instant from, const Overflow& overflow);
  [[nodiscard]] bool may_go(const Conversation& conv, QueueId to) const;
  [[nodiscard]] bool has_room(const Conversation& conv, QueueId to) const;
  [[nodiscard]] WayOut way_out(const Conversation& conv);
  [[nodiscard]] std::string_view holds(const Conversation& conv, const Overflow& overflow) const;
  void overflow(ConvSlot slot, const WayOut& way);
  template <typename May>
  [[nodiscard]] static QueueId draw_share(Queue& queue, May may);
  // Where one opens that names the queue; `take` counts it.
  [[nodiscard]] QueueId opened_in(QueueId id, bool take) {
    return plan_.queues[id].planned ? split(id, take) : id;
  }
  [[nodiscard]] QueueId split(QueueId id, bool take);
  [[nodiscard]] bool expects(const Conversation& conv) const;
  [[nodiscard]] base::Duration expected_wait(const Conversation& conv) const;
  [[nodiscard]] base::Duration usual_wait(const Queue& queue, std::uint64_t work,
                                          std::uint64_t units) const;
  void learn_wait(Conversation& conv);
  [[nodiscard]] ExpectedWait assumed_wait(const Queue& queue, std::uint64_t position,
                                          std::uint64_t units) const;
  [[nodiscard]] Outlook outlook(const Conversation& conv, std::uint64_t position) const;
  [[nodiscard]] Outlook outlook_of_next(const Queue& queue, std::uint64_t ahead, std::uint64_t free,
                                        std::uint64_t units) const;
  void tell_long_wait(ConvSlot slot);

  // Closed conversations.
  [[nodiscard, gnu::hot]] ConvSlot known(std::string_view id);
  [[nodiscard]] bool is_forgotten(const ClosedConversation& conv) const;
  [[gnu::hot]] void tidy_closed();
  [[gnu::hot]] void forget_closed();

  // Messages.
  void message_in(const model::Command& command);
  void message_out(const model::Command& command, ConvSlot slot);
  void answer_repeated_message(const model::Command& command, ConvSlot slot);
  ConvSlot open_for_message(const model::Command& command, ConvSlot closed);
  void resume_from_wrapup(ConvSlot slot);
  void tell_unseen(ConvSlot slot);  // REQUIRES: extras
  [[nodiscard]] bool may_answer(const model::Command& command, const Conversation& conv);
  [[nodiscard]] std::int64_t replies_left(const Conversation& conv) const;
  void follow_piece(Conversation& conv, bool opens);
  void emit_message(ConvSlot slot, const model::Command& command, model::EventType type,
                    std::string_view author);

  // Waiting.
  [[gnu::hot]] void begin(ConvSlot slot);
  [[gnu::hot]] void enter_waiting(ConvSlot slot);
  [[gnu::hot]] void join_class(ConvSlot slot);
  [[gnu::hot]] void count_waiting(ConvSlot slot);
  void watch_burst(Queue& queue);
  void watch_bursts();
  [[gnu::hot]] void leave_waiting(ConvSlot slot);
  void reclassify(ConvSlot slot);
  [[nodiscard]] inline ClassKey class_key(const Conversation& conv);
  [[nodiscard, gnu::hot]] ClassKey class_key(const Conversation& conv, RequirementId requirement);
  void name_agents(const Conversation& conv, ClassKey& key);
  [[gnu::hot]] void place_in_lane(Conversation& conv);
  [[gnu::hot]] void place_by_deadline(Conversation& conv);
  [[nodiscard]] static base::Instant with_window(const Conversation& conv);
  void follow_window(ConvSlot slot);
  void follow_answer(ConvSlot slot);
  [[gnu::hot]] void stand_in_line(ConvSlot slot);
  inline void note_routable(ConvSlot slot);
  void tell_routable(ConvSlot slot);
  void requeue(ConvSlot slot, std::string_view reason);

  // Ownership.
  [[gnu::hot]] void dispatch(ConvSlot slot);
  [[gnu::hot]] void pull(AgentSlot slot);
  [[gnu::hot]] void give_or_ask(const Pick& pick, AgentSlot to);
  [[gnu::hot]] void give(ConvSlot slot, AgentSlot agent, bool catch_up);
  [[gnu::hot]] void hand_over(ConvSlot slot, AgentSlot to, Means means = Means::kRouted);
  void start_work(ConvSlot slot, std::string_view reason = {});
  [[gnu::hot]] void occupy(ConvSlot slot, AgentSlot agent, Means means);
  inline void take_units(ConvSlot slot, AgentSlot to, bool force = false);
  inline void give_back_units(ConvSlot slot, AgentSlot from);
  [[gnu::hot]] void vacate(ConvSlot slot);
  inline void link(ConvSlot slot, AgentSlot to);
  inline void unlink(ConvSlot slot);

  // Offers.
  void tell_offer(const Conversation& conv, AgentSlot to, std::uint64_t offer,
                  base::Instant expires);
  void tell_offer_ended(const Conversation& conv, AgentSlot from, std::uint64_t offer,
                        model::EventType type, std::string_view reason);
  void end_offer(ConvSlot slot, AgentSlot from, model::EventType type, std::string_view reason,
                 bool passes_over);
  void end_only_offer(ConvSlot slot, model::EventType type, std::string_view reason,
                      bool passes_over);
  void end_rival(ConvSlot slot, AgentSlot from, model::EventType type, std::string_view reason);
  void lose_offer(ConvSlot slot, AgentSlot from, model::EventType type, std::string_view reason,
                  bool passes_over);
  void withdraw_offers(ConvSlot slot, std::string_view reason);
  void recall_offers(ConvSlot slot, std::string_view reason);
  void revoke_rivals(ConvSlot slot, std::string_view reason);
  void put_first(ConvSlot slot, AgentSlot asked);
  void ask_more(ConvSlot slot);
  void ask_too(ConvSlot slot, AgentSlot to);
  [[nodiscard]] static std::vector<AgentSlot> asked_of(const Conversation& conv);
  void count_refusal(AgentSlot slot, const model::QueuePolicy& policy, model::EventType type);
  inline void load_changed(AgentSlot agent);
  [[gnu::hot]] void count_start(Conversation& conv, bool late);

  // Clocks.
  [[gnu::hot]] void start_first_response(Conversation& conv);
  [[nodiscard]] bool has_responded(const Conversation& conv) const;
  void start_reply_clock(Conversation& conv, base::Instant from);
  [[gnu::hot]] void meet(ConvSlot slot, Clock clock);
  void start_resolution(Conversation& conv);  // REQUIRES: it has an SLA
  void pause_resolution(Conversation& conv);
  void resume_resolution(Conversation& conv);
  void run_window(Conversation& conv, base::Instant from, base::Duration window);
  // Answers whether bots may answer again.
  bool renew_window(Conversation& conv, base::Instant at, const model::Command& command);
  [[nodiscard]] bool limits_answers(const Conversation& conv) const;
  void run_channel_window(Conversation& conv, base::Instant at);
  void limit_bots(Conversation& conv, base::Instant at);
  void resume_limits(Conversation& conv);
  void end_window(ConvSlot slot);
  [[gnu::hot]] void stop_clocks(ConvSlot slot);
  void clock_fires(ConvSlot slot, Clock clock);
  [[gnu::hot]] void emit_clock(ConvSlot slot, Clock clock, model::EventType type);
  // The warning and the breach are armed at one moment and keep its number.
  void run_clock(ResponseClock& clock, base::Duration target, const OpenHours& hours,
                 std::uint32_t warn_permille) {
    clock.run(target, warn_permille, hours);
    clock.next.order = ++arm_order_;
  }
  [[nodiscard]] std::uint32_t warn_permille(const Conversation& conv) const {
    return conv.sla == kNone ? kWarnPermilleDefault : plan_.slas[conv.sla].policy.warn_permille;
  }
  [[nodiscard]] static inline ResponseClock& clock_of(Conversation& conv, Clock clock);
  [[gnu::cold]] void tell_missed(ConvSlot slot);

  // What happens to a conversation by itself.
  struct Coming {
    enum class What : std::uint8_t {
      kPhase,
      kFirst,
      kReply,
      kResolution,
      kWindow,
      kBotsOver,
      kSticky,
      kPlan,
      kWriting,
      kPassOver,
      kRival,
      kDecision,
      kCallback,
    };
    What what = What::kPhase;
    const Due* due = nullptr;
    AgentSlot agent = kNone;
  };
  [[nodiscard, gnu::hot]] static Coming next_of(const Conversation& conv);
  [[gnu::hot]] void rearm(ConvSlot slot);
  [[gnu::hot]] void arm_timers();
  [[gnu::hot]] void arm_timer(ConvSlot slot);
  [[gnu::hot]] void drop_timer(Conversation& conv);
  [[gnu::hot]] void conversation_timer(ConvSlot slot);
  void clock_is_due(ConvSlot slot, Clock clock);
  [[gnu::hot]] void phase_ends(ConvSlot slot);
  void bots_are_over(ConvSlot slot);
  void look_again(ConvSlot slot);
  void pass_over_ends(ConvSlot slot, AgentSlot agent);
  [[nodiscard, gnu::hot]] Due due_at(base::Instant at);

  // The decision log.
  [[gnu::hot]] void record_decision(ConvSlot slot, AgentSlot to, const Considered& considered,
                                    bool offered);
  [[nodiscard, gnu::hot]] std::uint8_t admitted_by(const Conversation& conv, AgentSlot to);
  void record_terms(Conversation& conv, AgentSlot to);
  void count_passed_over(ConvSlot slot, AgentSlot chosen);
  void record_passed_over(Conversation& conv, AgentSlot to);
  void record_outcome(const Conversation& conv, AgentSlot asked, model::EventType type);
  void record_remark(ConvSlot slot, TraceKind kind, AgentSlot agent, std::string_view reason);
  void record_end(Conversation& conv);
  inline void among_agents(const Conversation& conv, AgentSlot to, const Considered& considered,
                           AmongAgents& body) const;
  inline void among_conversations(const Conversation& conv, AgentSlot to,
                                  const Considered& considered, AmongConversations& body) const;

  // Policy.
  [[gnu::cold]] void policy_apply(const model::Command& command);
  void install(const model::Policy& policy);
  void install_room(const std::vector<model::ChannelPolicy>& channels);
  void install_calendars(const std::vector<model::CalendarPolicy>& calendars);
  void install_slas(const std::vector<model::SlaPolicy>& slas);
  void install_plans();
  void renew_calendars(const model::Command& command);
  void lengthen(NameId calendar, const model::CalendarPolicy& anew);
  // Around a change of SLAs or calendars: what has elapsed stays.
  void count_elapsed_of(Conversation& conv);
  void run_on(ConvSlot slot);
  void run_on(ResponseClock& clock, base::Duration target, const OpenHours& hours,
              std::uint32_t warn_permille);
  [[nodiscard]] std::vector<ConvSlot> measured_by(const std::vector<bool>& slas) const;
  [[nodiscard]] std::vector<bool> slas_changed_by(const model::Policy& policy) const;
  void move_conversations();
  void rebuild_waiting();

  // Reading.
  void agent_view(AgentSlot slot, model::ReplyWriter& writer) const;
  void conversation_view(const Conversation& conv, ConvSlot slot, model::ReplyWriter& writer) const;
  void write_offers(const Conversation& conv, model::ReplyWriter& writer) const;
  void agent_get(const model::Command& command, model::ReplyWriter& writer) const;
  void agent_list(const model::Command& command, model::ReplyWriter& writer) const;
  void conv_get(const model::Command& command, model::ReplyWriter& writer) const;
  void conv_list(const model::Command& command, model::ReplyWriter& writer) const;
  struct ListFilter {
    std::uint64_t start = 0, count = 0;
    QueueId queue = kNone;    // any
    AgentSlot agent = kNone;  // any
    std::string_view state;   // empty: any but closed
  };
  void list_open(const ListFilter& filter, model::ReplyWriter& writer) const;
  void list_closed(const ListFilter& filter, model::ReplyWriter& writer) const;
  void conv_explain(const model::Command& command, model::ReplyWriter& writer) const;
  void queue_stats(const model::Command& command, model::ReplyWriter& writer) const;
  void queue_view(const Queue& queue, QueueId id, model::ReplyWriter& writer) const;
  void eta(const model::Command& command, model::ReplyWriter& writer) const;
  void policy_check(const model::Command& command, model::ReplyWriter& writer) const;
  [[nodiscard]] Standing standing(ConvSlot slot) const;
  [[nodiscard]] std::vector<Standing> standings() const;
  void trial_view(const model::Command& command, model::ReplyWriter& writer) const;
  void moved_view(std::span<const Standing> before, model::ReplyWriter& writer) const;
  void queues_view(const Switchboard& before, model::ReplyWriter& writer) const;
  [[nodiscard]] std::uint64_t rank_in_queue(ConvSlot slot) const;
  [[nodiscard]] std::int64_t oldest_wait_ms(QueueId queue) const;
  [[nodiscard]] std::string requirement_text(std::span<const SkillNeed> needs,
                                             std::string_view sign) const;

  // Saving and loading.
  void save_plan(const StateVisit& visit) const;
  void save_agents(const StateVisit& visit) const;
  void save_present(const StateVisit& visit) const;
  void save_closed(const StateVisit& visit) const;
  void save_open(const StateVisit& visit) const;
  void save_end(const StateVisit& visit) const;
  [[nodiscard]] std::vector<SkillNeed> needs_of(const Conversation& conv) const;
  void save_memories(const StateVisit& visit) const;
  void save_matching(const StateVisit& visit) const;
  void save_decisions(const StateVisit& visit) const;
  [[nodiscard]] bool load_basics(StateReader& in);
  [[nodiscard]] bool plan_is_loaded();
  [[nodiscard]] bool selection_is_sound() const;
  [[nodiscard]] bool load_calendar(StateReader& in);
  [[nodiscard]] bool load_named(StateRecord kind, StateReader& in);
  [[nodiscard]] bool load_agent(StateReader& in);
  [[nodiscard]] bool load_facts(StateReader& in, ConvSlot slot);
  [[nodiscard]] bool load_closed(StateReader& in);
  [[nodiscard]] bool load_conversation(StateReader& in);
  [[nodiscard]] bool load_customers(StateReader& in);
  [[nodiscard]] bool load_rivals(ConvSlot slot);
  [[nodiscard]] bool load_memory(StateRecord kind, StateReader& in);
  [[nodiscard]] bool load_matching(StateRecord kind, StateReader& in);
  [[nodiscard]] bool load_decisions(StateReader& in);
  [[nodiscard]] bool load_traced(StateReader& in);
  [[nodiscard]] bool load_end(StateReader& in);

  // Invariants.
  void check_agents() const;
  void check_rivals() const;
  void check_room(AgentSlot slot) const;
  void check_conversations() const;
  void check_closed() const;
  void check_queues() const;
  void check_later() const;
  void check_unmatched() const;
  void check_plan(const Conversation& conv) const;
  void check_pair(const Conversation& conv, const WaitClass& wait_class, AgentSlot slot) const;

  static constexpr std::uint32_t kWarnPermilleDefault = 800;

  Conversation& conversation(ConvSlot slot) { return conversations_[slot]; }
  Agent& agent(AgentSlot slot) { return agents_.slots[slot]; }
  Queue& queue_of(const Conversation& conv) { return plan_.queues[conv.queue]; }

  Limits limits_;
  Plan plan_;
  AgentTable agents_;
  ConversationTable conversations_;
  RequirementTable requirements_;
  TimerWheel timers_;
  Matching matching_;
  mutable Selection selection_;  // caches the reserve, also when it is asked for by a check
  Foresight foresight_;
  MessageMemory messages_;
  RequestMemory requests_;
  CustomerMemory customers_;
  DecisionLog decisions_;  // not in the digest: it says what was decided, and decides nothing

  // Offers beside the first ones of their conversations, by agent and identifier.
  std::map<std::pair<AgentSlot, std::uint64_t>, ConvSlot> rivals_;

  base::Instant now_;
  std::uint64_t last_event_ = 0;
  std::uint64_t last_offer_ = 0;
  std::uint64_t last_opening_ = 0;
  std::uint64_t arm_order_ = 0;
  std::uint64_t idle_rank_ = 0;
  std::uint64_t assigned_rank_ = 0;
  std::uint64_t open_ = 0;
  std::uint64_t opened_total_ = 0;
  std::uint64_t ended_total_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t unanswered_ = 0;
  std::array<std::uint64_t, model::kEventTypeCount> events_{};
  TimerId forget_timer_;

  std::vector<ConvSlot> arrivals_;  // waiting, to be dispatched
  std::vector<AgentSlot> freed_;    // with room, to pull
  // By the decision that is made now, by reason; empty where the policy does not ask.
  std::vector<std::uint32_t> passed_over_;
  // Heads since another left that the reserve had refused: to be dispatched when nobody has room
  // who would choose for himself, so that they do not go past somebody overdue.
  std::vector<ConvSlot> successors_;
  ConvSlot reviewed_ = kNone;      // a head that the reserve had refused until now
  std::vector<ConvSlot> offered_;  // to fewer than their queues want, when nobody else waits
  std::vector<ConvSlot> stale_timers_;
  bool absence_ = false;           // somebody has gone, whom steps may have waited for
  std::vector<ConvSlot> closing_;  // closed by what runs now

  std::uint32_t id_hash_ = 0;  // of the conversation that the running command names
  // That one, if it is closed.
  ConvSlot revived_ = kNone;
  std::uint64_t revived_number_ = 0;

  enum class Loading : std::uint8_t { kNot, kPlan, kRest };
  Loading loading_ = Loading::kNot;
  std::uint32_t loaded_version_ = 0;

  Watcher* watcher_ = nullptr;

  // The running command's answer.
  Sink* sink_ = nullptr;
  model::Reply reply_;
  ConvSlot reply_conv_ = kNone;
  std::string reply_text_;
};

}  // namespace stellwerk::engine
