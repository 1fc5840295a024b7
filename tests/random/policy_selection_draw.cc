// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "tests/engine/support/command_line.h"
#include "tests/random/policy_draw.h"

// Who is chosen among those who are free, how much of him, and what makes room.
namespace stellwerk::tests {
namespace {

using model::ChannelPolicy;
using model::Policy;
using model::ScoreTerm;
using model::Select;
using model::WeightedTerm;

// One rule, or up to three of which none comes twice and none comes behind longest-idle.
std::vector<Select> draw_rules(Deck& deck) {
  std::vector<Select> rules;
  const std::uint32_t most = deck.number(1, model::kSelectsMax);
  while (rules.size() < most) {
    const auto rule = deck.any_of(Select::kScore);
    if (std::ranges::find(rules, rule) != rules.end()) continue;
    rules.push_back(rule);
    if (rule == Select::kLongestIdle) break;
  }
  return rules;
}

// As agents are labelled and conversations have their attributes: k=0 to k=3.
std::string name_for(Deck& deck, ScoreTerm term) {
  switch (term) {
    case ScoreTerm::kSkill:
      return deck.name(kSkills);
    case ScoreTerm::kLabel:
      return "k=" + std::to_string(deck.number(0, 3));
    case ScoreTerm::kMatchesAttr:
      return "k";
    default:
      return {};
  }
}

WeightedTerm draw_term(Deck& deck) {
  WeightedTerm drawn;
  drawn.term = deck.any_of(ScoreTerm::kLastAgent);
  const std::int32_t most = deck.rarely(4) ? model::kScoreWeightMax : 10;
  drawn.weight = static_cast<std::int32_t>(deck.prng().between(-most, most));
  drawn.name = name_for(deck, drawn.term);
  return drawn;
}

bool by_score(const Policy& policy) {
  const auto names_it = [](const std::vector<Select>& rules) {
    return std::ranges::find(rules, Select::kScore) != rules.end();
  };
  return policy.routing.select == Select::kScore || names_it(policy.routing.ties) ||
         std::ranges::any_of(policy.queues, names_it, &model::QueuePolicy::select);
}

}  // namespace

void draw_selection(Deck& deck, Policy& policy) {
  const std::vector<Select> rules = draw_rules(deck);
  policy.routing.select = rules.front();
  policy.routing.ties.assign(rules.begin() + 1, rules.end());
  for (model::QueuePolicy& queue : policy.queues) {
    if (deck.rarely(3)) queue.select = draw_rules(deck);
  }
  if (by_score(policy) || deck.rarely(4)) {
    const std::uint32_t terms = deck.number(1, model::kScoreTermsMax);
    while (policy.routing.score.size() < terms) policy.routing.score.push_back(draw_term(deck));
  }
  if (deck.rarely(3)) policy.routing.ramp = deck.span();
}

void draw_interruptions(Deck& deck, std::vector<ChannelPolicy>& channels) {
  for (ChannelPolicy& channel : channels) {
    channel.exclusive = deck.rarely(4);
    for (const ChannelPolicy& by : channels) {
      if (by.name != channel.name && deck.rarely(4)) channel.interruptible_by.push_back(by.name);
    }
  }
}

}  // namespace stellwerk::tests
