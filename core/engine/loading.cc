// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/persist.h"
#include "core/engine/state_records.h"
#include "core/engine/switchboard.h"
#include "core/model/reply_bytes.h"

// What saving.cc writes. Records may be damaged in any way that their checksums did not show:
// nothing outside the tables is touched, and a record that does not fit is refused.
namespace stellwerk::engine {
namespace {

constexpr std::size_t kEventTypesBefore = 26;  // up to the second version

template <typename Id>
bool names(Id id, std::size_t size) {
  return id == kNone || id < size;
}

// Each interval after the one before, none beyond what is known.
bool in_order(const model::CalendarPolicy& calendar) {
  base::Instant before{-base::kNever.ms};
  bool first = true;
  for (const auto& [open, shut] : calendar.intervals) {
    if (open >= shut || open < before || (open == before && !first)) return false;
    before = shut;
    first = false;
  }
  return calendar.known_until >= before && calendar.known_until <= base::kNever;
}

}  // namespace

bool Switchboard::load(std::string_view record) {
  StateReader in(record, loaded_version_);
  StateRecord kind{};
  in(kind);
  if ((kind == StateRecord::kBasics) != (loading_ == Loading::kNot)) return false;
  const bool of_plan = kind <= StateRecord::kQueue || kind == StateRecord::kCalendar;
  if (!of_plan && loading_ == Loading::kPlan && !plan_is_loaded()) return false;
  switch (kind) {
    case StateRecord::kBasics:
      return load_basics(in);
    case StateRecord::kCalendar:
      return load_calendar(in);
    case StateRecord::kSla:
    case StateRecord::kChannel:
    case StateRecord::kQueue:
      return load_named(kind, in);
    case StateRecord::kAgent:
      return load_agent(in);
    case StateRecord::kClosed:
      return load_closed(in);
    case StateRecord::kConversation:
      return load_conversation(in);
    case StateRecord::kCustomers:
      return load_customers(in);
    case StateRecord::kFreeSlots:
    case StateRecord::kMessages:
    case StateRecord::kRequest:
      return load_memory(kind, in);
    case StateRecord::kGroup:
    case StateRecord::kSelection:
    case StateRecord::kReview:
      return load_matching(kind, in);
    case StateRecord::kDecisions:
      return load_decisions(in);
    case StateRecord::kTraced:
      return load_traced(in);
    case StateRecord::kEnd:
      return load_end(in);
  }
  return false;
}

bool Switchboard::load_basics(StateReader& in) {
  std::uint32_t version = 0;
  in(version);
  if (version == 0 || version > kStateVersion) return false;
  loaded_version_ = version;
  in.set_version(version);
  std::vector<std::string> skills;
  std::uint64_t slots = 0;
  std::uint64_t first_closed = 0;
  in(now_, last_event_, last_offer_, last_opening_, arm_order_, idle_rank_, assigned_rank_, open_,
     opened_total_, ended_total_, duplicates_, unanswered_);
  const std::size_t types = version < 3 ? kEventTypesBefore : events_.size();
  for (std::size_t i = 0; i < types; ++i) in(events_[i]);
  in(slots, first_closed, skills, plan_.version, plan_.text, plan_.routing, plan_.queue_order);
  plan_.since_format_3 = version >= 3;
  if (version >= 3) in(plan_.since_format_3);
  plan_.since_format_4 = version >= 4;
  if (version >= 4) in(plan_.since_format_4);
  if (!in.done() || slots >= kNone) return false;
  for (const std::string& skill : skills) plan_.skill_names.intern(skill);
  conversations_.start(static_cast<std::size_t>(slots), first_closed);
  static_cast<void>(timers_.pop(now_));  // nothing is armed: time alone moves
  loading_ = Loading::kPlan;
  return true;
}

// What comes now is about the queues, channels and SLAs there are.
bool Switchboard::plan_is_loaded() {
  loading_ = Loading::kRest;
  for (const QueueId id : plan_.queue_order) {
    if (id >= plan_.queues.size()) return false;
  }
  if (!selection_is_sound()) return false;
  plan_.resolve_selection();
  plan_.resolve_plans();
  for (Queue& queue : plan_.queues) {
    if (queue.calendar == kNone) continue;
    queue.turn_timer =
        timers_.create(TimerOwner::kQueue, static_cast<QueueId>(&queue - plan_.queues.data()));
    if (queue.turn.armed()) timers_.arm(queue.turn_timer, queue.turn.at, queue.turn.order);
  }
  matching_.choose_protected();
  return true;
}

bool Switchboard::selection_is_sound() const {
  const auto known = [](model::Select rule) {
    return static_cast<std::size_t>(rule) < model::kSelectCount;
  };
  const auto sound = [&known](const std::vector<model::Select>& rules, std::size_t most) {
    return rules.size() <= most && std::all_of(rules.begin(), rules.end(), known);
  };
  const model::RoutingPolicy& routing = plan_.routing;
  if (!known(routing.select) || !sound(routing.ties, model::kSelectsMax - 1)) return false;
  if (routing.score.size() > model::kScoreTermsMax || routing.ramp.ms < 0) return false;
  for (const model::WeightedTerm& entry : routing.score) {
    if (static_cast<std::size_t>(entry.term) >= model::kScoreTermCount) return false;
  }
  for (const Channel& channel : plan_.channels) {
    for (const NameId by : channel.interruptible_by) {
      if (by >= plan_.channels.size()) return false;
    }
  }
  return std::all_of(plan_.queues.begin(), plan_.queues.end(), [&](const Queue& queue) {
    return sound(queue.policy.select, model::kSelectsMax);
  });
}

bool Switchboard::load_calendar(StateReader& in) {
  if (loading_ != Loading::kPlan) return false;
  model::CalendarPolicy policy;
  in(policy);
  if (!in.done() || !in_order(policy)) return false;
  Calendar& calendar = plan_.calendars[plan_.mention_calendar(policy.name)];
  calendar = {true, policy, OpenHours(policy)};
  return true;
}

bool Switchboard::load_named(StateRecord kind, StateReader& in) {
  if (loading_ != Loading::kPlan) return false;
  std::string_view name;
  in(name);
  if (kind == StateRecord::kSla) {
    Sla& sla = plan_.slas[plan_.mention_sla(name)];
    in(sla);
    if (!sla.policy.calendar.empty()) {
      sla.calendar = plan_.calendar_names.find(sla.policy.calendar);
      if (sla.calendar == kNone) return false;
    }
  } else if (kind == StateRecord::kChannel) {
    in(plan_.channels[plan_.mention_channel(name)]);
  } else {
    Queue& queue = plan_.queues[plan_.mention_queue(name)];
    in(queue);
    if (!names(queue.sla, plan_.slas.size())) return false;
    if (queue.defined && queue.policy.sticky_within.ms > 0) plan_.remembers_customers = true;
  }
  return in.done();
}

bool Switchboard::load_agent(StateReader& in) {
  std::string_view name;
  in(name);
  const AgentSlot slot = agents_.names.intern(name);
  if (!in.ok() || slot != agents_.slots.size()) return false;
  Agent& agent = agents_.slots.emplace_back();
  bool leased = false;
  base::Instant due;
  std::uint64_t order = 0;
  in(agent, leased, due, order);
  Ramp ramp;
  if (in.since(3)) in(ramp);
  if (!in.done() || agent.weight == 0) return false;
  agent.name = slot;
  agent.lease_timer = timers_.create(TimerOwner::kAgent, slot);
  if (leased) timers_.arm(agent.lease_timer, due, order);
  if (agent.ramping) {
    ramp.timer = timers_.create(TimerOwner::kRamp, slot);
    timers_.arm(ramp.timer, ramp.next.at, ramp.next.order);
    agents_.ramps.emplace(slot, ramp);
  }
  const std::size_t skills = plan_.skill_names.size();
  const bool fits = std::all_of(agent.abilities.skills.begin(), agent.abilities.skills.end(),
                                [skills](const SkillNeed& need) { return need.skill < skills; }) &&
                    agent.channel_load.size() == agent.abilities.channels.size();
  if (!fits) return false;
  if (!agent.registered) return true;
  ++agents_.registered;
  matching_.attach(slot);
  if (agent.presence == model::Presence::kOnline) matching_.set_online(slot, true);
  if (agent.present()) matching_.set_present(slot, true);
  return true;
}

bool Switchboard::load_facts(StateReader& in, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  std::vector<SkillNeed> needs;
  bool has_extras = false;
  Extras extras;
  in(static_cast<LastingFacts&>(conv), needs, has_extras, extras);
  const std::size_t skills = plan_.skill_names.size();
  const bool fits =
      in.ok() && conv.queue < plan_.queues.size() && names(conv.channel, plan_.channels.size()) &&
      names(conv.sla, plan_.slas.size()) && names(conv.last_agent, agents_.slots.size()) &&
      std::all_of(needs.begin(), needs.end(),
                  [skills](const SkillNeed& need) { return need.skill < skills; });
  if (!fits) return false;
  conv.requirement = requirements_.acquire(needs);
  if (has_extras) conv.more() = std::move(extras);
  return true;
}

bool Switchboard::load_closed(StateReader& in) {
  bool reopened = false;
  std::string_view id;
  std::string_view customer;
  std::string_view attributes;
  in(reopened, id, customer, attributes);
  if (!in.ok() || !conversations_.place(0, id, customer, attributes)) return false;
  if (!load_facts(in, 0) || !in.done()) return false;
  if (reopened) requirements_.release(conversation(0).requirement);
  conversations_.bury_placed(reopened);
  return true;
}

bool Switchboard::load_conversation(StateReader& in) {
  ConvSlot slot = kNone;
  std::string_view id;
  std::string_view customer;
  std::string_view attributes;
  in(slot, id, customer, attributes);
  if (!in.ok() || !conversations_.place(slot, id, customer, attributes)) return false;
  if (!load_facts(in, slot)) return false;
  Conversation& conv = conversation(slot);
  in(conv);
  const std::size_t slots = conversations_.slot_count();
  const std::size_t agents = agents_.slots.size();
  const bool fits = in.done() && conv.open() && names(conv.agent, agents) &&
                    names(conv.claimed_by, agents) && names(conv.agent_next, slots) &&
                    names(conv.agent_previous, slots);
  if (!fits || !load_rivals(slot)) return false;
  if (conv.state == model::ConvState::kWaiting) {
    queue_of(conv).waiting_since.add(conv.arrival);
    join_class(slot);
  }
  arm_timer(slot);
  return true;
}

// The agents' side of offers to several follows from the conversations'.
bool Switchboard::load_rivals(ConvSlot slot) {
  const Conversation& conv = conversation(slot);
  if (conv.rival_count() == 0) return true;
  if (conv.state != model::ConvState::kOffered) return false;
  for (const Rival& rival : conv.extras->rivals) {
    if (rival.agent >= agents_.slots.size()) return false;
    if (!rivals_.emplace(std::pair(rival.agent, rival.offer), slot).second) return false;
  }
  return true;
}

bool Switchboard::load_customers(StateReader& in) {
  std::vector<CustomerMemory::Last> customers;
  in(customers);
  if (!in.done()) return false;
  for (const CustomerMemory::Last& last : customers) {
    if (last.agent >= agents_.slots.size()) return false;
    customers_.remember(last);
  }
  return true;
}

bool Switchboard::load_memory(StateRecord kind, StateReader& in) {
  if (kind == StateRecord::kFreeSlots) {
    std::vector<ConvSlot> free;
    in(free);
    return in.done() && conversations_.add_free_slots(free);
  }
  if (kind == StateRecord::kMessages) {
    std::uint32_t count = 0;
    in(count);
    for (; count > 0 && in.ok(); --count) {
      Fingerprint message;
      base::Instant at;
      in(message, at);
      messages_.restore(message, at);
    }
    return in.done();
  }
  Fingerprint request;
  base::Instant at;
  std::string_view bytes;
  in(request, at, bytes);
  base::ByteReader answer(bytes);
  const model::Reply reply = model::take_reply(answer);
  if (!in.done() || !answer.done()) return false;
  requests_.restore(request, at, reply);
  return true;
}

bool Switchboard::load_matching(StateRecord kind, StateReader& in) {
  if (kind == StateRecord::kSelection) {
    selection_.reset();  // by what the groups have learned
    in(selection_);
    return in.done();
  }
  std::uint32_t member = kNone;
  in(member);
  if (kind == StateRecord::kGroup) {
    if (member >= agents_.slots.size() || agent(member).group == kNone) return false;
    Group& group = matching_.group(agent(member).group);
    in(group.handling, group.by_queue);
    return in.done() && std::all_of(group.by_queue.begin(), group.by_queue.end(),
                                    [this](const QueueHandling& entry) {
                                      return entry.queue < plan_.queues.size();
                                    });
  }
  base::Instant at;
  std::uint64_t order = 0;
  in(at, order);
  if (!in.done() || member >= conversations_.slot_count() || !conversations_.used(member) ||
      conversation(member).wait_class == kNone) {
    return false;
  }
  WaitClass& wait_class = matching_.wait_class(conversation(member).wait_class);
  wait_class.review_at = at;
  timers_.arm(wait_class.timer, at, order);
  return true;
}

bool Switchboard::load_decisions(StateReader& in) {
  std::uint64_t from = 0;
  std::vector<Trace> traces;
  in(from, traces);
  const std::size_t agents = agents_.slots.size();
  const auto fits = [this, agents](const Trace& trace) {
    if (!names(trace.agent, agents)) return false;
    if (is_decision(trace.kind)) {
      return trace.direction == Direction::kAmongConversations ||
             names(body_of<AmongAgents>(trace).runner_up, agents);
    }
    return trace.kind == TraceKind::kEnded || is_detail(trace.kind) ||
           names(body_of<Remark>(trace).queue, plan_.queues.size());
  };
  if (!in.done() || from == 0 || !std::all_of(traces.begin(), traces.end(), fits)) return false;
  if (decisions_.first() == decisions_.end()) decisions_.start(from);
  if (limits_.decisions_max > 0 && decisions_.end() != from) return false;
  for (const Trace& trace : traces) decisions_.restore(trace);
  return true;
}

bool Switchboard::load_traced(StateReader& in) {
  bool closed = false;
  std::uint64_t from = 0;
  std::vector<std::uint32_t> newest;
  in(closed, from, newest);
  const std::uint64_t first = closed ? conversations_.closed().first() : 0;
  const std::uint64_t end = closed ? conversations_.closed().end() : conversations_.slot_count();
  if (!in.done() || from < first || from > end || newest.size() > end - from) return false;
  for (const std::uint32_t traced : newest) {
    if (closed) {
      conversations_.set_traced(from, traced);
    } else {
      conversation(static_cast<ConvSlot>(from)).traced = traced;
    }
    ++from;
  }
  return true;
}

bool Switchboard::load_end(StateReader& in) {
  bool forgets = false;
  base::Instant due;
  std::uint64_t order = 0;
  in(forgets, due, order);
  if (!in.done() || !conversations_.complete()) return false;
  if (forgets) timers_.arm(forget_timer_, due, order);
  // Whoever has been unchanged for longest comes first.
  std::vector<AgentSlot> free;
  for (AgentSlot slot = 0; slot < agents_.slots.size(); ++slot) {
    if (agents_.slots[slot].registered) free.push_back(slot);
  }
  std::sort(free.begin(), free.end(),
            [this](AgentSlot a, AgentSlot b) { return agent(a).idle_rank < agent(b).idle_rank; });
  for (const AgentSlot slot : free) {
    note_work(slot);
    matching_.update_free(slot, agent(slot).idle_rank);
  }
  plan_.bursting = 0;
  for (const Queue& queue : plan_.queues) plan_.bursting += queue.bursting ? 1U : 0U;
  loading_ = Loading::kNot;
  return true;
}

}  // namespace stellwerk::engine
