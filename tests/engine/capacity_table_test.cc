// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(CapacityTable, OneUnitUnlessSaidOtherwise) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> waiting position=1 | conversation.opened c2
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
  )");
}

TEST(CapacityTable, OffersUseCapacity) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    AGENT.GET a1 -> used=1
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.ACCEPT c1 @c1
    AGENT.GET a1 -> used=1
  )");
}

TEST(CapacityTable, UnitsOfTheConversationElseTheChannelElseOne) {
  check(R"(
    channel chat units=2
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 10
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    AGENT.GET a1 -> used=1
    CONV.OPEN c2 QUEUE q CHANNEL mail
    AGENT.GET a1 -> used=2
    CONV.OPEN c3 QUEUE q CHANNEL chat
    AGENT.GET a1 -> used=4
    CONV.OPEN c4 QUEUE q CHANNEL chat UNITS 5
    AGENT.GET a1 -> used=9 conversations=4
    CONV.OPEN c5 QUEUE q CHANNEL chat -> waiting | conversation.opened c5
    CONV.OPEN c6 QUEUE q -> active a1 | ...
    CONV.CLOSE c4 -> closed | conversation.closed c4 | conversation.assigned c5 a1
    AGENT.GET a1 -> used=7 conversations=5
  )");
}

TEST(CapacityTable, AChannelsMaximumCountsConversations) {
  check(R"(
    channel chat units=2
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 20 CHANNELS chat=2,mail=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c2 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c3 QUEUE q CHANNEL chat -> waiting | conversation.opened c3
    CONV.OPEN c4 QUEUE q CHANNEL mail -> active a1 | ...
    CONV.OPEN c5 QUEUE q CHANNEL mail -> waiting | conversation.opened c5
    CONV.CLOSE c4 -> closed | conversation.closed c4 | conversation.assigned c5 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c3 a1
    AGENT.SET a1 CHANNELS chat=3,mail=1
    CONV.OPEN c6 QUEUE q CHANNEL chat -> active a1 | ...
  )");
}

TEST(CapacityTable, AnOfferCountsInItsChannelsMaximum) {
  check(R"(
    policy offer
    AGENT.SET a1 CAPACITY 5 CHANNELS chat=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> offered a1 | ...
    CONV.OPEN c2 QUEUE q CHANNEL chat -> waiting | conversation.opened c2
    CONV.CLOSE c1 -> closed | unordered | offer.revoked c1 | conversation.closed c1 | offer.created c2 a1
  )");
}

TEST(CapacityTable, WithoutChannelsAnyChannelWithoutQueuesAnyQueue) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 9
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c2 QUEUE p CHANNEL fax -> active a1 | ...
    CONV.OPEN c3 QUEUE p -> active a1 | ...
  )");
}

TEST(CapacityTable, OnlyTheQueuesNamed) {
  check(R"(
    policy auto
    AGENT.SET a1 QUEUES p CAPACITY 2
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE p -> active a1 | ...
    AGENT.SET a1 QUEUES p,q -> OK | conversation.assigned c1 a1
  )");
}

TEST(CapacityTable, UnknownQueuesOfAnAgentAreAllowed) {
  check(R"(
    policy auto
    AGENT.SET a1 QUEUES q,later CAPACITY 5 -> OK
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE later -> -UNKNOWNQUEUE later
    queue q offer=auto
    queue later offer=auto
    queue p offer=auto
    POLICY.APPLY
    CONV.OPEN c2 QUEUE later -> active a1 | ...
    CONV.OPEN c3 QUEUE p -> waiting | ...
  )");
}

TEST(CapacityTable, BelowWhatIsInUseNothingNewUntilItFits) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    AGENT.GET a1 -> capacity=3 used=3 !over
    AGENT.SET a1 CAPACITY 1 -> OK
    AGENT.GET a1 -> capacity=1 used=3 conversations=3 over>0
    CONV.OPEN c4 QUEUE q -> waiting | conversation.opened c4
    CONV.CLOSE c1 -> closed | conversation.closed c1
    AGENT.GET a1 -> used=2 over>0
    CONV.CLOSE c2 -> closed | conversation.closed c2
    AGENT.GET a1 -> used=1 !over
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c4 a1
  )");
}

TEST(CapacityTable, BelowAChannelsUseNothingNewOnThatChannel) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 5 CHANNELS chat=2,mail=2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat
    CONV.OPEN c2 QUEUE q CHANNEL chat
    AGENT.SET a1 CHANNELS chat=1,mail=2 -> OK
    CONV.GET c2 -> active a1
    CONV.OPEN c3 QUEUE q CHANNEL chat -> waiting | conversation.opened c3
    CONV.OPEN c4 QUEUE q CHANNEL mail -> active a1 | ...
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3 a1
  )");
}

TEST(CapacityTable, MoreCapacityIsUsedAtOnce) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    AGENT.SET a1 CAPACITY 3 -> OK | conversation.assigned c2 a1 | conversation.assigned c3 a1
  )");
}

TEST(CapacityTable, WhatDoesNotFitDoesNotBlockWhatDoes) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q UNITS 2 -> active a1 | ...
    CONV.OPEN c2 QUEUE q UNITS 2 -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q UNITS 1 -> active a1 | ...
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
  )");
}

TEST(CapacityTable, WithoutAnyNobodyIsGivenWork) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 0
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1
    AGENT.SET a1 CAPACITY 1 -> OK | conversation.routable c1 | conversation.assigned c1 a1
    AGENT.SET a1 CAPACITY 0
    AGENT.GET a1 -> used=1 capacity=0 over=1
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2 | conversation.unroutable c2
    CONV.CLOSE c1 -> closed | conversation.closed c1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
