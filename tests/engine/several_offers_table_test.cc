// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(SeveralOffersTable, TheFirstWhoAcceptsHasIt) {
  check(R"(
    queue q agents=3 timeout=20s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.SET a4
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    AGENT.STATE a4 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | conversation.opened c1 | offer.created c1 a1 offer=$o | offer.created c1 a2 offer=$p expires=20s | offer.created c1 a3 offer=$r
    CONV.GET c1 -> offered agent=a1 offer=$o offers.0.agent=a1 offers.1.agent=a2 offers.1.offer=$p offers.2.offer=$r offers.2.expires=20s
    AGENT.GET a2 -> used=1 conversations=1
    AGENT.GET a4 -> used=0 conversations=0
    CONV.ACCEPT c1 $p -> active a2 | offer.accepted c1 a2 offer=$p | offer.revoked c1 a1 offer=$o reason=taken | offer.revoked c1 a3 offer=$r reason=taken | conversation.assigned c1 a2 offer=$p
    CONV.ACCEPT c1 $o -> -STALE
    CONV.ACCEPT c1 $p -> active a2 duplicate=1
    AGENT.GET a1 -> used=0 conversations=0
    at 1h -> nothing
  )");
}

TEST(SeveralOffersTable, TheFirstOfferIsAcceptedLikeAnyOther) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | ... | offer.created c1 a2
    CONV.ACCEPT c1 $o -> active a1 | offer.accepted c1 a1 | offer.revoked c1 a2 reason=taken | conversation.assigned c1 a1
  )");
}

TEST(SeveralOffersTable, FurtherOffersFollowTheStepsOfAnotherPolicy) {
  check(R"(
    queue q agents=2 step=10s,skills=billing>=1
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | conversation.opened c1 | offer.created c1 a1 | offer.created c1 a2
    AGENT.SET a3
    AGENT.STATE a3 ONLINE
    AGENT.SET b1 SKILLS billing=1
    queue q agents=2 step=0s,skills=billing>=1
    POLICY.APPLY
    # a3 is not for this step
    AGENT.STATE a1 OFFLINE -> >0 | agent.state a1 | offer.revoked c1 a1
    AGENT.STATE b1 ONLINE -> >0 | agent.state b1
    AGENT.STATE a3 OFFLINE -> >0 | agent.state a3
    AGENT.STATE a2 OFFLINE -> >0 | agent.state a2 | offer.revoked c1 a2 | offer.created c1 b1
  )");
}

TEST(SeveralOffersTable, FurtherOffersFollowTheStepsThatAreDue) {
  check(R"(
    queue q agents=2 timeout=1m step=0s,skills=billing>=2 step=10s,skills=billing>=1
    POLICY.APPLY
    AGENT.SET a1 SKILLS billing=2
    AGENT.SET a2 SKILLS billing=1
    AGENT.SET a3 SKILLS billing=2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | conversation.opened c1 | offer.created c1 a1 | offer.created c1 a3
    at 20s
    AGENT.STATE a1 OFFLINE -> >0 | agent.state a1 | offer.revoked c1 a1 | offer.created c1 a2
  )");
}

TEST(SeveralOffersTable, ADeclineFreesOneAndAnotherIsAsked) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | conversation.opened c1 | offer.created c1 a1 | offer.created c1 a2 offer=$p
    at 5s
    CONV.DECLINE c1 $o -> offered a2 offer=$p | offer.declined c1 a1 | offer.created c1 a3 expires=25s
    CONV.DECLINE c1 $o -> -STALE
    AGENT.GET a1 -> used=0
    at 20s -> offer.expired c1 a2 offer=$p
    CONV.GET c1 -> offered a3
    at 25s -> offer.expired c1 a3
    CONV.GET c1 -> waiting
    at 35s -> offer.created c1 a1 at=35s
  )");
}

TEST(SeveralOffersTable, ARivalsDeclineLeavesTheFirst) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | conversation.opened c1 | offer.created c1 a1 | offer.created c1 a2 offer=$p
    CONV.DECLINE c1 $p REASON busy -> offered a1 offer=$o | offer.declined c1 a2 reason=busy
    CONV.ACCEPT c1 $o -> active a1 | offer.accepted c1 a1 | conversation.assigned c1 a1
  )");
}

TEST(SeveralOffersTable, AllExpireAtTheirTime) {
  check(R"(
    queue q agents=3
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20s -> offer.expired c1 a1 at=20s | offer.expired c1 a2 at=20s
    CONV.GET c1 -> waiting
    AGENT.GET a2 -> misses=1
    at 50s -> offer.created c1 a1 | offer.created c1 a2
  )");
}

TEST(SeveralOffersTable, NobodyIsAskedTwiceWhileAnotherWaitsForAnOffer) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    AGENT.STATE a1 OFFLINE -> >0 | agent.state a1 | offer.revoked c1 | offer.revoked c2 | offer.created c1 | offer.created c2
    CONV.GET c1 -> offered offers.#=1
    CONV.GET c2 -> offered offers.#=1
  )");
}

TEST(SeveralOffersTable, OneWhoComesLaterIsNotAskedToo) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ... | offer.created c1 a1
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2
    CONV.OPEN c2 QUEUE q -> offered a2 | ... | offer.created c2 a2
  )");
}

TEST(SeveralOffersTable, TheAgentItPrefersIsAskedAlone) {
  check(R"(
    queue q agents=3
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q STICKY a2 -> offered a2 | conversation.opened c1 | offer.created c1 a2
    CONV.DECLINE c1 @c1 -> offered a1 | offer.declined c1 a2 | offer.created c1 a1 | offer.created c1 a3
  )");
}

TEST(SeveralOffersTable, EachTakesUnitsAndChannelsOfItsAgent) {
  check(R"(
    queue q agents=2
    channel mail units=2
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 4 CHANNELS mail=1
    AGENT.SET a2 CAPACITY 4 CHANNELS mail=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL mail
    AGENT.GET a2 -> used=2
    AGENT.SET a2 CHANNELS mail=1,chat=1
    CONV.OPEN c2 QUEUE q CHANNEL mail -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q CHANNEL chat -> offered a2 | ...
    AGENT.GET a2 -> used=3 conversations=2
  )");
}

TEST(SeveralOffersTable, WhoGoesLosesHisOffersAlone) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE LEASE 5s
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    AGENT.STATE a3 ONLINE
    at 5s -> agent.state a1 offline reason=lease | offer.revoked c1 a1 | offer.created c1 a3
    AGENT.STATE a3 AWAY -> >0 | agent.state a3 away | offer.revoked c1 a3
    CONV.GET c1 -> offered a2 offers.#=1
    AGENT.DEL a2 FORCE 1 -> OK | agent.state a2 | offer.revoked c1 a2
    CONV.GET c1 -> waiting offers.#=0
  )");
}

TEST(SeveralOffersTable, ClosingAndLeavingRevokeAll) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.SET a2 CAPACITY 2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE c1 -> closed | offer.revoked c1 a1 reason=closed | offer.revoked c1 a2 reason=closed | conversation.closed c1
    CONV.ABANDON c2 -> closed | offer.revoked c2 a1 reason=abandoned | offer.revoked c2 a2 reason=abandoned | conversation.abandoned c2
    AGENT.GET a1 -> used=0 conversations=0
    AGENT.GET a2 -> used=0 conversations=0
  )");
}

TEST(SeveralOffersTable, AnUpdateRevokesAllAndAsksAnew) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.UPDATE c1 PRIORITY 1 -> offered | offer.revoked c1 a1 reason=updated | offer.revoked c1 a2 reason=updated | offer.created c1 | offer.created c1
    CONV.GET c1 -> offers.#=2
  )");
}

TEST(SeveralOffersTable, TakingItByHand) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    AGENT.STATE a3 ONLINE
    CONV.TAKE c1 a3 -> active a3 | offer.revoked c1 a1 reason=taken | offer.revoked c1 a2 reason=taken | conversation.assigned c1 a3 reason=taken
    CONV.OPEN c2 QUEUE q -> offered a1 | ...
    CONV.TAKE c2 a2 -> active a2 | offer.accepted c2 a2 | offer.revoked c2 a1 reason=taken | conversation.assigned c2 a2
  )");
}

TEST(SeveralOffersTable, BotsAndHumansAreAskedTogetherUntilItIsForHumansOnly) {
  check(R"(
    queue q agents=2
    channel chat reply_window=1h bot_window=10s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET b1 KIND bot
    AGENT.SET b2 KIND bot
    AGENT.STATE b1 ONLINE
    AGENT.STATE a1 ONLINE
    AGENT.STATE b2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered b1 | conversation.opened c1 | offer.created c1 b1 | offer.created c1 a1
    CONV.ESCALATE c1 -> offered a1 | offer.revoked c1 b1 reason=escalated | offer.revoked c1 a1 reason=escalated | conversation.escalated c1 | offer.created c1 a1
    CONV.CLOSE c1
    MSG.IN c2 m1 hello QUEUE q CHANNEL chat -> offered b2 | ...
    CONV.GET c2 -> offers.0.agent=b2 offers.1.agent=b1
    at 10s -> offer.revoked c2 b2 reason=window | offer.revoked c2 b1 reason=window | offer.created c2 a1
  )");
}

TEST(SeveralOffersTable, APolicyLeavesOffersThatAreOut) {
  check(R"(
    queue q agents=2
    queue p
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    queue q moved_to=p
    queue p
    POLICY.APPLY -> 2 | policy.applied
    CONV.GET c1 -> offered queue=p offers.#=2
    CONV.DECLINE c1 @c1 -> offered a1 | offer.declined c1 a2
    CONV.DECLINE c1 @c1 -> -STALE
    at 20s -> offer.expired c1 a1
  )");
}

TEST(SeveralOffersTable, IsExplained) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | ...
    CONV.EXPLAIN c1 -> text~"is offered to a1 and 1 other"
    at 3s
    CONV.ACCEPT c1 $o
    CONV.EXPLAIN c1 -> decisions.0.agent=a1 decisions.0.outcome=accepted decisions.1.agent=a2 decisions.1.outcome=revoked decisions.1.outcome_at=3s
  )");
}

TEST(SeveralOffersTable, AreListedForEveryAgentAsked) {
  check(R"(
    queue q agents=2
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.LIST AGENT a2 -> 1.#=1 1.0.conv=c1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
