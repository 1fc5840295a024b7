// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "core/engine/explain.h"

// The explanation as a map.
namespace stellwerk::engine {
namespace {

// Pairs of a map; what is absent is null.
class Pairs {
 public:
  Pairs(model::ReplyWriter& writer, std::size_t pairs) : writer_(writer) { writer.map(pairs); }
  // Of a map that was begun.
  explicit Pairs(model::ReplyWriter& writer) : writer_(writer) {}

  void text(std::string_view key, std::string_view value) {
    writer_.text(key);
    value.empty() ? writer_.null() : writer_.text(value);
  }
  void integer(std::string_view key, std::int64_t value, bool present = true) {
    writer_.text(key);
    present ? writer_.integer(value) : writer_.null();
  }
  void count(std::string_view key, std::uint64_t value) {
    integer(key, static_cast<std::int64_t>(value));
  }
  void null(std::string_view key) {
    writer_.text(key);
    writer_.null();
  }
  model::ReplyWriter& nested(std::string_view key) {
    writer_.text(key);
    return writer_;
  }

 private:
  model::ReplyWriter& writer_;
};

std::string_view name_of(model::Rule rule) {
  switch (rule) {
    case model::Rule::kSlaFirst:
      return "sla-first";
    case model::Rule::kFifo:
      return "fifo";
    case model::Rule::kPriority:
      return "priority";
    case model::Rule::kEdf:
      return "edf";
  }
  return {};
}

}  // namespace

void Explanation::write(model::ReplyWriter& writer) const {
  Pairs pairs(writer, 21);
  pairs.text("conv", conv_.id());
  pairs.text("state", name(conv_.state));
  pairs.text("agent", agent_name(conv_.agent));
  pairs.integer("episode", conv_.episode);
  pairs.text("queue", queue_name(conv_.queue));
  pairs.integer("step", step(), has_steps());
  pairs.integer("next_step_ms", next_step_at().ms, next_step_at() != base::kNever);
  pairs.text("lane", lane());
  const bool has_due = due() != base::kNever;
  pairs.integer("due_ms", due().ms, has_due);
  pairs.integer("slack_ms", (due() - now_).ms, has_due);
  pairs.integer("waited_ms", waited().ms);
  pairs.integer("unroutable", conv_.unroutable ? 1 : 0);
  pairs.text("missing", missing());
  pairs.text("text", text());
  pairs.integer("complete", complete_ ? 1 : 0);
  write_decisions(pairs.nested("decisions"));
  write_timeline(pairs.nested("timeline"));
  pairs.integer("agents_registered", static_cast<std::int64_t>(registered_), waits());
  pairs.integer("agents_able", static_cast<std::int64_t>(able_), waits());
  write_lacking(pairs.nested("lacking"));
  write_agents(pairs.nested("agents"));
}

void Explanation::write_decisions(model::ReplyWriter& writer) const {
  std::vector<std::size_t> decisions;
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    if (is_decision(traces_[i].kind)) decisions.push_back(i);
  }
  writer.array(decisions.size());
  for (const std::size_t position : decisions) write_decision(position, writer);
}

void Explanation::write_decision(std::size_t position, model::ReplyWriter& writer) const {
  const Trace& trace = traces_[position];
  const bool ended = trace.outcome != Outcome::kOpen;
  Pairs pairs(writer, 21);
  pairs.integer("at", trace.at.ms);
  pairs.text("kind", name(trace.kind));
  pairs.text("agent", agent_name(trace.agent));
  pairs.text("rule", name_of(trace.rule));
  pairs.text("strategy", name(trace.select));
  pairs.integer("step", trace.step, trace.step != 0);
  pairs.text("lane", name(trace.lane));
  pairs.integer("waited_ms", (trace.at - arrival_at(position)).ms);
  pairs.integer("slack_ms", trace.slack_ms);
  pairs.text("outcome", name(trace.outcome));
  pairs.integer("outcome_at", trace.at.ms + trace.outcome_after_ms, ended);
  if (trace.direction == Direction::kAmongAgents) {
    write_choice(position, body_of<AmongAgents>(trace), writer);
  } else {
    write_choice(body_of<AmongConversations>(trace), writer);
  }
  write_terms(position, writer);
}

// Pairs of the decision's map.
void Explanation::write_terms(std::size_t position, model::ReplyWriter& writer) const {
  const std::vector<RankedTerm> terms = terms_of(position);
  const Trace& trace = traces_[position];
  const bool has_runner_up =
      trace.direction == Direction::kAmongAgents && body_of<AmongAgents>(trace).runner_up != kNone;
  const auto decisive =
      std::find_if(terms.begin(), terms.end(), [](const RankedTerm& term) { return term.decided; });
  Pairs pairs(writer);
  pairs.text("decided_by", decisive == terms.end() ? std::string_view{} : name(decisive->kind));
  pairs.nested("terms").array(terms.size());
  for (const RankedTerm& term : terms) {
    Pairs entry(writer, 4);
    entry.text("term", name(term.kind));
    entry.text("of", is_score_part(term.kind) ? score_name(position, term) : std::string());
    entry.integer("value", term.values[0]);
    entry.integer("runner_up_value", term.values[1], has_runner_up);
  }
}

void Explanation::write_choice(std::size_t position, const AmongAgents& choice,
                               model::ReplyWriter& writer) const {
  const Lane lane = traces_[position].lane;
  const bool has_runner_up = choice.runner_up != kNone;
  const auto score = [&writer, &choice](std::size_t i) {
    Pairs terms(writer, 5);
    terms.integer("used", choice.used[i]);
    terms.integer("capacity", choice.capacity[i]);
    terms.integer("skills", choice.skills[i]);
    terms.integer("idle_ms", choice.idle_ms[i]);
    terms.integer("surcharge_tenths", choice.surcharge[i]);
  };
  Pairs pairs(writer);
  pairs.text("direction", "conversation");
  pairs.text("runner_up", agent_name(choice.runner_up));
  pairs.nested("score");
  score(0);
  pairs.nested("runner_up_score");
  has_runner_up ? score(1) : writer.null();
  pairs.integer("candidates", choice.groups, lane != Lane::kDirect);
  pairs.integer("agents_free", choice.free);
  pairs.null("waiting");
  pairs.nested("passed_over");
  write_passed_over(position, choice, writer);
}

// Where every agent was asked, all reasons that there were; else what was at hand.
void Explanation::write_passed_over(std::size_t position, const AmongAgents& choice,
                                    model::ReplyWriter& writer) const {
  PassedOverOf counts = passed_over_of(position);
  const bool counted = !counts.empty();
  counts.resize(kPassedOverReasons);
  if (!counted) {
    counts[static_cast<std::size_t>(LackKind::kPassedOver)] = choice.excluded;
    counts[static_cast<std::size_t>(LackKind::kReserve)] = choice.reserved;
  }
  const auto always = [](std::size_t reason) {
    return reason == static_cast<std::size_t>(LackKind::kPassedOver) ||
           reason == static_cast<std::size_t>(LackKind::kReserve);
  };
  std::size_t size = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) size += counts[i] > 0 || always(i) ? 1U : 0U;
  Pairs pairs(writer, size);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0 && !always(i)) continue;
    pairs.integer(i == kCameAfter ? "order" : name(static_cast<LackKind>(i)), counts[i]);
  }
}

void Explanation::write_choice(const AmongConversations& choice, model::ReplyWriter& writer) const {
  const bool has_runner_up = choice.has_runner_up != 0;
  const auto score = [&writer](std::int64_t priority, std::int64_t slack_ms) {
    Pairs terms(writer, 2);
    terms.integer("priority", priority);
    terms.integer("slack_ms", slack_ms);
  };
  Pairs pairs(writer);
  pairs.text("direction", "agent");
  pairs.text("runner_up", has_runner_up ? tables_.lacks.conversations.id_of(choice.runner_up,
                                                                            choice.runner_up_order)
                                        : std::string_view{});
  Pairs terms(pairs.nested("score"), 2);
  terms.integer("priority", choice.priority);
  terms.integer("extra_ms", choice.extra_ms);
  pairs.nested("runner_up_score");
  has_runner_up ? score(choice.runner_up_priority, choice.runner_up_slack_ms) : writer.null();
  pairs.integer("candidates", choice.kinds);
  pairs.null("agents_free");
  pairs.integer("waiting", choice.waiting);
  pairs.null("passed_over");
}

void Explanation::write_timeline(model::ReplyWriter& writer) const {
  const std::vector<Step> steps = timeline();
  writer.array(steps.size());
  for (const Step& step : steps) {
    Pairs pairs(writer, 5);
    pairs.integer("at", step.at.ms);
    pairs.text("what", step.what);
    pairs.text("agent", agent_name(step.agent));
    pairs.text("queue", queue_name(step.queue));
    pairs.text("reason", step.reason);
  }
}

void Explanation::write_lacking(model::ReplyWriter& writer) const {
  if (!waits()) return writer.null();
  const auto kinds = std::count_if(lacking_.begin(), lacking_.end(),
                                   [](std::uint64_t agents) { return agents > 0; });
  Pairs pairs(writer, static_cast<std::size_t>(kinds));
  for (std::size_t i = 0; i < lacking_.size(); ++i) {
    if (lacking_[i] > 0) pairs.count(name(static_cast<LackKind>(i)), lacking_[i]);
  }
}

void Explanation::write_agents(model::ReplyWriter& writer) const {
  writer.array(nearest_.size());
  if (nearest_.empty()) return;
  const Lacks lacks(tables_.lacks, slot_, now_);
  for (const Nearest& nearest : nearest_) {
    const Agent& agent = tables_.lacks.agents.slots[nearest.agent];
    Pairs pairs(writer, 5);
    pairs.text("agent", agent_name(nearest.agent));
    pairs.text("state", name(agent.presence));
    pairs.integer("used", agent.used);
    pairs.integer("capacity", agent.abilities.capacity);
    pairs.nested("lacks").array(nearest.lacks.size());
    for (const Lack& lack : nearest.lacks) writer.text(lacks.text(lack, nearest.agent));
  }
}

}  // namespace stellwerk::engine
