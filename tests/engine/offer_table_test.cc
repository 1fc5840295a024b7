// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(OfferTable, ModeAutoAssignsWithoutAsking) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 !offer | conversation.opened c1 | conversation.assigned c1 a1
    advance 1h -> nothing
  )");
}

TEST(OfferTable, AnOfferExpiresAtItsTimeAndGoesToTheNext) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.SET a2 SKILLS x=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | conversation.opened c1 | offer.created c1 a1 expires=20s
    at 19999ms -> nothing
    at 20s -> offer.expired c1 a1 offer=$o at=20s | offer.created c1 a2 expires=40s at=20s
    CONV.ACCEPT c1 $o -> -STALE
    CONV.DECLINE c1 $o -> -STALE
    CONV.ACCEPT c1 @c1 -> active a2 | offer.accepted c1 a2 | conversation.assigned c1 a2
  )");
}

TEST(OfferTable, AcceptedInTheMomentOfExpiryIsTooLate) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1
    CONV.ACCEPT c1 @c1 -> -STALE
  )");
}

TEST(OfferTable, TheQueueSetsTheTimeOut) {
  check(R"(
    queue q timeout=7s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | conversation.opened c1 | offer.created c1 expires=7s
    at 7s -> offer.expired c1 a1
  )");
}

TEST(OfferTable, AfterADeclineThatPairRestsThirtySeconds) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 5s
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1
    # others may still be offered to the same agent
    CONV.OPEN c2 QUEUE q CHANNEL chat -> offered a1 | conversation.opened c2 | offer.created c2 a1 channel=chat
    CONV.CLOSE c2 -> closed | offer.revoked c2 channel=chat | conversation.closed c2
    at 34999ms -> nothing
    at 35s -> offer.created c1 a1 at=35s
  )");
}

TEST(OfferTable, AfterAnExpiryThatPairRestsThirtySeconds) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1
    at 49999ms -> nothing
    at 50s -> offer.created c1 a1 at=50s expires=70s
  )");
}

TEST(OfferTable, TheRestIsTheQueuesToSet) {
  check(R"(
    queue q retry=3s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1
    at 3s -> offer.created c1 a1
  )");
}

TEST(OfferTable, ADeclinedOneGoesToAnotherAgentAtOnce) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.SET a2 SKILLS x=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | ...
    CONV.DECLINE c1 $o -> offered a2 offer=$p | offer.declined c1 a1 offer=$o | offer.created c1 a2 offer=$p
    CONV.ACCEPT c1 $o -> -STALE
    CONV.ACCEPT c1 $p -> active a2 | ...
  )");
}

TEST(OfferTable, ThreeMissesInARowSendTheAgentAway) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1
    at 50s -> offer.created c1 a1
    at 70s -> offer.expired c1 a1
    at 100s -> offer.created c1 a1
    at 120s -> offer.expired c1 a1 | agent.state a1 away reason=missed
    AGENT.GET a1 -> state=away
    at 1h -> nothing
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 online | offer.created c1 a1
  )");
}

TEST(OfferTable, AnAcceptedOfferEndsTheRowOfMisses) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1
    at 50s -> offer.created c1 a1
    at 70s -> offer.expired c1 a1
    at 100s -> offer.created c1 a1
    CONV.ACCEPT c1 @c1
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q -> offered | ...
    at 120s -> offer.expired c2 a1
    AGENT.GET a1 -> state=online
  )");
}

TEST(OfferTable, ADeclineIsAnAnswerAndEndsTheRowOfMisses) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1
    at 50s -> offer.created c1 a1
    at 70s -> offer.expired c1 a1
    at 100s -> offer.created c1 a1
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1
    at 130s -> offer.created c1 a1
    at 150s -> offer.expired c1 a1
    AGENT.GET a1 -> state=online
  )");
}

TEST(OfferTable, AnAgentWhoComesBackBeginsANewRow) {
  check(R"(
    policy offer
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    at 20s -> ... | agent.state a1 away reason=missed
    at 60s
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 online | offer.created c1 | offer.created c2 | offer.created c3
    CONV.CLOSE c2
    CONV.CLOSE c3
    at 80s -> offer.expired c1 a1
    AGENT.GET a1 -> state=online
  )");
}

TEST(OfferTable, TheThirdMissRevokesTheOffersStillOut) {
  check(R"(
    queue q timeout=20s
    queue p timeout=1h
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 4
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    CONV.OPEN c4 QUEUE p
    at 20s -> unordered | offer.expired c1 | offer.expired c2 | offer.expired c3 | agent.state a1 away reason=missed | offer.revoked c4 a1
    CONV.GET c4 -> waiting
  )");
}

TEST(OfferTable, IdentifiersAreNeverUsedTwice) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q -> offered offer=$p | ...
    CONV.ACCEPT c2 $o -> -?
    CONV.ACCEPT c1 $o -> -?
    CONV.GET c2 -> offered offer=$p
    CONV.ACCEPT c2 $p -> active | ...
  )");
}

TEST(OfferTable, AnOfferOfAnotherConversationAcceptsNothing) {
  check(R"(
    policy offer
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    CONV.OPEN c2 QUEUE q -> offered offer=$p | ...
    CONV.ACCEPT c1 $p -> -?
    CONV.GET c1 -> offered offer=$o
    CONV.GET c2 -> offered offer=$p
  )");
}

TEST(OfferTable, AnOlderEpochsOfferIsStale) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    AGENT.STATE a1 OFFLINE
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | offer.created c1 a1
    CONV.ACCEPT c1 $o -> -STALE
    CONV.ACCEPT c1 @c1 -> active a1 | ...
  )");
}

TEST(OfferTable, AcceptedAlreadyIsADuplicateUntilItIsLost) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    CONV.ACCEPT c1 $o -> active duplicate=0 | ...
    at 1m
    CONV.ACCEPT c1 $o -> active a1 duplicate=1
    CONV.GET c1 -> active
  )");
}

TEST(OfferTable, DeclinesAreAnswersNotMisses) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    CONV.OPEN c2 QUEUE q
    CONV.DECLINE c2 @c2
    CONV.OPEN c3 QUEUE q
    CONV.DECLINE c3 @c3
    AGENT.GET a1 -> state=online
  )");
}

TEST(OfferTable, AnUpdateDoesNotEndTheRest) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECLINE c1 @c1
    at 5s
    CONV.UPDATE c1 PRIORITY 1 -> waiting | ...
    CONV.UPDATE c1 QUEUE p -> waiting | ...
    at 29999ms -> nothing
    at 30s -> offer.created c1 a1
  )");
}

TEST(OfferTable, ADeclinedOneKeepsItsPlace) {
  check(R"(
    routing policy=fifo
    queue q
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    at 1s
    CONV.OPEN c2 QUEUE q -> waiting | ...
    at 2s
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1 | offer.created c2 a1
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | offer.created c1 a2
    CONV.ACCEPT c1 @c1 -> active a2 | offer.accepted c1 a2 | conversation.assigned c1 a2 waited_ms=2s
  )");
}

TEST(OfferTable, ADeclinedOfferHasEnded) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    CONV.DECLINE c1 $o -> waiting duplicate=0 | offer.declined c1 a1
    CONV.DECLINE c1 $o -> -STALE
    at 30s -> offer.created c1 a1
    CONV.ACCEPT c1 @c1
    CONV.GET c1 -> active
  )");
}

}  // namespace
}  // namespace stellwerk::tests
