// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/prng.h"
#include "core/sim/faults/policy_deck.h"
#include "core/sim/faults/policy_dice.h"
#include "core/sim/faults/sim_time.h"

// What later features say in a policy. Each draws on numbers of its own, so that the rest is as it
// was without it.
namespace stellwerk::sim {
namespace {

using model::Policy;
using model::QueuePolicy;
using model::ScoreTerm;
using model::Select;

// Shut for a while now and then; what is known ends soon, or some variants later.
model::CalendarPolicy draw_hours(PolicyDice& dice) {
  model::CalendarPolicy calendar;
  calendar.name = "hours";
  calendar.zone = "UTC";
  base::Instant at = base::Instant{SimTime::kStartNs / 1'000'000};
  for (std::int64_t left = dice.number(1, 40); left > 0; --left) {
    const base::Instant open = at + dice.span(1, 200);
    const base::Instant shut = open + dice.span(1, 400);
    calendar.intervals.push_back({open, shut});
    at = shut;
  }
  calendar.known_until = at;
  return calendar;
}

void add_clocks(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  if (scenario.has(Feature::kWindows)) {
    policy.channels[0].reply_window = dice.span(50, 400);
    policy.channels[0].bot_window = policy.channels[0].reply_window / 2;
  }
  if (!scenario.has(Feature::kResolution)) return;
  model::SlaPolicy done;
  done.name = "done";
  done.resolution = dice.span(100, 1'000);
  if (dice.chance(1, 2)) done.first_response = dice.span(50, 500);
  if (scenario.has(Feature::kMessages) && dice.chance(1, 2)) {
    done.next_response = dice.span(50, 500);
  }
  done.calendar = "hours";
  policy.slas.push_back(done);
  policy.queues[2].sla = "done";
}

void add_offers(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  QueuePolicy& asked = policy.queues[0];
  if (scenario.has(Feature::kSeveral)) {
    asked.offer_agents = static_cast<std::uint32_t>(dice.number(2, 4));
  }
  if (scenario.has(Feature::kLimits)) {
    asked.declines_max = static_cast<std::uint32_t>(dice.number(0, 3));
    asked.misses_max = static_cast<std::uint32_t>(dice.number(0, 2));
  }
  if (scenario.has(Feature::kDecisions)) {
    policy.queues[1].decide_external = !dice.chance(1, 4);
    policy.queues[1].decide_timeout = dice.span(10, 150);
  }
  if (!scenario.has(Feature::kCustomers)) return;
  for (QueuePolicy& queue : policy.queues) {
    queue.sticky_within = dice.span(100, 2'000);
    if (dice.chance(1, 2)) queue.sticky_patience = dice.span(0, 100);
  }
}

void add_messages(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  if (scenario.has(Feature::kTurns)) {
    for (QueuePolicy& queue : policy.queues) {
      queue.bot.turns = dice.chance(1, 5) ? 0U : static_cast<std::uint32_t>(dice.number(1, 2));
      queue.bot.confidence_permille = static_cast<std::uint32_t>(dice.number(0, 1) * 500);
    }
  }
  if (scenario.has(Feature::kFragments)) policy.channels[0].fragments = dice.span(5, 60);
  if (scenario.has(Feature::kBudgets)) {
    policy.channels[1].reply_messages = static_cast<std::uint32_t>(dice.number(1, 2));
  }
}

void add_room(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  if (scenario.has(Feature::kRamps)) policy.routing.ramp = dice.span(20, 400);
  if (!scenario.has_calls()) return;
  model::ChannelPolicy calls;
  calls.name = "call";
  calls.exclusive = scenario.has(Feature::kExclusive) && !dice.chance(1, 4);
  policy.channels.push_back(calls);
  if (!scenario.has(Feature::kInterruptions)) return;
  policy.channels[0].interruptible_by = {"call"};
  if (dice.chance(1, 2)) policy.channels[1].interruptible_by = {"call", "chat"};
}

std::vector<Select> draw_rules(PolicyDice& dice) {
  std::vector<Select> rules;
  const auto most = static_cast<std::size_t>(dice.number(1, model::kSelectsMax));
  while (rules.size() < most) {
    const auto rule = static_cast<Select>(dice.number(0, model::kSelectCount - 1));
    if (std::ranges::find(rules, rule) != rules.end()) continue;
    rules.push_back(rule);
    if (rule == Select::kLongestIdle) break;
  }
  return rules;
}

// Labels and attributes are k=0 to k=2.
model::WeightedTerm draw_term(PolicyDice& dice) {
  model::WeightedTerm drawn;
  drawn.term = static_cast<ScoreTerm>(dice.number(0, model::kScoreTermCount - 1));
  drawn.weight = static_cast<std::int32_t>(dice.number(-20, 20));
  if (drawn.term == ScoreTerm::kSkill) drawn.name = "s0";
  if (drawn.term == ScoreTerm::kLabel) drawn.name = "k=1";
  if (drawn.term == ScoreTerm::kMatchesAttr) drawn.name = "k";
  return drawn;
}

void add_selection(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  if (!scenario.has(Feature::kSelection)) return;
  const std::vector<Select> rules = draw_rules(dice);
  policy.routing.select = rules.front();
  policy.routing.ties.assign(rules.begin() + 1, rules.end());
  for (QueuePolicy& queue : policy.queues) queue.select = draw_rules(dice);
  for (std::int64_t left = dice.number(1, model::kScoreTermsMax); left > 0; --left) {
    policy.routing.score.push_back(draw_term(dice));
  }
  policy.routing.explains = dice.chance(1, 3);
}

void add_bursts(const Scenario& scenario, PolicyDice dice, Policy& policy) {
  if (!scenario.has(Feature::kBursts)) return;
  policy.queues[1].burst = static_cast<std::uint64_t>(dice.number(2, 10));
  policy.queues[0].weight_permille = static_cast<std::uint32_t>(dice.number(200, 3'000));
}

}  // namespace

void add_later_features(const Scenario& scenario, std::uint32_t variant, std::int64_t scale,
                        Policy& policy) {
  const auto dice_of = [&](std::uint64_t mark) {
    return PolicyDice(scenario.seed ^ (mark << 32U) ^ variant, scale);
  };
  if (scenario.has(Feature::kOverflows)) {
    QueuePolicy split;
    split.name = "q3";
    split.offer_mode = model::OfferMode::kAuto;
    policy.queues.push_back(split);
  }
  const bool goes_by_hours = scenario.has(Feature::kResolution) || scenario.has(Feature::kHours) ||
                             scenario.has(Feature::kOverflows);
  PolicyDice hours = dice_of(1);
  if (goes_by_hours) policy.calendars = {draw_hours(hours)};
  add_clocks(scenario, dice_of(2), policy);
  add_offers(scenario, dice_of(3), policy);
  add_messages(scenario, dice_of(4), policy);
  add_room(scenario, dice_of(5), policy);
  add_selection(scenario, dice_of(6), policy);
  add_bursts(scenario, dice_of(7), policy);
  add_plans(scenario, dice_of(8), policy);
}

std::string policy_text(const Scenario& scenario, std::uint32_t variant) {
  std::string text = "# variant " + std::to_string(variant) + '\n';
  if (!scenario.has(Feature::kRenewals)) return text;
  return text + "[[calendar]]\nname = \"hours\"\nzone = \"UTC\"\n" +
         "hours = { mon-sun = [\"00:00-10:30\", \"10:31-23:00\"] }\n" +
         "[[queue]]\nname = \"q0\"\n";
}

}  // namespace stellwerk::sim
