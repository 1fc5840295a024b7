// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/engine/explain.h"

// The explanation in words.
namespace stellwerk::engine {

using model::ConvState;

namespace {

// "1 h 5 min", "12 s", "250 ms": the two greatest units.
std::string span(base::Duration duration) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  static constexpr Unit kUnits[] = {
      {86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1'000, " s"}, {1, " ms"}};
  std::int64_t left = std::max(duration.ms, -duration.ms);
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    if (parts == 2 || (parts == 1 && unit.ms == 1)) break;
    const std::int64_t number = left / unit.ms;
    left %= unit.ms;
    if (number == 0) {
      parts += parts == 0 ? 0 : 1;
      continue;
    }
    if (parts > 0) text += ' ';
    text += std::to_string(number) + unit.name;
    ++parts;
  }
  return text.empty() ? "0 s" : text;
}

std::string counted(std::uint64_t number, std::string_view what) {
  std::string text = std::to_string(number) + " ";
  text += what;
  if (number != 1) text += 's';
  return text;
}

// What the counts of lacks mean in a sentence about some agents.
std::string_view phrase(LackKind kind) {
  switch (kind) {
    case LackKind::kSkill:
      return "without the skills";
    case LackKind::kQueue:
      return "not in the queue";
    case LackKind::kChannel:
      return "not on the channel";
    case LackKind::kCapacity:
      return "with too little capacity";
    case LackKind::kHuman:
      return "bots";
    case LackKind::kOffline:
    case LackKind::kAway:
    case LackKind::kDraining:
      return name(kind);
    case LackKind::kPassedOver:
      return "passed over since they declined or missed it";
    case LackKind::kChannelRoom:
      return "without room on the channel";
    case LackKind::kUnits:
      return "with no unit free for it";
    case LackKind::kClaimed:
      return "kept for a larger one";
    case LackKind::kReserve:
      return "kept for another queue by the reserve";
    case LackKind::kTurn:
      return "kept from one that goes first";
    case LackKind::kStep:
      return "whose step has not come";
    case LackKind::kKind:
      return "no bots";
    case LackKind::kHours:
      return "whose step is for other hours";
    case LackKind::kSticky:
      return "not the one who is waited for alone";
    case LackKind::kWriting:
      return "not asked while the customer writes";
    case LackKind::kDecision:
      return "waiting for the decision that somebody outside is asked for";
    case LackKind::kCallback:
      return "waiting for the time of the callback";
    case LackKind::kRamp:
      return "taking work gradually since they came online";
    case LackKind::kWhole:
      return "without room for exclusive work or beside it";
  }
  return {};
}

std::string_view because(Lane lane) {
  switch (lane) {
    case Lane::kNoLane:
    case Lane::kDirect:
    case Lane::kPreferred:
      break;
    case Lane::kOnTime:
      return ", on time";
    case Lane::kUrgent:
      return ", as one that had to start soon or of the queue that the agent is kept for";
    case Lane::kOverdue:
      return ", as an overdue one";
    case Lane::kCatchUp:
      return ", on the share that the overdue are guaranteed";
    case Lane::kLateMax:
      return ", overdue for longer than late_max";
  }
  return {};
}

}  // namespace

std::string Explanation::needs() const {
  const ClassKey& key = tables_.lacks.matching.wait_class(conv_.wait_class).key;
  std::string text;
  const auto add = [&text](const std::string& what) {
    if (!text.empty()) text += ", ";
    text += what;
  };
  for (const SkillNeed& need : tables_.lacks.requirements.needs(key.requirement)) {
    add(std::string(tables_.lacks.plan.skill_names.name(need.skill)) +
        ">=" + std::to_string(need.level));
  }
  if (key.units > 1) add(std::to_string(key.units) + " units");
  if (key.humans_only) add("a human");
  return text;
}

std::string Explanation::text() const {
  std::string text;
  say_place(text);
  if (waits()) say_waiting(text);
  say_decision(text);
  return text;
}

void Explanation::say_place(std::string& text) const {
  text += conv_.id();
  const std::string queue = " in queue " + std::string(queue_name(conv_.queue));
  const std::string agent(agent_name(conv_.agent));
  switch (conv_.state) {
    case ConvState::kWaiting:
      text += " waits" + queue + " since " + span(waited());
      break;
    case ConvState::kOffered:
      text += queue + " is offered to " + agent;
      if (conv_.rival_count() > 0) text += " and " + counted(conv_.rival_count(), "other");
      text += ", who has " + span(conv_.phase.at - now_) + " left to answer";
      break;
    case ConvState::kActive:
      text += queue + " is with " + agent + " since " + span(now_ - conv_.assigned_at);
      break;
    case ConvState::kHeld:
      text += queue + " is held by " + agent + " since " + span(now_ - conv_.extras->held_since);
      break;
    case ConvState::kWrapup:
      text += queue + " is being wrapped up by " + agent;
      break;
    case ConvState::kClosed:
      text += queue + (conv_.abandoned ? " was abandoned " : " was closed ") +
              span(now_ - conv_.closed_at) + " ago";
      break;
  }
  if (waits() && due() != base::kNever) {
    const base::Duration slack = due() - now_;
    text += slack.ms > 0 ? "; it is to start within " + span(slack)
                         : "; it should have started " + span(slack) + " ago";
  }
  text += '.';
}

void Explanation::say_waiting(std::string& text) const {
  if (conv_.extras && conv_.extras->piece.writing.armed()) {
    text += " It waits for the customer to finish writing, " +
            span(conv_.extras->piece.writing.at - now_) + " if he writes no more.";
  }
  const std::string needed = needs();
  if (!needed.empty()) text += " It needs " + needed + '.';
  if (has_steps()) {
    const auto& steps = tables_.lacks.plan.queues[conv_.queue].plan.steps;
    text += " It is at step " + std::to_string(step()) + " of " + std::to_string(steps.size());
    if (next_step_at() != base::kNever)
      text += "; the next comes in " + span(next_step_at() - now_);
    text += '.';
  }
  if (tables_.lacks.plan.queues[conv_.queue].shut) text += " The queue is closed.";
  if (conv_.unroutable) {
    text += " Nobody registered could ever take it; what is missing: " + missing() + '.';
    return;
  }
  text += " Of " + counted(registered_, "agent") + ' ' + std::to_string(able_) +
          (able_ == 1 ? " has" : " have") + " what it takes";
  std::string reasons;
  for (std::size_t i = 0; i < lacking_.size(); ++i) {
    const auto kind = static_cast<LackKind>(i);
    if (lacking_[i] == 0) continue;
    reasons += reasons.empty() ? "; " : ", ";
    reasons += std::to_string(lacking_[i]) + ' ';
    reasons += phrase(kind);
  }
  text += reasons + '.';
  if (nearest_.empty()) return;
  const Nearest& nearest = nearest_.front();
  const Lacks lacks(tables_.lacks, slot_, now_);
  text += " Nearest is ";
  text += agent_name(nearest.agent);
  text += ": ";
  if (nearest.lacks.empty()) text += "lacks nothing, and is looked at with the next event";
  for (std::size_t i = 0; i < nearest.lacks.size(); ++i) {
    if (i > 0) text += ", ";
    text += lacks.text(nearest.lacks[i], nearest.agent);
  }
  text += '.';
}

void Explanation::say_decision(std::string& text) const {
  const auto newest = std::find_if(traces_.rbegin(), traces_.rend(),
                                   [](const Trace& trace) { return is_decision(trace.kind); });
  if (newest == traces_.rend()) {
    if (!complete_) text += " What was decided about it is no longer kept.";
    return;
  }
  text += ' ';
  text += agent_name(newest->agent);
  const bool offered = newest->kind == TraceKind::kOffered;
  text += offered ? " was asked " : " got it ";
  text += span(now_ - newest->at) + " ago";
  say_choice(static_cast<std::size_t>(traces_.rend() - newest) - 1, text);
  text += '.';
  if (!offered) return;
  if (newest->outcome == Outcome::kOpen) {
    text += " No answer yet.";
  } else {
    text += " The offer was ";
    text += name(newest->outcome) == "expired" ? "left to expire" : name(newest->outcome);
    text += " after " + span(base::Duration{newest->outcome_after_ms}) + '.';
  }
}

void Explanation::say_choice(std::size_t position, std::string& text) const {
  const Trace& trace = traces_[position];
  if (trace.lane == Lane::kDirect) {
    text += ", named by whoever asked for it";
    return;
  }
  if (trace.lane == Lane::kPreferred) {
    text += ", having had it before and being free";
    return;
  }
  if (trace.direction == Direction::kAmongConversations) {
    const auto choice = body_of<AmongConversations>(trace);
    text += ", having room";
    text += because(trace.lane);
    text += ", before the first ones of " + counted(choice.kinds - 1, "other kind");
    return;
  }
  const auto choice = body_of<AmongAgents>(trace);
  const auto say = [&choice, &text](std::size_t i) {
    text += std::to_string(choice.used[i]) + " of " + counted(choice.capacity[i], "unit") +
            " in use with it, " + counted(choice.skills[i], "skill") + ", unchanged for " +
            span(base::Duration{choice.idle_ms[i]});
  };
  text += because(trace.lane);
  text += ": ";
  say(0);
  if (choice.runner_up == kNone) return say_passed_over(position, text);
  text += "; next came ";
  text += agent_name(choice.runner_up);
  text += ": ";
  say(1);
  const auto terms = terms_of(position);
  const auto decisive =
      std::find_if(terms.begin(), terms.end(), [](const RankedTerm& term) { return term.decided; });
  if (decisive != terms.end()) {
    text += "; ";
    text += name(decisive->kind);
    text += " decided: " + std::to_string(decisive->values[0]) + " to " +
            std::to_string(decisive->values[1]);
  }
  say_passed_over(position, text);
}

void Explanation::say_passed_over(std::size_t position, std::string& text) const {
  const PassedOverOf counts = passed_over_of(position);
  std::string reasons;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    reasons += reasons.empty() ? "; passed over were " : ", ";
    reasons += std::to_string(counts[i]) + ' ';
    reasons += i == kCameAfter ? "who came after" : phrase(static_cast<LackKind>(i));
  }
  text += reasons;
}

}  // namespace stellwerk::engine
