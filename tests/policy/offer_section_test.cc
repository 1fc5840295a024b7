// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/policy/compile.h"
#include "tests/policy/described_all.h"

namespace stellwerk::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Compiled compile_offer(const std::string& offer) {
  return compile("[[queue]]\nname = \"q\"\noffer = " + offer);
}

void expect_refused(const std::string& offer, const std::string& problem) {
  EXPECT_THAT(described_all(compile_offer(offer)), ElementsAre("line 3: " + problem)) << offer;
}

TEST(OfferSection, ReadsTheLimitsInARow) {
  const Compiled compiled = compile_offer("{ declines_max = 4, misses_max = 2 }");
  ASSERT_THAT(described_all(compiled), IsEmpty());
  EXPECT_EQ(compiled.policy.queues.at(0).declines_max, 4U);
  EXPECT_EQ(compiled.policy.queues.at(0).misses_max, 2U);
}

TEST(OfferSection, HasNoLimitsOfItsOwnUnlessTheyAreGiven) {
  const Compiled compiled = compile_offer("{ timeout = \"20s\" }");
  ASSERT_THAT(described_all(compiled), IsEmpty());
  EXPECT_EQ(compiled.policy.queues.at(0).declines_max, 0U);
  EXPECT_EQ(compiled.policy.queues.at(0).misses_max, 0U);
}

TEST(OfferSection, ReadsHowManyAreAskedAtOnce) {
  EXPECT_EQ(compile_offer("{ agents = 3 }").policy.queues.at(0).offer_agents, 3U);
  EXPECT_EQ(compile_offer("{ retry = 0 }").policy.queues.at(0).offer_agents, 1U);
  expect_refused("{ agents = 0 }", "queue.offer.agents: 0 is out of range; use 1 to 10");
  expect_refused("{ agents = 11 }", "queue.offer.agents: 11 is out of range; use 1 to 10");
  expect_refused("{ mode = \"auto\", agents = 2 }",
                 "queue.offer.agents: needs mode = \"offer\": with \"auto\" nobody is asked");
}

TEST(OfferSection, ReadsWhoDecides) {
  const model::QueuePolicy queue =
      compile_offer("{ decide = \"external\", decide_timeout = \"5s\" }").policy.queues.at(0);
  EXPECT_TRUE(queue.decide_external);
  EXPECT_EQ(queue.decide_timeout, base::seconds(5));
  const model::QueuePolicy other = compile_offer("{ decide = \"engine\" }").policy.queues.at(0);
  EXPECT_FALSE(other.decide_external);
  EXPECT_EQ(other.decide_timeout, base::seconds(2));
  expect_refused("{ decide = \"me\" }",
                 "queue.offer.decide: 'me' is none of the choices; use engine or external");
  expect_refused("{ decide_timeout = 0 }",
                 "queue.offer.decide_timeout: '0' is no duration of 1ms to 36500d; use "
                 "milliseconds, or a text as \"30s\" with ms, s, m, min, h or d");
  expect_refused("{ decide = \"external\", agents = 2 }",
                 "queue.offer.agents: does not go with decide = \"external\", which names one "
                 "agent");
}

TEST(StickySection, ReadsHowLongTheLastAgentIsPreferred) {
  const auto queue = [](const std::string& sticky) {
    return compile("[[queue]]\nname = \"q\"\nsticky = " + sticky);
  };
  const Compiled full = queue("{ by = \"customer\", within = \"2d\", patience = \"0s\" }");
  ASSERT_THAT(described_all(full), IsEmpty());
  EXPECT_EQ(full.policy.queues.at(0).sticky_within, base::hours(48));
  EXPECT_EQ(full.policy.queues.at(0).sticky_patience, base::seconds(0));
  const Compiled least = queue("{ by = \"customer\" }");
  EXPECT_EQ(least.policy.queues.at(0).sticky_within, base::hours(7 * 24));
  EXPECT_EQ(least.policy.queues.at(0).sticky_patience, base::seconds(30));
  EXPECT_THAT(described_all(queue("{ by = \"channel\" }")),
              ElementsAre("line 3: queue.sticky.by: 'channel' is none of the choices; use "
                          "customer"));
  EXPECT_THAT(described_all(queue("{ within = \"7d\" }")),
              ElementsAre("line 3: queue.sticky: expected a table as { by = \"customer\", within "
                          "= \"7d\" }"));
}

TEST(OfferSection, RefusesLimitsThatCannotBe) {
  expect_refused("{ declines_max = 0 }",
                 "queue.offer.declines_max: 0 is out of range; use 1 to 1000");
  expect_refused("{ misses_max = 1001 }",
                 "queue.offer.misses_max: 1001 is out of range; use 1 to 1000");
  expect_refused("{ misses_max = \"3\" }",
                 "queue.offer.misses_max: expected an integer, got a text");
  expect_refused("{ decline_max = 3 }",
                 "queue.offer.decline_max: unknown key; did you mean declines_max?");
}

}  // namespace
}  // namespace stellwerk::policy
