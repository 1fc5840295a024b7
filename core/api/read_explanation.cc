// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "core/api/answer_reader.h"

namespace stellwerk::api {
namespace {

std::optional<std::int64_t> integer(const Value& value) {
  return value.tag == Tag::kInteger ? std::optional(value.integer) : std::nullopt;
}

void read_terms(AnswerReader& reader, const Value& array, std::vector<DecisionTerm>& terms) {
  for (std::uint32_t i = 0; i < array.items; ++i) {
    DecisionTerm& term = terms.emplace_back();
    for_each_pair(reader, reader.next(), [&](std::string_view key, const Value& value) {
      if (key == "term") return term.term = value.text, true;
      if (key == "of") return term.of = value.text, true;
      if (key == "value") return term.value = value.integer, true;
      if (key == "runner_up_value") return term.runner_up_value = integer(value), true;
      return false;
    });
  }
}

bool take_decision(std::string_view key, const Value& value, Decision& decision) {
  if (key == "at") return decision.at_ms = value.integer, true;
  if (key == "kind") return decision.offered = value.text == "offered", true;
  if (key == "agent") return decision.agent = AgentId(value.text), true;
  if (key == "rule") return decision.rule = value.text, true;
  if (key == "strategy") return decision.strategy = value.text, true;
  if (key == "lane") return decision.lane = value.text, true;
  if (key == "step") return decision.step = integer(value), true;
  if (key == "direction") return decision.agent_chose = value.text == "agent", true;
  if (key == "runner_up") return decision.runner_up = value.text, true;
  if (key == "outcome") return decision.outcome = value.text, true;
  if (key == "outcome_at") return decision.outcome_ms = integer(value), true;
  if (key == "waited_ms") return decision.waited_ms = value.integer, true;
  if (key == "slack_ms") return decision.slack_ms = value.integer, true;
  if (key == "decided_by") return decision.decided_by = value.text, true;
  return false;
}

void read_decisions(AnswerReader& reader, const Value& array, std::vector<Decision>& decisions) {
  for (std::uint32_t i = 0; i < array.items; ++i) {
    Decision& decision = decisions.emplace_back();
    for_each_pair(reader, reader.next(), [&](std::string_view key, const Value& value) {
      if (key == "terms") return read_terms(reader, value, decision.terms), true;
      return take_decision(key, value, decision);
    });
  }
}

void read_agents(AnswerReader& reader, const Value& array, std::vector<AgentLacks>& agents) {
  for (std::uint32_t i = 0; i < array.items; ++i) {
    AgentLacks& entry = agents.emplace_back();
    for_each_pair(reader, reader.next(), [&](std::string_view key, const Value& value) {
      if (key == "agent") return entry.agent = AgentId(value.text), true;
      if (key != "lacks") return false;
      for (std::uint32_t lack = 0; lack < value.items; ++lack) {
        entry.lacks.emplace_back(reader.next().text);
      }
      return true;
    });
  }
}

}  // namespace

void read_explanation(AnswerReader& reader, const Value& map, Reply& reply) {
  Explanation& explanation = reply.explanation;
  for_each_pair(reader, map, [&](std::string_view key, const Value& value) {
    if (key == "text") return explanation.text = value.text, true;
    if (key == "lane") return explanation.lane = value.text, true;
    if (key == "step") return explanation.step = integer(value), true;
    if (key == "next_step_ms") return explanation.next_step_ms = integer(value), true;
    if (key == "missing") return explanation.missing = value.text, true;
    if (key == "due_ms") return explanation.due_ms = integer(value), true;
    if (key == "slack_ms") return explanation.slack_ms = integer(value), true;
    if (key == "complete") return explanation.complete = value.integer != 0, true;
    if (key == "decisions") return read_decisions(reader, value, explanation.decisions), true;
    if (key == "agents") return read_agents(reader, value, explanation.agents), true;
    return take_status(key, value, reply.conversation);
  });
}

}  // namespace stellwerk::api
