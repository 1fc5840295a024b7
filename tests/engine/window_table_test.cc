// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(WindowTable, ClosesUnanswered) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q WINDOW 1h
    CONV.GET c1 -> window_due_ms=1h
    at 5h -> sla.warning c1 window at=48m | sla.breached c1 window at=1h
  )");
}

TEST(WindowTable, AnAnswerInTimeMeetsIt) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q WINDOW 1h
    at 30m
    MSG.OUT c1 r1 hi FROM a1 -> active | message.out c1 | sla.met c1 window due=1h
    at 5h -> nothing
  )");
}

TEST(WindowTable, TheChannelsCountsFromTheLastMessage) {
  check(R"(
    channel wa units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 30m
    MSG.IN c1 m2 there?
    CONV.GET c1 -> window_due_ms=90m
    at 5h -> sla.warning c1 window at=78m | sla.breached c1 window at=90m
  )");
}

TEST(WindowTable, AnsweredItOpensWithTheNextMessage) {
  check(R"(
    channel wa units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 10m
    MSG.OUT c1 r1 hi FROM a1 -> active | message.out c1 | sla.met c1 window
    CONV.GET c1 -> !window_due_ms
    at 2h -> nothing
    MSG.IN c1 m2 again
    at 5h -> sla.warning c1 window at=168m | sla.breached c1 window at=3h
  )");
}

TEST(WindowTable, OfBothTheEarlierCloses) {
  check(R"(
    channel wa units=1 reply_window=1h
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa WINDOW 40m
    CONV.GET c1 -> window_due_ms=40m
    MSG.IN c2 m1 hello QUEUE q CHANNEL wa WINDOW 4h
    CONV.GET c2 -> window_due_ms=1h
  )");
}

TEST(WindowTable, TheSmallerSlackDecides) {
  check(R"(
    sla hour first_response=1h
    queue q sla=hour offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q WINDOW 30m
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c2 a1 | ...
  )");
}

TEST(WindowTable, AMessageMovesTheDeadlineOfOneThatWaits) {
  check(R"(
    channel wa units=1 reply_window=50m
    sla hour first_response=1h
    queue q sla=hour offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    CONV.OPEN c2 QUEUE q
    at 20m
    # now its own target is the earlier one
    MSG.IN c1 m2 there?
    CONV.OPEN c3 QUEUE q WINDOW 30m
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c3 a1 | ...
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c1 a1 | ...
  )");
}

TEST(WindowTable, AMessageWithoutOneLeavesTheDeadlineAsItIs) {
  check(R"(
    sla hour first_response=1h
    queue q sla=hour offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q DUE 2h
    CONV.OPEN c2 QUEUE q
    at 20m
    MSG.IN c1 m1 there?
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c2 a1 | ...
  )");
}

TEST(WindowTable, ItRunsWhateverTheOpeningHours) {
  check(R"(
    calendar office open=100m-200m known=10d
    channel wa units=1 reply_window=1h
    sla day resolution=1d calendar=office
    queue q sla=day offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 5h -> sla.warning c1 window at=48m | sla.breached c1 window at=1h
  )");
}

TEST(WindowTable, AfterTheBotsWindowHumansOnly) {
  check(R"(
    channel wa units=1 reply_window=24h bot_window=1h
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 1h
    AGENT.STATE bot ONLINE -> >0 | agent.state bot
    CONV.GET c1 -> waiting
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | message.in c1 a1
  )");
}

TEST(WindowTable, AnotherMessageLetsTheBotAgain) {
  check(R"(
    channel wa units=1 reply_window=24h bot_window=1h
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 2h
    AGENT.STATE bot ONLINE -> >0 | agent.state bot
    MSG.IN c1 m2 hello? -> active bot | message.in c1 m2 !agent | conversation.routable c1 | conversation.assigned c1 bot | message.in c1 m1 bot | message.in c1 m2 bot
  )");
}

TEST(WindowTable, ABotThatWorksOnItIsEscalatedWhenItsWindowCloses) {
  check(R"(
    channel wa units=1 reply_window=24h bot_window=1h
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    at 1h -> conversation.escalated c1 reason=window | conversation.unroutable c1
    MSG.OUT c1 o1 hello FROM bot -> -STALE
    CONV.TAKE c1 bot -> -UNROUTABLE human
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | message.in c1 a1
    MSG.OUT c1 o1 hello FROM a1 -> active a1 | message.out c1 o1 a1 | sla.met c1 window
  )");
}

TEST(WindowTable, ABotsOfferIsRevokedWhenItsWindowCloses) {
  check(R"(
    channel wa units=1 reply_window=24h bot_window=1h
    queue q timeout=5h
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa -> offered bot | ...
    at 1h -> offer.revoked c1 bot reason=window at=1h | conversation.unroutable c1 missing=human
  )");
}

TEST(WindowTable, ReopenedItCountsOnFromTheMessage) {
  check(R"(
    channel wa units=1 reply_window=24h
    queue q
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    MSG.IN c2 m1 hello QUEUE q CHANNEL wa
    MSG.OUT c2 r1 hi
    at 2h
    CONV.CLOSE c1
    CONV.CLOSE c2
    at 10h
    CONV.OPEN c1 QUEUE q WINDOW 30h REOPEN 1
    CONV.OPEN c2 QUEUE q REOPEN 1
    CONV.GET c2 -> waiting
    at 25h -> sla.warning c1 window at=1152m due=24h | sla.breached c1 window at=24h due=24h
    MSG.OUT c1 r1 hi
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE q REOPEN 1
    at 60h -> nothing
  )",
        {.closed_max = base::hours(20)});
}

TEST(WindowTable, WhatClosedMeanwhileIsNotTold) {
  check(R"(
    channel wa units=1 reply_window=1h
    queue q
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa
    CONV.CLOSE c1
    at 1h
    CONV.OPEN c1 QUEUE q REOPEN 1
    at 60h -> nothing
  )",
        {.closed_max = base::hours(20)});
}

TEST(WindowTable, ReopenedTheBotsCountsOnFromTheMessageToo) {
  check(R"(
    channel wa units=1 reply_window=24h bot_window=1h
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot CAPACITY 2
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wa -> active bot | ...
    MSG.IN c2 m1 hello QUEUE q CHANNEL wa -> active bot | ...
    CONV.CLOSE c1
    CONV.CLOSE c2
    at 30m
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active bot | ...
    at 1h -> conversation.escalated c1 reason=window at=1h | conversation.unroutable c1
    CONV.OPEN c2 QUEUE q REOPEN 1 -> waiting | conversation.opened c2 | conversation.unroutable c2
  )",
        {.closed_max = base::hours(20)});
}

TEST(WindowTable, EndsWithTheConversation) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q WINDOW 1h
    CONV.ABANDON c1
    at 5h -> nothing
  )");
}

}  // namespace
}  // namespace stellwerk::tests
