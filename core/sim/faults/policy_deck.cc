// SPDX-License-Identifier: Apache-2.0
#include "core/sim/faults/policy_deck.h"

#include "core/base/prng.h"
#include "core/sim/faults/sim_time.h"

namespace stellwerk::sim {

namespace {

constexpr std::uint64_t kSeedMark = 0x706f6c69;

model::QueuePolicy plain_queue(std::string name, std::string sla) {
  model::QueuePolicy queue;
  queue.name = std::move(name);
  queue.sla = std::move(sla);
  queue.offer_mode = model::OfferMode::kAuto;
  return queue;
}

}  // namespace

// Shut for a while now and then; what is known ends in some variants.
model::CalendarPolicy hours(base::Prng& prng, std::int64_t scale) {
  model::CalendarPolicy calendar;
  calendar.name = "hours";
  calendar.zone = "Etc/UTC";
  base::Instant at = base::Instant{SimTime::kStartNs / 1'000'000};
  for (int i = 0; i < 40; ++i) {
    const base::Instant open = at + base::milliseconds(prng.between(1, 300) * scale);
    const base::Instant shut = open + base::milliseconds(prng.between(1, 600) * scale);
    calendar.intervals.push_back({open, shut});
    at = shut;
  }
  calendar.known_until = at;
  return calendar;
}

// What draws on its own numbers, so that the rest is as it was without.
void add_later_features(const Scenario& scenario, std::int64_t scale, base::Prng prng,
                        model::Policy& policy) {
  if (scenario.has(Feature::kWindows)) {
    policy.channels[0].reply_window = {prng.between(50, 400) * scale};
    policy.channels[0].bot_window = policy.channels[0].reply_window / 2;
  }
  if (!scenario.has(Feature::kResolution)) return;
  policy.calendars = {hours(prng, scale)};
  model::SlaPolicy done;
  done.name = "done";
  done.resolution = {prng.between(100, 1'000) * scale};
  done.calendar = "hours";
  policy.slas.push_back(done);
  policy.queues[2].sla = "done";
}

model::Policy policy_variant(const Scenario& scenario, std::uint32_t variant) {
  base::Prng prng(scenario.seed ^ kSeedMark ^ variant);
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
  add_later_features(scenario, scale, base::Prng(scenario.seed ^ kSeedMark ^ ~variant), policy);
  return policy;
}

std::string policy_text(std::uint32_t variant) { return "variant " + std::to_string(variant); }

}  // namespace stellwerk::sim
