// SPDX-License-Identifier: Apache-2.0
#include "core/engine/lacks.h"

#include <algorithm>
#include <array>

namespace stellwerk::engine {
namespace {

const ChannelMax* find_channel(const Abilities& abilities, NameId channel) {
  const auto found = std::find_if(abilities.channels.begin(), abilities.channels.end(),
                                  [channel](const ChannelMax& e) { return e.channel == channel; });
  return found == abilities.channels.end() ? nullptr : &*found;
}

std::uint8_t level_of(const Abilities& abilities, NameId skill) {
  for (const SkillNeed& had : abilities.skills) {
    if (had.skill == skill) return had.level;
  }
  return 0;
}

std::string of(std::int64_t part, std::int64_t whole) {
  return "(" + std::to_string(part) + " of " + std::to_string(whole) + ")";
}

}  // namespace

std::string_view name(LackKind kind) {
  static constexpr std::array<std::string_view, kLackKindCount> kNames = {
      "skills",   "queue",    "channel", "capacity",     "human", "offline",
      "away",     "draining", "retry",   "channel_full", "units", "claimed",
      "reserve",  "turn",     "sticky",  "step",         "kind",  "writing",
      "decision", "callback", "ramp",    "exclusive",    "hours"};
  return kNames[static_cast<std::size_t>(kind)];
}

Lacks::Lacks(const Tables& tables, ConvSlot conversation, base::Instant now)
    : tables_(tables),
      slot_(conversation),
      conv_(tables.conversations[conversation]),
      wait_class_(tables.matching.wait_class(conv_.wait_class)),
      now_(now) {}

void Lacks::find(AgentSlot agent, std::vector<Lack>& lacks) const {
  const std::size_t before = lacks.size();
  find_lasting(tables_.agents.slots[agent].abilities, lacks);
  find_passing(agent, lacks);
  const Agent& subject = tables_.agents.slots[agent];
  if (lacks.size() == before && tables_.matching.has_room(subject, wait_class_.key)) {
    find_order(subject, lacks);
  }
}

void Lacks::find_lasting(const Abilities& abilities, std::vector<Lack>& lacks) const {
  const ClassKey& key = wait_class_.key;
  find_step(abilities, lacks);
  const std::vector<QueueId>& queues = abilities.queues;
  if (!queues.empty() && !std::binary_search(queues.begin(), queues.end(), key.queue)) {
    lacks.push_back({LackKind::kQueue, key.queue, 0, 0});
  }
  if (!abilities.channels.empty() && key.channel != kNone) {
    const ChannelMax* entry = find_channel(abilities, key.channel);
    if (entry == nullptr || entry->max == 0) {
      lacks.push_back({LackKind::kChannel, key.channel, 0, 0});
    }
  }
  if (abilities.capacity < key.units) {
    lacks.push_back({LackKind::kCapacity, kNone, abilities.capacity, key.units});
  }
  if (key.humans_only && abilities.kind == model::AgentKind::kBot) {
    lacks.push_back({LackKind::kHuman, kNone, 0, 0});
  }
}

// What is missing for that step; 0: for what queue and conversation ask for.
void Lacks::find_skills(const Abilities& abilities, std::uint8_t step,
                        std::vector<Lack>& lacks) const {
  const ClassKey& key = wait_class_.key;
  PlanStep asked;
  if (step > 0) asked = tables_.plan.queues[key.queue].plan.steps[step - 1U];
  const auto find = [&](std::span<const SkillNeed> needs, std::uint8_t relax) {
    for (const SkillNeed& need : needs) {
      const int level = std::max(1, need.level - relax);
      const std::uint8_t had = level_of(abilities, need.skill);
      if (had < level) lacks.push_back({LackKind::kSkill, need.skill, had, level});
    }
  };
  find(tables_.requirements.needs(key.requirement), asked.relax);
  find(asked.skills, 0);
  const bool is_bot = abilities.kind == model::AgentKind::kBot;
  if (asked.kind == model::StepKind::kBot && !is_bot) {
    lacks.push_back({LackKind::kKind, step, 0, 0});
  }
  if (asked.kind == model::StepKind::kHuman && is_bot && !key.humans_only) {
    lacks.push_back({LackKind::kHuman, kNone, 0, 0});
  }
}

// Of the steps the one for which the least is missing, the earlier of two; where a later one has
// to come first, that is what is missing.
void Lacks::find_step(const Abilities& abilities, std::vector<Lack>& lacks) const {
  const ClassKey& key = wait_class_.key;
  const RoutingPlan& plan = tables_.plan.queues[key.queue].plan;
  std::vector<Lack> least;
  bool found = false;
  std::uint8_t chosen = 0;
  for (std::uint8_t step = 0; step <= plan.steps.size(); ++step) {
    const bool widens =
        step == 0 ? plan.open_at_first[key.closed ? 1 : 0] : plan.steps[step - 1U].widens();
    if (!widens) continue;
    std::vector<Lack> some;
    find_skills(abilities, step, some);
    find_hours(step, some);
    if (found && some.size() >= least.size()) continue;
    found = true;
    least = std::move(some);
    chosen = step;
  }
  lacks.insert(lacks.end(), least.begin(), least.end());
  if (!least.empty()) return;
  if (chosen > key.step) {
    const OnPlan& on = conv_.extras->plan;
    lacks.push_back({LackKind::kStep, chosen, 0, (on.entered + plan.steps[chosen - 1U].after).ms});
  }
}

// The queue's calendar keeps the step from admitting anybody; 0: what comes before the first.
void Lacks::find_hours(std::uint8_t step, std::vector<Lack>& lacks) const {
  const ClassKey& key = wait_class_.key;
  const Queue& queue = tables_.plan.queues[key.queue];
  const std::int64_t turns = queue.turn.armed() ? queue.turn.at.ms : 0;
  const auto hours = step == 0 ? model::StepHours::kAny : queue.plan.steps[step - 1U].hours;
  if (hours != model::StepHours::kAny) {
    const bool counts = (hours == model::StepHours::kClosed) == key.closed;
    if (!counts) lacks.push_back({LackKind::kHours, step, key.closed ? 0 : 1, turns});
  } else if (key.shut) {
    lacks.push_back({LackKind::kStep, 0, 0, turns});
  }
}

void Lacks::find_passing(AgentSlot slot, std::vector<Lack>& lacks) const {
  const Agent& agent = tables_.agents.slots[slot];
  switch (agent.presence) {
    case model::Presence::kOnline:
      break;
    case model::Presence::kOffline:
      lacks.push_back({LackKind::kOffline, kNone, 0, 0});
      break;
    case model::Presence::kAway:
      lacks.push_back({LackKind::kAway, kNone, 0, 0});
      break;
    case model::Presence::kDraining:
      lacks.push_back({LackKind::kDraining, kNone, 0, 0});
      break;
  }
  if (conv_.extras) {
    for (const PassedOver& entry : conv_.extras->passed_over) {
      if (entry.agent != slot) continue;
      lacks.push_back({LackKind::kPassedOver, kNone, 0, entry.until.at.ms});
      break;
    }
    const Sticky& sticky = conv_.extras->sticky;
    if (sticky.until.armed() && sticky.agent != slot) {
      lacks.push_back({LackKind::kSticky, sticky.agent, 0, sticky.until.at.ms});
    }
    const Due& writing = conv_.extras->piece.writing;
    if (writing.armed()) lacks.push_back({LackKind::kWriting, kNone, 0, writing.at.ms});
    const Due& decision = conv_.extras->decision;
    if (decision.armed()) lacks.push_back({LackKind::kDecision, kNone, 0, decision.at.ms});
    const Due& callback = conv_.extras->callback_at;
    if (callback.armed()) lacks.push_back({LackKind::kCallback, kNone, 0, callback.at.ms});
  }
  find_room(agent, lacks);
}

void Lacks::find_room(const Agent& agent, std::vector<Lack>& lacks) const {
  const ClassKey& key = wait_class_.key;
  if (tables_.matching.has_room_by_interrupting(agent, key)) return;
  if (const ChannelMax* entry = find_channel(agent.abilities, key.channel)) {
    const auto at = static_cast<std::size_t>(entry - agent.abilities.channels.data());
    if (entry->max > 0 && agent.channel_load[at] >= entry->max) {
      lacks.push_back({LackKind::kChannelRoom, key.channel, agent.channel_load[at], entry->max});
    }
  }
  const std::uint32_t capacity = agent.abilities.capacity;
  if (agent.used >= capacity || (capacity >= key.units && agent.used + key.units > capacity)) {
    lacks.push_back({LackKind::kUnits, kNone, agent.used, key.units});
  } else if (agent.taken_whole || (key.exclusive && agent.used > 0)) {
    lacks.push_back({LackKind::kWhole, kNone, agent.used, agent.taken_whole ? 1 : 0});
  } else if (agent.ramping && capacity >= key.units && agent.used + key.units > agent.usable) {
    const base::Instant next = tables_.agents.ramps.at(agent.name).next.at;
    lacks.push_back({LackKind::kRamp, kNone, agent.usable, next.ms});
  } else if (agent.claim != kNone && agent.claim != slot_) {
    lacks.push_back({LackKind::kClaimed, agent.claim, 0, 0});
  }
}

// Within a kind the first one speaks for all: whom the reserve keeps apart from it, it keeps apart
// from those behind it.
void Lacks::find_order(const Agent& agent, std::vector<Lack>& lacks) const {
  const Group& group = tables_.matching.group(agent.group);
  const auto held = [&](const Conversation& conv) {
    return tables_.selection.would_hold_back(conv, group, now_);
  };
  if (held(conv_)) {
    const QueueId kept = tables_.matching.protected_queues()[group.tightest].queue;
    return lacks.push_back({LackKind::kReserve, kept, 0, 0});
  }
  if (conv_.overdue_lane || wait_class_.on_time.empty()) return;
  const ConvSlot head = wait_class_.on_time.top();
  if (head != slot_ && held(tables_.conversations[head])) {
    lacks.push_back({LackKind::kTurn, head, 0, 0});
  }
}

// What the plan or the hours keep it waiting for.
std::string Lacks::step_text(const Lack& lack) {
  const std::string when = std::to_string(lack.needs);
  if (lack.subject == 0) return "the queue is closed until " + when;
  const std::string step = "step " + std::to_string(lack.subject);
  if (lack.kind == LackKind::kStep) return step + ", which comes at " + when;
  return step + ", which is for " + (lack.has == 0 ? "open" : "closed") + " hours, from " + when;
}

std::string Lacks::text(const Lack& lack, AgentSlot agent) const {
  const Agent& subject = tables_.agents.slots[agent];
  const auto named = [](std::string_view what, std::string_view whom) {
    return std::string(what).append(whom);
  };
  switch (lack.kind) {
    case LackKind::kSkill:
      return named("skill ", tables_.plan.skill_names.name(lack.subject)) +
             ">=" + std::to_string(lack.needs) +
             (lack.has == 0 ? " (has none)" : " (has " + std::to_string(lack.has) + ")");
    case LackKind::kQueue:
      return named("queue ", tables_.plan.queue_names.name(lack.subject));
    case LackKind::kChannel:
      return named("channel ", tables_.plan.channel_names.name(lack.subject));
    case LackKind::kCapacity:
      return "capacity " + std::to_string(lack.needs) + " (has " + std::to_string(lack.has) + ")";
    case LackKind::kHuman:
      return "human";
    case LackKind::kOffline:
    case LackKind::kAway:
    case LackKind::kDraining: {
      const std::string state(model::name(subject.presence));
      return subject.reason.empty() ? state : state + " (" + subject.reason + ")";
    }
    case LackKind::kPassedOver:
      return "passed over until " + std::to_string(lack.needs);
    case LackKind::kChannelRoom:
      return named("no room on channel ", tables_.plan.channel_names.name(lack.subject)) + " " +
             of(lack.has, lack.needs);
    case LackKind::kUnits: {
      const std::string used = of(lack.has, subject.abilities.capacity);
      if (lack.has >= subject.abilities.capacity) return "no unit free " + used;
      return "fewer than " + std::to_string(lack.needs) + " units free " + used;
    }
    case LackKind::kClaimed:
      return named("free units kept for ", tables_.conversations[lack.subject].id());
    case LackKind::kReserve:
      return named("kept for queue ", tables_.plan.queue_names.name(lack.subject)) + " (reserve)";
    case LackKind::kTurn:
      return named("behind ", tables_.conversations[lack.subject].id()) +
             ", which the reserve keeps waiting";
    case LackKind::kKind:
      return "bot";
    case LackKind::kStep:
    case LackKind::kHours:
      return step_text(lack);
    case LackKind::kRamp:
      return "came online a while ago: " + std::to_string(lack.has) + " of " +
             std::to_string(subject.abilities.capacity) + " units until " +
             std::to_string(lack.needs);
    case LackKind::kWhole:
      return lack.needs == 1
                 ? std::string("taken whole by exclusive work")
                 : "has other work (" + std::to_string(lack.has) + " units), and this is exclusive";
    case LackKind::kSticky:
      return named("not ", tables_.agents.name(lack.subject)) + ", who is waited for alone until " +
             std::to_string(lack.needs);
    case LackKind::kWriting:
      return "not before the customer has finished writing, " + std::to_string(lack.needs) +
             " if he writes no more";
    case LackKind::kDecision:
      return "CONV.DECIDE is waited for until " + std::to_string(lack.needs);
    case LackKind::kCallback:
      return "the customer is to be called from " + std::to_string(lack.needs) + " on";
  }
  return {};
}

}  // namespace stellwerk::engine
