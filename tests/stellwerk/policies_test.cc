// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/day/policies.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/policy/compile.h"
#include "core/sim/load_job.h"
#include "tools/stellwerk/day/demo_day.h"

namespace stellwerk::cli {
namespace {

model::Policy compiled(std::string_view toml) {
  const policy::Compiled result = policy::compile(toml, {});
  for (const policy::Problem& problem : result.problems) {
    ADD_FAILURE() << policy::described(problem);
  }
  return result.policy;
}

// A checker that counted other units than the router would find what is not there.
TEST(Policies, TheDaysUnitsAreThePolicys) {
  const Schedule day = make_demo_day({.seed = 1});
  const model::Policy policy = compiled(day.policy);
  ASSERT_EQ(policy.channels.size(), day.channel_units.size());
  for (std::size_t i = 0; i < policy.channels.size(); ++i) {
    EXPECT_EQ(policy.channels[i].name, day.channel_units[i].first);
    EXPECT_EQ(policy.channels[i].units, static_cast<unsigned>(day.channel_units[i].second));
  }
}

TEST(Policies, TheDaysTargetsAreThePolicys) {
  const Schedule day = make_demo_day({.seed = 1});
  const model::Policy policy = compiled(day.policy);
  ASSERT_EQ(policy.queues.size(), day.classes.size());
  for (std::size_t i = 0; i < policy.queues.size(); ++i) {
    EXPECT_EQ(policy.queues[i].name, day.classes[i].queue);
    const auto sla = std::find_if(policy.slas.begin(), policy.slas.end(), [&](const auto& each) {
      return each.name == policy.queues[i].sla;
    });
    ASSERT_NE(sla, policy.slas.end());
    EXPECT_EQ(sla->first_response, day.classes[i].target);
  }
}

TEST(Policies, OfRecordedDaysAndOfLoadAreGood) {
  const model::Policy recorded = compiled(kTracePolicy);
  EXPECT_EQ(recorded.queues.size(), 6U);
  for (const model::QueuePolicy& queue : recorded.queues) {
    EXPECT_EQ(queue.wrap_up, base::seconds(20));
    EXPECT_EQ(queue.offer_mode, model::OfferMode::kAuto);
  }
  for (const char* rule : {"sla-first", "fifo", "priority", "edf"}) {
    const model::Policy load = compiled(sim::LoadJob::policy(rule));
    ASSERT_EQ(load.queues.size(), 1U);
    EXPECT_EQ(load.queues[0].offer_mode, model::OfferMode::kAuto);
    EXPECT_EQ(load.queues[0].wrap_up, base::seconds(0));
  }
}

}  // namespace
}  // namespace stellwerk::cli
