// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/tail/event_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellwerk::cli {
namespace {

const StreamEvent kOffer = {
    "7-0", {{"type", "offer.created"}, {"conv", "c1"}, {"agent", "anna"}, {"queue", "chat"}}};

EventFilter of_types(std::vector<std::string> types) { return {std::move(types), {}, {}, {}}; }

TEST(EventFilter, LetsEverythingThroughWhenNothingIsGiven) {
  EXPECT_TRUE(EventFilter().matches(kOffer));
}

TEST(EventFilter, KnowsATypeByItsNameOrItsKind) {
  EXPECT_TRUE(of_types({"offer.created"}).matches(kOffer));
  EXPECT_TRUE(of_types({"sla", "offer"}).matches(kOffer));
  EXPECT_FALSE(of_types({"offer.c"}).matches(kOffer));
  EXPECT_FALSE(of_types({"sla"}).matches(kOffer));
}

TEST(EventFilter, WantsAllThatIsGiven) {
  EXPECT_TRUE((EventFilter{{"offer"}, "c1", "anna", "chat"}.matches(kOffer)));
  EXPECT_FALSE((EventFilter{{"offer"}, "c2", "anna", "chat"}.matches(kOffer)));
  EXPECT_FALSE((EventFilter{{"offer"}, "c1", "otto", "chat"}.matches(kOffer)));
  EXPECT_FALSE((EventFilter{{"offer"}, "c1", "anna", "mail"}.matches(kOffer)));
  EXPECT_FALSE((EventFilter{{}, {}, "anna", {}}.matches({"1-0", {{"type", "policy.applied"}}})));
}

TEST(EventFilter, RefusesTypesThatNoEventHas) {
  EXPECT_EQ(check_event_type("sla.breached"), "");
  EXPECT_EQ(check_event_type("conversation"), "");
  EXPECT_THAT(check_event_type("breached"), testing::HasSubstr("sla.breached"));
  EXPECT_NE(check_event_type("sla."), "");
}

}  // namespace
}  // namespace stellwerk::cli
