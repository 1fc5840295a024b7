// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Messages of one customer that follow each other closely.
namespace stellwerk::tests {
namespace {

TEST(FragmentsTable, NobodyIsGivenItWhileTheCustomerWrites) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 "I have" QUEUE q CHANNEL chat -> waiting position=1 | conversation.opened c1 | message.in c1 m1
    CONV.GET c1 -> waiting customer_writes_ms=3s
    at 2999ms -> nothing
    MSG.IN c1 m2 "a question" -> waiting | message.in c1 m2
    CONV.GET c1 -> waiting customer_writes_ms=5999ms
    at 5998ms -> nothing
    at 5999ms -> conversation.assigned c1 a1 waited_ms=5999ms at=5999ms | message.in c1 m1 a1 | message.in c1 m2 a1
    CONV.GET c1 -> active !customer_writes_ms
    # from then on at once
    MSG.IN c1 m3 "about my bill" -> active | message.in c1 m3 a1
  )");
}

TEST(FragmentsTable, WhoNeverStopsIsGivenAllTheSame) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 2s
    MSG.IN c1 m2 b
    at 4s
    MSG.IN c1 m3 c
    at 6s
    MSG.IN c1 m4 d
    at 8s
    MSG.IN c1 m5 e
    at 10s
    MSG.IN c1 m6 f
    at 11s
    MSG.IN c1 m7 g
    CONV.GET c1 -> customer_writes_ms=12s
    at 12s -> conversation.assigned c1 a1 at=12s | message.in c1 m1 | ...
  )");
}

TEST(FragmentsTable, ItsPlaceAndItsClocksAreThoseOfItsFirst) {
  check(R"(
    channel chat units=1 fragments=3s
    sla minute first_response=1m next_response=30s
    queue q sla=minute offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 1s
    CONV.OPEN c2 QUEUE q
    at 2s
    MSG.IN c1 m2 b
    at 10s
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 waited_ms=10s | sla.met c1 first_response due=1m | message.in c1 m1 | message.in c1 m2
    at 40s -> sla.warning c1 next_response at=24s | sla.breached c1 next_response at=30s
  )");
}

TEST(FragmentsTable, OthersGoAheadMeanwhile) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    CONV.OPEN c2 QUEUE q CHANNEL chat
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c2 a1
    at 5s -> nothing
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1 | message.in c1
  )");
}

TEST(FragmentsTable, ItsClocksRunMeanwhile) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat DUE 2s
    at 1h -> sla.warning c1 first_response at=1600ms | sla.breached c1 first_response at=2s | conversation.assigned c1 a1 at=3s | message.in c1
  )");
}

TEST(FragmentsTable, ByHandItCanBeTaken) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    CONV.TAKE c1 a1 -> active a1 | conversation.assigned c1 a1 reason=taken | message.in c1
    CONV.GET c1 -> active !customer_writes_ms
    at 1h -> nothing
  )");
}

TEST(FragmentsTable, AgentsWhoComeAndPoliciesThatChangeDoNotEndIt) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 1s
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1
    CONV.UPDATE c1 PRIORITY 2 -> waiting
    channel chat units=1
    queue q offer=auto
    POLICY.APPLY
    at 3s -> conversation.assigned c1 a1 at=3s | message.in c1
  )");
}

TEST(FragmentsTable, ItEndsWithTheConversation) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    CONV.ABANDON c1
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    at 1m -> nothing
    # and begins anew when it reopens
    MSG.IN c1 m2 b -> waiting | conversation.opened c1 reopened=1 | message.in c1
    at 63s -> conversation.assigned c1 a1 | message.in c1
  )");
}

TEST(FragmentsTable, OpenedOtherwiseItIsGivenAtOnce) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    MSG.IN c2 m1 a QUEUE q -> active a1 | ...
  )");
}

TEST(FragmentsTable, WaitingLongerItIsNotKeptBackAgain) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 10s
    MSG.IN c1 m2 b
    CONV.GET c1 -> waiting !customer_writes_ms
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | ...
  )");
}

TEST(FragmentsTable, AStickyAgentIsWaitedForAfterwards) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c0 QUEUE q -> active a1 | ...
    MSG.IN c1 m1 a QUEUE q CHANNEL chat STICKY a1:1h
    at 3s -> nothing
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c1 a1 | message.in c1
  )");
}

TEST(FragmentsTable, AnExplanationSaysSo) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 1s
    CONV.EXPLAIN c1 -> text~"waits for the customer to finish writing, 2 s if he writes no more" lacking.writing=1 agents.0.lacks.0~"finished writing"
    at 3s
    CONV.EXPLAIN c1 -> a1 !lacking.writing
  )");
}

TEST(FragmentsTable, OfAClosePieceABotHasOneTurn) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto turns=1
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 3s
    MSG.OUT c1 r1 x FROM bot
    CONV.GET c1 -> bot turns=1
    at 5s
    # another piece, but for its first message all of one
    MSG.IN c1 m2 b -> waiting | conversation.escalated c1 reason=turns | ...
  )");
}

TEST(FragmentsTable, AnsweredInTheMiddleOfAPieceTheBotKeepsIt) {
  check(R"(
    channel chat units=1 fragments=3s
    queue q offer=auto turns=2
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 a QUEUE q CHANNEL chat
    at 3s
    MSG.OUT c1 r1 x FROM bot
    at 10s
    MSG.IN c1 m2 b
    MSG.OUT c1 r2 y FROM bot
    CONV.GET c1 -> turns=2
    at 11s
    MSG.IN c1 m3 c -> active bot | message.in c1 m3 bot
    MSG.OUT c1 r3 z FROM bot
    CONV.GET c1 -> turns=2
    at 15s
    MSG.IN c1 m4 d -> waiting | conversation.escalated c1 bot reason=turns | ...
  )");
}

}  // namespace
}  // namespace stellwerk::tests
