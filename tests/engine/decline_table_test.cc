// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(DeclineTable, SoManyDeclinesInARowSendTheAgentAway) {
  check(R"(
    queue q declines_max=2 retry=1s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1
    AGENT.GET a1 -> state=online declines=1
    at 1s -> offer.created c1 a1
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1 | agent.state a1 away reason=declined
    AGENT.GET a1 -> state=away reason=declined declines=2
    at 1h -> nothing
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 online | offer.created c1 a1
    AGENT.GET a1 -> declines=0
  )");
}

// Although it goes on to another queue in the same moment.
TEST(DeclineTable, TheLimitIsThatOfTheQueueWhoseOfferItWas) {
  check(R"(
    queue q declines_max=1 overflow=p,waited=10s
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1 QUEUES q
    AGENT.STATE a1 ONLINE
    AGENT.SET b1 QUEUES p
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    at 10s -> nothing
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1 | conversation.overflowed c1 p | agent.state a1 away reason=declined
  )");
}

TEST(DeclineTable, WithoutALimitNobodyIsSentAway) {
  check(R"(
    queue q retry=1s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    at 1s
    CONV.DECLINE c1 @c1
    at 2s
    CONV.DECLINE c1 @c1
    at 3s
    CONV.DECLINE c1 @c1
    AGENT.GET a1 -> state=online declines=4
  )");
}

TEST(DeclineTable, AnAcceptedOfferEndsTheRow) {
  check(R"(
    queue q declines_max=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    CONV.OPEN c2 QUEUE q
    CONV.ACCEPT c2 @c2
    AGENT.GET a1 -> declines=0
    CONV.CLOSE c2
    CONV.OPEN c3 QUEUE q
    CONV.DECLINE c3 @c3
    AGENT.GET a1 -> state=online declines=1
  )");
}

TEST(DeclineTable, AMissedOfferDoesNotEndTheRow) {
  check(R"(
    queue q declines_max=2 retry=1s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    at 21s -> ... | offer.expired c1 a1
    AGENT.GET a1 -> declines=1 misses=1
    at 22s -> offer.created c1 a1
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1 | agent.state a1 away reason=declined
    AGENT.GET a1 -> declines=2 misses=0
  )");
}

TEST(DeclineTable, TheLimitIsTheQueuesThatWasDeclined) {
  check(R"(
    queue q declines_max=2
    queue p declines_max=3
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    CONV.OPEN c2 QUEUE p
    CONV.DECLINE c2 @c2 -> waiting | offer.declined c2 a1
    CONV.OPEN c3 QUEUE p
    CONV.DECLINE c3 @c3 -> waiting | offer.declined c3 a1 | agent.state a1 away reason=declined
  )");
}

TEST(DeclineTable, TheOtherOffersOfOneSentAwayAreRevoked) {
  check(R"(
    queue q declines_max=1
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    AGENT.STATE a2 ONLINE
    CONV.DECLINE c1 @c1 -> offered a2 | offer.declined c1 | agent.state a1 away reason=declined | offer.revoked c2 a1 | offer.created c1 a2
    CONV.GET c1 -> offered a2
    CONV.GET c2 -> waiting
  )");
}

TEST(MissTable, TheQueueSaysHowManyMissesAreTooMany) {
  check(R"(
    queue q misses_max=1
    queue p misses_max=4 retry=1s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p
    at 80s -> ... | offer.expired c1 | ... | offer.expired c1 | ... | offer.expired c1 | ...
    AGENT.GET a1 -> state=online misses=3
    at 83s -> ... | offer.expired c1 a1 | agent.state a1 away reason=missed
    CONV.CLOSE c1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c2 QUEUE q
    advance 20s -> offer.expired c2 a1 | agent.state a1 away reason=missed
  )");
}

}  // namespace
}  // namespace stellwerk::tests
