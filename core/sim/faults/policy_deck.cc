// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/policy_deck.h"

#include "core/base/prng.h"

namespace stellwerk::sim {
namespace {

constexpr std::uint64_t kPolicyMark = 0x706f6c69;

model::QueuePolicy plain_queue(std::string name, std::string sla) {
  model::QueuePolicy queue;
  queue.name = std::move(name);
  queue.sla = std::move(sla);
  queue.offer_mode = model::OfferMode::kAuto;
  return queue;
}

}  // namespace

model::Policy policy_variant(const Scenario& scenario, std::uint32_t variant) {
  base::Prng prng(scenario.seed ^ kPolicyMark ^ variant);
  model::Policy policy;
  policy.routing.rule = scenario.rule;
  policy.routing.select = scenario.select;
  policy.routing.catch_up_permille = scenario.catch_up_permille;
  policy.routing.reserve = 0;
  const std::uint64_t reserve = prng.below(4);
  if (scenario.has(Feature::kReserve)) {
    policy.routing.reserve = static_cast<std::int32_t>(reserve) - 1;
  }
  policy.channels = {{"chat", 1}, {"mail", scenario.has(Feature::kUnits) ? 2U : 1U}};

  const std::int64_t scale = scenario.step_ms * (1 + static_cast<std::int64_t>(variant % 2));
  model::SlaPolicy quick;
  quick.name = "quick";
  quick.first_response = {50 * scale};
  model::SlaPolicy slow;
  slow.name = "slow";
  slow.first_response = {600 * scale};
  slow.warn_permille = 500;
  slow.met_by = model::MetBy::kReply;
  if (scenario.has(Feature::kMessages)) {
    quick.next_response = {60 * scale};
    slow.next_response = {300 * scale};
  } else {
    slow.met_by = model::MetBy::kStart;
  }
  policy.slas = {quick, slow};

  model::QueuePolicy first = plain_queue("q0", "quick");
  if (scenario.has(Feature::kOffers)) first.offer_mode = model::OfferMode::kOffer;
  first.offer_timeout = {prng.between(20, 200) * scale};
  first.offer_retry = {prng.between(0, 100) * scale};
  if (scenario.has(Feature::kSkills)) first.skills = {{"s0", 2}};
  model::QueuePolicy second = plain_queue("q1", "slow");
  if (scenario.has(Feature::kWrapUp)) {
    first.wrap_up = {30 * scale};
    second.wrap_up = {80 * scale};
  }
  model::QueuePolicy third = plain_queue("q2", "");
  if (scenario.has(Feature::kMistakes)) third.waiting_max = 10;
  policy.queues = {first, second, third};
  add_later_features(scenario, variant, scale, policy);
  return policy;
}

}  // namespace stellwerk::sim
