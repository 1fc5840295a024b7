// SPDX-License-Identifier: Apache-2.0
#include "core/engine/explain.h"

#include <algorithm>
#include <tuple>

#include "core/engine/switchboard.h"

// What is known of a conversation's way, put together.
namespace stellwerk::engine {

using model::Code;
using model::ConvState;
using model::Field;

namespace {

constexpr std::size_t kTracesMax = 200;  // of one conversation, the newest
constexpr std::uint64_t kAgentsDefault = 10;

}  // namespace

void Switchboard::conv_explain(const model::Command& command, model::ReplyWriter& writer) const {
  const Explanation::Tables tables = {
      {plan_, agents_, conversations_, requirements_, matching_, selection_}, decisions_};
  const std::uint64_t count = command.has(Field::kCount) ? command.count : kAgentsDefault;
  const auto [slot, number] = conversations_.find(command.conv);
  if (slot != kNone) {
    return Explanation(tables, conversations_[slot], slot, now_, count).write(writer);
  }
  const ClosedLog& closed = conversations_.closed();
  if (number != ConversationTable::kNotClosed && !is_forgotten(closed[number])) {
    const Conversation conv = conversations_.restored(number);
    return Explanation(tables, conv, kNone, now_, count).write(writer);
  }
  writer.error(Code::kUnknownConv, "no conversation '" + std::string(command.conv) +
                                       "'; open it with CONV.OPEN or MSG.IN");
}

Explanation::Explanation(const Tables& tables, const Conversation& conv, ConvSlot slot,
                         base::Instant now, std::uint64_t count)
    : tables_(tables), conv_(conv), slot_(slot), now_(now) {
  collect_traces();
  if (waits()) collect_agents(count);
}

void Explanation::collect_traces() {
  // A log of size 0, and a saved state without one, say nothing of what there was.
  complete_ = conv_.traced == 0 && conv_.last_agent == kNone && conv_.offer == 0;
  auto number = tables_.decisions.find(conv_.traced, conv_.id_hash);
  while (number && traces_.size() < kTracesMax) {
    traces_.push_back(tables_.decisions[*number]);
    number = tables_.decisions.before(*number);
  }
  if (!traces_.empty()) complete_ = traces_.back().before == 0;
  std::reverse(traces_.begin(), traces_.end());
}

// All agents are compared by how much they lack, and what does not pass counts before the rest; a
// second look at the nearest ones tells what it is.
void Explanation::collect_agents(std::uint64_t count) {
  using Distance = std::tuple<std::size_t, std::size_t, AgentSlot>;  // lacks, of those lasting
  const Lacks lacks(tables_.lacks, slot_, now_);
  const std::vector<Agent>& agents = tables_.lacks.agents.slots;
  std::vector<Distance> distances;
  std::vector<Lack> found;
  for (AgentSlot slot = 0; slot < agents.size(); ++slot) {
    if (!agents[slot].registered) continue;
    found.clear();
    lacks.find(slot, found);
    std::size_t lasting = 0;
    std::array<bool, kLackKindCount> seen{};
    for (const Lack& lack : found) {
      lasting += is_lasting(lack.kind) ? 1U : 0U;
      seen[static_cast<std::size_t>(lack.kind)] = true;
    }
    for (std::size_t kind = 0; kind < seen.size(); ++kind) lacking_[kind] += seen[kind] ? 1U : 0U;
    if (lasting == 0) ++able_;
    distances.emplace_back(found.size(), lasting, slot);
  }
  registered_ = distances.size();
  const auto nearest = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, registered_));
  std::partial_sort(distances.begin(), distances.begin() + nearest, distances.end());
  for (auto at = distances.begin(); at != distances.begin() + nearest; ++at) {
    const AgentSlot agent = std::get<AgentSlot>(*at);
    lacks.find(agent, nearest_.emplace_back(Nearest{agent, {}}).lacks);
  }
}

base::Instant Explanation::due() const {
  if (waits() || conv_.state == ConvState::kOffered) return conv_.deadline;
  if (conv_.first.unanswered()) return conv_.first.due;
  return conv_.reply.unanswered() ? conv_.reply.due : base::kNever;
}

base::Duration Explanation::waited() const {
  const bool unstarted = waits() || conv_.state == ConvState::kOffered || !conv_.started;
  const base::Instant until = conv_.open() && unstarted ? now_
                              : unstarted               ? conv_.closed_at
                                                        : conv_.assigned_at;
  return until - conv_.arrival;
}

std::string_view Explanation::lane() const {
  if (!waits() || tables_.lacks.plan.routing.rule != model::Rule::kSlaFirst) return {};
  return name(conv_.overdue_lane ? Lane::kOverdue : Lane::kOnTime);
}

bool Explanation::has_steps() const {
  return waits() && !tables_.lacks.plan.queues[conv_.queue].plan.steps.empty();
}

base::Instant Explanation::next_step_at() const {
  if (!has_steps()) return base::kNever;
  const auto& steps = tables_.lacks.plan.queues[conv_.queue].plan.steps;
  if (step() >= steps.size()) return base::kNever;
  return conv_.extras->plan.entered + steps[step()].after;
}

std::string Explanation::missing() const {
  if (!waits() || !conv_.unroutable) return {};
  const Matching& matching = tables_.lacks.matching;
  return matching.missing(matching.wait_class(conv_.wait_class).key);
}

// The arrival of the episode that the entry belongs to.
base::Instant Explanation::arrival_at(std::size_t position) const {
  for (std::size_t i = position; i < traces_.size(); ++i) {
    if (traces_[i].kind == TraceKind::kEnded) return {body_of<Ended>(traces_[i]).arrival_ms};
  }
  return conv_.arrival;
}

void Explanation::add_decision_steps(const Trace& trace, std::vector<Step>& steps) const {
  steps.push_back({trace.at, name(trace.kind), trace.agent, kNone, {}});
  if (trace.outcome == Outcome::kOpen) return;
  const base::Instant ended = trace.at + base::Duration{trace.outcome_after_ms};
  steps.push_back({ended, name(trace.outcome), trace.agent, kNone, {}});
}

std::vector<Explanation::Step> Explanation::timeline() const {
  std::vector<Step> steps;
  std::vector<Step> episode;
  const auto finish = [&steps, &episode](base::Instant opened) {
    steps.push_back({opened, steps.empty() ? "opened" : "reopened", kNone, kNone, {}});
    std::stable_sort(episode.begin(), episode.end(),
                     [](const Step& a, const Step& b) { return a.at < b.at; });
    steps.insert(steps.end(), episode.begin(), episode.end());
    episode.clear();
  };
  for (const Trace& trace : traces_) {
    if (trace.kind == TraceKind::kEnded) {
      const auto ended = body_of<Ended>(trace);
      finish({ended.opened_ms});
      const std::string_view how = ended.abandoned != 0 ? "abandoned" : "closed";
      steps.push_back({trace.at, how, trace.agent, kNone, {}});
    } else if (is_decision(trace.kind)) {
      add_decision_steps(trace, episode);
    } else if (!is_detail(trace.kind)) {
      const auto said = body_of<Remark>(trace);
      episode.push_back(
          {trace.at, name(trace.kind), trace.agent, said.queue, std::string(said.text())});
    }
  }
  finish(conv_.opened);
  if (!conv_.open()) {
    steps.push_back({conv_.closed_at, conv_.abandoned ? "abandoned" : "closed", conv_.last_agent,
                     conv_.queue, conv_.extras ? conv_.extras->reason : std::string()});
  }
  return steps;
}

}  // namespace stellwerk::engine
