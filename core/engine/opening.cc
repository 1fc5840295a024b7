// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/switchboard.h"

namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::Field;

namespace {

constexpr std::uint32_t kPriorityDefault = 5;

std::string quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

}  // namespace

QueueId Switchboard::queue_named(std::string_view name) {
  const QueueId id = plan_.queue_names.find(name);
  if (id != kNone && plan_.queues[id].defined) [[likely]]
    return id;
  refuse(Code::kUnknownQueue,
         "no queue " + quoted(name) + "; define it in the policy with POLICY.APPLY");
  return kNone;
}

// The queue a closed conversation was in, or the one that took its place. kNone after a refusal.
QueueId Switchboard::queue_left(const Conversation& conv) {
  QueueId id = conv.queue;
  for (std::size_t steps = 0; steps < plan_.queues.size(); ++steps) {
    const Queue& queue = plan_.queues[id];
    if (queue.defined) return id;
    if (queue.policy.moved_to.empty()) break;
    id = plan_.queue_names.find(queue.policy.moved_to);
  }
  return queue_named(plan_.queue_names.name(conv.queue));
}

// The command's SKILLS as numbers, sorted. False after a refusal.
bool Switchboard::skill_needs(const model::Command& command, SkillNeeds& needs) {
  needs.resize(command.skills.size());
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const model::Term& term = command.skills[i];
    needs[i] = {plan_.skill_names.find(term.name), static_cast<std::uint8_t>(term.value)};
    if (needs[i].skill == kNone) ++unknown;
  }
  if (unknown > 0) {
    if (plan_.skill_names.size() + unknown > limits_.skills_max) {
      refuse(Code::kBadArg,
             "SKILLS: more than " + std::to_string(limits_.skills_max) + " different skills");
      return false;
    }
    for (std::size_t i = 0; i < needs.size(); ++i) {
      needs[i].skill = plan_.skill_names.intern(command.skills[i].name);
    }
  }
  std::sort(needs.begin(), needs.end());
  return true;
}

// How long until a place in a full queue is likely: its work over its agents.
std::uint64_t Switchboard::retry_after_ms(const Queue& queue) const {
  std::uint64_t online = 0;
  for (GroupId id = 0; id < matching_.group_count(); ++id) {
    const Group& group = matching_.group(id);
    if (group.used && meets(group.abilities.skills, queue.skills)) online += group.online;
  }
  const base::Duration mean =
      queue.handling.trusted() ? queue.handling.mean() : queue.policy.handling;
  const std::uint64_t expected =
      static_cast<std::uint64_t>(mean.ms) / std::max<std::uint64_t>(online, 1);
  return std::clamp<std::uint64_t>(expected, 100, 60'000);
}

// What the conversation asks for by the command's SKILLS, or still asks for when there are none;
// one more user of it. kNone after a refusal, and for a new conversation that is `kNone` before.
RequirementId Switchboard::requirement_asked(const model::Command& command, RequirementId before) {
  if (before != kNone && !command.has(Field::kSkills)) {
    requirements_.retain(before);
    return before;
  }
  const std::size_t count = command.skills.size();
  if (count > limits_.requirement_skills_max) {
    refuse(Code::kBadArg, "SKILLS: a conversation asks for at most " +
                              std::to_string(limits_.requirement_skills_max) + " skills");
    return kNone;
  }
  FewNeeds few;
  bool at_once = count <= FewNeeds::kMost;
  for (std::size_t i = 0; at_once && i < count; ++i) {
    const model::Term& term = command.skills[i];
    const NameId skill = plan_.skill_names.find(term.name);
    few.set(i, {skill, static_cast<std::uint8_t>(term.value)});
    at_once = FewNeeds::fits(skill);
  }
  if (at_once) [[likely]] {
    few.put_in_order();
    return requirements_.acquire(few);
  }
  SkillNeeds needs;
  return skill_needs(command, needs) ? requirements_.acquire(needs) : kNone;
}

// What CONV.OPEN and an opening MSG.IN have in common to refuse.
bool Switchboard::check_opening(const model::Command& command, QueueId queue) {
  if (command.has(Field::kSla)) [[unlikely]] {
    const NameId sla = plan_.sla_names.find(command.sla);
    if (sla == kNone || !plan_.slas[sla].defined) {
      refuse(Code::kBadArg, "SLA: the policy has no [[sla]] named " + quoted(command.sla));
      return false;
    }
  }
  if (!has_place(queue)) return false;
  if (open_ >= limits_.conversations_max) {
    refuse(Code::kFull, "retry-after-ms=1000 there are " +
                            std::to_string(limits_.conversations_max) + " open conversations");
    return false;
  }
  return true;
}

// In a full queue there is place when it overflows. False after a refusal.
bool Switchboard::may_overflow(QueueId queue) {
  const Queue& facts = plan_.queues[queue];
  for (const Overflow& overflow : facts.plan.overflows) {
    const Queue& other = plan_.queues[overflow.to];
    const bool room = other.defined && other.waiting < other.policy.waiting_max && !other.shut;
    if (overflow.full && room) return true;
  }
  refuse(Code::kFull, "retry-after-ms=" + std::to_string(retry_after_ms(facts)) + " queue " +
                          quoted(facts.policy.name) + " has its max_waiting of " +
                          std::to_string(facts.policy.waiting_max));
  return false;
}

void Switchboard::conv_open(const model::Command& command) {
  const ConvSlot before = known(command.conv);
  if (before != kNone) {
    const Conversation& conv = conversation(before);
    if (command.has(Field::kEpisode) && command.episode != conv.episode) {
      return refuse(Code::kStale, "the conversation is in episode " + std::to_string(conv.episode));
    }
    if (conv.open() || !command.reopen) return answer_conversation(before, true);
  }
  const QueueId named = queue_named(command.queue);
  if (named == kNone) return;
  const QueueId queue = opened_in(named, false);
  if (!check_opening(command, queue)) return;
  const RequirementId requirement =
      requirement_asked(command, before == kNone ? kNone : conversation(before).requirement);
  if (requirement == kNone) return;
  if (queue != named) static_cast<void>(opened_in(named, true));
  ConvSlot slot = before;
  if (before == kNone) {
    slot = open(command, queue, requirement);
  } else {
    reopen(before, command, queue, requirement);
  }
  begin(slot);
  answer_conversation(slot);
}

// REQUIRES: known() has been asked for it last.
ConvSlot Switchboard::open(const model::Command& command, QueueId queue,
                           RequirementId requirement) {
  const ConvSlot slot =
      conversations_.add(command.conv, id_hash_, command.customer, command.attributes);
  Conversation& conv = conversation(slot);
  conv.requirement = requirement;
  matching_.prefetch(conv.requirement);
  conv.channel = command.channel.empty() ? kNone : plan_.mention_channel(command.channel);
  start_episode(slot, command, queue, false);
  return slot;
}

void Switchboard::reopen(ConvSlot slot, const model::Command& command, QueueId queue,
                         RequirementId requirement) {
  conversations_.keep_open(revived_number_);
  revived_ = kNone;
  Conversation& conv = conversation(slot);
  record_end(conv);
  if (command.has(Field::kCustomer) || command.has(Field::kAttributes)) {
    conversations_.replace_texts(
        slot, command.has(Field::kCustomer) ? command.customer : conv.customer(),
        command.has(Field::kAttributes) ? command.attributes : conv.attributes());
  }
  change_requirement(conv, requirement);
  const NameId channel = conv.channel;
  if (command.has(Field::kChannel)) conv.channel = plan_.mention_channel(command.channel);
  if (conv.extras && conv.channel != channel) conv.extras->limits = {};
  ++conv.episode;
  conv.abandoned = conv.answered = conv.started = conv.humans_only = false;
  conv.prefer_last = true;
  conv.offer = conv.accepted_offer = 0;
  if (conv.extras) {
    conv.extras->reason.clear();
    conv.extras->seen_by = kNone;
    conv.extras->plan = {};
  }
  start_episode(slot, command, queue, true);
  if (command.kind == model::CommandKind::kConvOpen) resume_limits(conv);
}

// Clocks, counts and the event of a conversation that opens or opens anew.
void Switchboard::start_episode(ConvSlot slot, const model::Command& command, QueueId queue_id,
                                bool reopened) {
  Conversation& conv = conversation(slot);
  Queue& queue = plan_.queues[queue_id];
  conv.queue = queue_id;
  conv.sla = command.has(Field::kSla) ? plan_.sla_names.find(command.sla) : queue.sla;
  const bool keep_priority = reopened && !command.has(Field::kPriority);
  if (!keep_priority) {
    conv.priority = static_cast<std::uint8_t>(command.has(Field::kPriority) ? command.priority
                                                                            : kPriorityDefault);
  }
  set_units(conv, command);
  conv.opened = now_;
  conv.arrival = now_ - command.age;
  conv.order = ++last_opening_;
  if (queue.planned) enter_queue(conv, conv.arrival);
  conv.own_target = command.has(Field::kDue);
  conv.target = conv.own_target ? command.due : plan_.target(conv.sla);

  ++open_;
  ++opened_total_;
  ++queue.open;
  ++queue.figures.opened;
  queue.arrivals.add(now_);
  queue.arrival_rate.add(now_);
  if (conv.sla != kNone) ++plan_.slas[conv.sla].open;
  if (conv.channel != kNone) {
    ++plan_.channels[conv.channel].open;
    ++plan_.channels[conv.channel].figures.opened;
  }

  model::Event event = event_about(model::EventType::kConversationOpened, conv);
  matching_.prefetch_groups(conv.requirement);
  event.customer = conv.customer();
  event.priority = conv.priority;
  event.episode = conv.episode;
  if (reopened) event.reopened = 1;
  emit(event);
  const bool has_first =
      conv.own_target ||
      (conv.sla != kNone && plan_.slas[conv.sla].policy.first_response != model::kNoTarget);
  conv.first = {};
  conv.reply = {};
  if (has_first) start_first_response(conv);
  if (conv.sla != kNone) start_resolution(conv);
  if (command.has(Field::kWindow)) [[unlikely]] {
    conv.more().own_window = now_ + command.window;
    run_window(conv, now_, command.window);
  }
  if (command.has(Field::kPrefer)) ask_for_preferred(conv, command);
  if (command.has(Field::kSticky)) {
    ask_for_sticky(conv, command);
  } else if (plan_.remembers_customers) {
    ask_for_last_agent(conv);
  }
}

void Switchboard::set_units(Conversation& conv, const model::Command& command) {
  if (command.has(Field::kUnits)) {
    conv.own_units = true;
    conv.units = command.units;
  } else if (!conv.own_units) {
    conv.units = conv.channel == kNone ? 1 : plan_.channels[conv.channel].units;
  }
}

// Skills that nobody has named so far decide nothing: they are counted where there is room.
void Switchboard::ask_for_preferred(Conversation& conv, const model::Command& command) {
  std::vector<NameId>& prefer = conv.more().prefer;
  prefer.clear();
  for (const model::Term& term : command.prefer) {
    NameId skill = plan_.skill_names.find(term.name);
    if (skill == kNone && plan_.skill_names.size() < limits_.skills_max) {
      skill = plan_.skill_names.intern(term.name);
    }
    if (skill != kNone) prefer.push_back(skill);
  }
  std::sort(prefer.begin(), prefer.end());
}

// To one that has the conversation among its users already.
void Switchboard::change_requirement(Conversation& conv, RequirementId requirement) {
  requirements_.release(conv.requirement);
  conv.requirement = requirement;
}

void Switchboard::conv_update(const model::Command& command, ConvSlot slot) {
  Conversation& conv = conversation(slot);
  if (conv.state != ConvState::kWaiting && conv.state != ConvState::kOffered) {
    return refuse_state(conv, "CONV.UPDATE");
  }
  QueueId queue = conv.queue;
  if (command.has(Field::kQueue)) {
    queue = queue_named(command.queue);
    if (queue == kNone) return;
  }
  const RequirementId requirement = requirement_asked(command, conv.requirement);
  if (requirement == kNone) return;
  const bool skills_change = requirement != conv.requirement;
  const bool moves = queue != conv.queue;
  if (moves && !has_place(queue)) return requirements_.release(requirement);
  const bool priority_changes = command.has(Field::kPriority) && command.priority != conv.priority;
  const bool units_change = command.has(Field::kUnits) && command.units != conv.units;
  const bool texts_change =
      (command.has(Field::kCustomer) && command.customer != conv.customer()) ||
      (command.has(Field::kAttributes) && command.attributes != conv.attributes());
  const bool due_changes = command.has(Field::kDue);
  if (!moves && !skills_change && !priority_changes && !units_change && !texts_change &&
      !due_changes) {
    requirements_.release(requirement);
    return answer_conversation(slot, true);
  }
  const bool in_line = conv.state == ConvState::kWaiting || !plan_.since_format_4;
  if (conv.state == ConvState::kOffered) {
    in_line ? withdraw_offers(slot, "updated") : recall_offers(slot, "updated");
  }
  drop_decision(conv);
  if (in_line) leave_waiting(slot);
  if (moves) {
    change_queue(conv, queue);
  }
  change_requirement(conv, requirement);
  if (priority_changes) conv.priority = static_cast<std::uint8_t>(command.priority);
  if (units_change) set_units(conv, command);
  if (texts_change) {
    conversations_.replace_texts(
        slot, command.has(Field::kCustomer) ? command.customer : conv.customer(),
        command.has(Field::kAttributes) ? command.attributes : conv.attributes());
  }
  if (due_changes) {
    conv.own_target = true;
    conv.target = command.due;
    const auto state = conv.first.state;
    const bool begins = state == ResponseClock::State::kOff && !has_responded(conv);
    if (begins || state == ResponseClock::State::kRunning) start_first_response(conv);
  }
  record_remark(slot, moves ? TraceKind::kMoved : TraceKind::kUpdated, kNone, {});
  enter_waiting(slot);
  answer_conversation(slot);
}

}  // namespace stellwerk::engine
