// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "core/engine/explain.h"

// What a decision among agents compared.
namespace stellwerk::engine {
namespace {

using model::Select;

// Of the plain rules: what the decision itself says of the two.
std::vector<RankedTerm> plain_terms(const Trace& trace, const AmongAgents& choice) {
  std::vector<RankedTerm> terms;
  bool decided = choice.runner_up == kNone;
  const auto add = [&terms, &decided](TermKind kind, std::int64_t mine, std::int64_t others,
                                      bool differ) {
    RankedTerm term;
    term.kind = kind;
    term.values = {static_cast<std::int32_t>(mine), static_cast<std::int32_t>(others)};
    term.decided = differ && !decided;
    decided |= term.decided;
    terms.push_back(term);
  };
  const auto two = [&add](TermKind kind, std::int64_t mine, std::int64_t others) {
    add(kind, mine, others, mine != others);
  };
  const auto load = [&choice](std::size_t i) {
    return choice.capacity[i] == 0 ? 0 : std::int64_t{choice.used[i]} * 1'000 / choice.capacity[i];
  };
  if (choice.surcharge[0] != 0 || choice.surcharge[1] != 0) {
    two(TermKind::kSurcharge, choice.surcharge[0], choice.surcharge[1]);
  }
  if (trace.select == Select::kLeastLoaded) {
    const bool differ = std::uint32_t{choice.used[0]} * choice.capacity[1] !=
                        std::uint32_t{choice.used[1]} * choice.capacity[0];
    add(TermKind::kLoad, load(0), load(1), differ);
    two(TermKind::kSkills, choice.skills[0], choice.skills[1]);
  }
  // Whose turn it was by round robin is not at hand: the difference is in that.
  if (trace.select == Select::kRoundRobin) return terms;
  const auto least = [](std::uint32_t ms) {
    return std::min<std::int64_t>(ms, std::numeric_limits<std::int32_t>::max());
  };
  add(TermKind::kIdle, least(choice.idle_ms[0]), least(choice.idle_ms[1]), true);
  return terms;
}

}  // namespace

std::vector<RankedTerm> Explanation::terms_of(std::size_t position) const {
  const Trace& trace = traces_[position];
  if (trace.direction != Direction::kAmongAgents || trace.lane == Lane::kDirect ||
      trace.lane == Lane::kPreferred) {
    return {};
  }
  std::size_t first = position;
  while (first > 0 && traces_[first - 1].kind == TraceKind::kTerms) --first;
  if (first == position) return plain_terms(trace, body_of<AmongAgents>(trace));
  std::vector<RankedTerm> terms;
  for (std::size_t at = first; at < position; ++at) {
    const auto body = body_of<Terms>(traces_[at]);
    for (std::size_t i = 0; i < Terms::kMost; ++i) {
      RankedTerm term;
      term.kind = static_cast<TermKind>(body.kinds[i] & ~Terms::kDecided);
      term.decided = (body.kinds[i] & Terms::kDecided) != 0;
      term.index = body.indexes[i];
      term.values = body.values[i];
      if (term.kind != TermKind::kNothing && is_known(term.kind)) terms.push_back(term);
    }
  }
  return terms;
}

Explanation::PassedOverOf Explanation::passed_over_of(std::size_t position) const {
  PassedOverOf counts;
  for (std::size_t at = position; at > 0 && is_detail(traces_[at - 1].kind); --at) {
    if (traces_[at - 1].kind != TraceKind::kPassedOver) continue;
    counts.resize(kPassedOverReasons);
    for (const std::uint32_t entry : body_of<PassedOverCounts>(traces_[at - 1]).counted) {
      const std::size_t reason = entry >> PassedOverCounts::kKindShift;
      if (reason == 0 || reason > kPassedOverReasons) continue;
      counts[reason - 1] = entry & ((1U << PassedOverCounts::kKindShift) - 1);
    }
  }
  return counts;
}

// What a part of the score was about; known while its policy is in force.
std::string Explanation::score_name(std::size_t position, const RankedTerm& term) const {
  const auto body = body_of<Terms>(traces_[position - 1]);
  const Plan& plan = tables_.lacks.plan;
  const bool same = body.policy == static_cast<std::uint16_t>(plan.version);
  if (!same || term.index >= plan.routing.score.size()) return {};
  return plan.routing.score[term.index].name;
}

}  // namespace stellwerk::engine
