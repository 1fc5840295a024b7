// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// WINDOW of a message: a token with which the platform takes an answer, for a while.
namespace stellwerk::tests {
namespace {

TEST(TokenTable, CountsAnewFromTheMessageThatBringsIt) {
  check(R"(
    policy auto
    MSG.IN c1 m1 hello QUEUE q WINDOW 50s
    CONV.GET c1 -> window_due_ms=50s
    at 30s
    MSG.IN c1 m2 hello? WINDOW 50s
    CONV.GET c1 -> window_due_ms=80s
    at 79999ms -> sla.warning c1 window at=70s
    at 5m -> sla.breached c1 window at=80s due=80s
  )");
}

TEST(TokenTable, AShorterOneCountsAsWell) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q WINDOW 1h
    at 10s
    MSG.IN c1 m2 hello? WINDOW 10s
    CONV.GET c1 -> window_due_ms=20s
    at 1h -> sla.warning c1 window at=18s | sla.breached c1 window at=20s
  )");
}

TEST(TokenTable, AMessageWithoutOneLeavesItAsItIs) {
  check(R"(
    policy auto
    MSG.IN c1 m1 hello QUEUE q WINDOW 50s
    at 30s
    MSG.IN c1 m2 hello?
    CONV.GET c1 -> window_due_ms=50s
    at 5m -> sla.warning c1 window at=40s | sla.breached c1 window at=50s
    MSG.IN c1 m3 hello??
    at 10m -> nothing
  )");
}

TEST(TokenTable, OfOneTimeItWarnsOnce) {
  check(R"(
    channel line units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL line WINDOW 50s
    at 40s -> sla.warning c1 window at=40s due=50s
    MSG.IN c1 m2 hello? -> waiting | message.in c1 m2
    CONV.GET c1 -> window_due_ms=50s
    at 1m -> sla.breached c1 window at=50s
  )");
}

TEST(TokenTable, AnsweredItIsMetOnce) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q WINDOW 50s
    at 49999ms -> sla.warning c1 window at=40s
    MSG.OUT c1 r1 hi FROM a1 -> active | message.out c1 | sla.met c1 window due=50s
    MSG.OUT c1 r2 hi FROM a1 -> active | message.out c1
    at 5m -> nothing
    MSG.IN c1 m2 more
    CONV.GET c1 -> !window_due_ms
    MSG.IN c1 m3 more WINDOW 1m
    CONV.GET c1 -> window_due_ms=6m
  )");
}

TEST(TokenTable, AtItsLastMillisecondItIsTooLate) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q WINDOW 50s
    at 50s -> sla.warning c1 window at=40s | sla.breached c1 window at=50s
    MSG.OUT c1 r1 hi FROM a1 -> active | message.out c1
    at 5m -> nothing
  )");
}

TEST(TokenTable, TheChannelsWindowAndItsOwnTheEarlierDecides) {
  check(R"(
    channel line units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL line WINDOW 30s
    CONV.GET c1 -> window_due_ms=30s
    at 20s
    MSG.IN c1 m2 hello? WINDOW 2h
    CONV.GET c1 -> window_due_ms=3620s
    at 30s
    MSG.IN c1 m3 hello?? WINDOW 30s
    CONV.GET c1 -> window_due_ms=60s
  )");
}

TEST(TokenTable, OneThatHasClosedDoesNotCloseTheNext) {
  check(R"(
    channel line units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL line WINDOW 30s
    at 30s -> sla.warning c1 window at=24s | sla.breached c1 window at=30s
    MSG.IN c1 m2 hello? -> waiting | message.in c1 m2
    CONV.GET c1 -> window_due_ms=3630s
    at 2h -> sla.warning c1 window at=2910s | sla.breached c1 window at=3630s
  )");
}

TEST(TokenTable, TheSmallerSlackDecidesWhoGoesFirst) {
  check(R"(
    sla hour first_response=1h
    queue q sla=hour offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    MSG.IN c2 m1 hello QUEUE q
    MSG.IN c2 m2 hello? WINDOW 20m
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c2 a1 | ...
  )");
}

TEST(TokenTable, JournalsOfBeforeCountOnlyThatOfTheOpening) {
  check(R"(
    policy auto
    MSG.IN c1 m1 hello QUEUE q OPENING_WINDOW 50s
    CONV.GET c1 -> window_due_ms=50s
    at 30s
    MSG.IN c1 m2 hello? OPENING_WINDOW 50s
    CONV.GET c1 -> window_due_ms=50s
  )");
}

TEST(TokenTable, ItRunsWhileSomebodyHoldsIt) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q
    CONV.HOLD c1
    MSG.IN c1 m2 hello? WINDOW 10s
    CONV.HOLD c1
    at 1m -> sla.warning c1 window at=8s | sla.breached c1 window at=10s
  )");
}

}  // namespace
}  // namespace stellwerk::tests
