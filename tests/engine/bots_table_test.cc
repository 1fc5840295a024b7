// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(BotsTable, AfterItsTurnsHumansGoOn) {
  check(R"(
    queue q offer=auto turns=2
    POLICY.APPLY
    AGENT.SET bot KIND bot CAPACITY 9
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q -> active bot | ...
    CONV.GET c1 -> !turns
    MSG.OUT c1 r1 hi FROM bot
    # more of one answer
    MSG.OUT c1 r2 "how can I help?" FROM bot
    CONV.GET c1 -> turns=1
    MSG.IN c1 m2 "my bill" -> active bot | message.in c1 bot
    MSG.OUT c1 r3 "which one?" FROM bot -> active bot | message.out c1
    CONV.GET c1 -> turns=2
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1
    MSG.IN c1 m3 "the last" -> active a1 episode>1 | conversation.escalated c1 bot reason=turns | message.in c1 m3 !agent | conversation.assigned c1 a1 | message.in c1 m3 a1
    CONV.GET c1 -> active a1 !turns
    # its late writes come too late
    MSG.OUT c1 r4 "that one?" FROM bot -> -STALE
    CONV.CLOSE c1 IF 1 -> -STALE
  )");
}

TEST(BotsTable, WithoutAHumanItWaitsForOne) {
  check(R"(
    queue q offer=auto turns=1
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q
    MSG.OUT c1 r1 hi FROM bot
    MSG.IN c1 m2 help -> waiting | conversation.escalated c1 reason=turns | message.in c1 m2 | conversation.unroutable c1 missing=human
    CONV.EXPLAIN c1 -> text~"a human"
  )");
}

TEST(BotsTable, HumansHaveNoTurns) {
  check(R"(
    queue q offer=auto turns=1
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q
    MSG.OUT c1 r1 hi FROM a1
    MSG.IN c1 m2 more -> active a1 | message.in c1
    CONV.GET c1 -> !turns
  )");
}

TEST(BotsTable, EachBotBeginsAnew) {
  check(R"(
    queue q offer=auto turns=2
    POLICY.APPLY
    AGENT.SET b1 KIND bot
    AGENT.STATE b1 ONLINE
    MSG.IN c1 m1 hello QUEUE q
    MSG.OUT c1 r1 hi FROM b1
    AGENT.SET b2 KIND bot
    AGENT.STATE b2 ONLINE
    AGENT.STATE b1 OFFLINE -> >0 | agent.state b1 | conversation.requeued c1 b1 | conversation.assigned c1 b2
    CONV.GET c1 -> b2 !turns
    MSG.OUT c1 r2 hi FROM b2
    MSG.IN c1 m2 more -> active b2 | message.in c1
  )");
}

TEST(BotsTable, AfterAHoldItsTurnsStillCount) {
  check(R"(
    queue q offer=auto turns=1
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q
    MSG.OUT c1 r1 wait FROM bot
    CONV.HOLD c1
    MSG.IN c1 m2 more -> waiting | conversation.resumed c1 active | conversation.escalated c1 bot reason=turns | message.in c1 m2
  )");
}

TEST(BotsTable, AConfidentBotKeepsIt) {
  check(R"(
    queue q offer=auto confidence=0.6
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 CONFIDENCE 600 -> active bot escalated=0 duplicate=0
    CONV.ESCALATE c1 CONFIDENCE 599 -> waiting escalated=1 duplicate=0 | conversation.escalated c1 bot
    CONV.ESCALATE c1 CONFIDENCE 900 -> waiting escalated=1 duplicate=1
  )");
}

TEST(BotsTable, WithoutAConfidenceItAlwaysEscalates) {
  check(R"(
    queue q offer=auto confidence=0.6
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 -> waiting escalated=1 | conversation.escalated c1
  )");
}

TEST(BotsTable, WithoutAGateItAlwaysEscalates) {
  check(R"(
    policy auto
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 CONFIDENCE 1000 -> waiting escalated=1 | conversation.escalated c1
  )");
}

TEST(BotsTable, TheGateIsNoWayAroundAHuman) {
  check(R"(
    queue q offer=auto confidence=0.6
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 CONFIDENCE 900 -> -BADSTATE
    CONV.CLOSE c1
    CONV.ESCALATE c1 CONFIDENCE 900 -> -BADSTATE
  )");
}

TEST(BotsTable, AnAnswerOfTheGateIsRememberedByItsRequest) {
  check(R"(
    queue q offer=auto confidence=0.6
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 CONFIDENCE 700 REQ x1 -> active escalated=0
    CONV.ESCALATE c1
    CONV.ESCALATE c1 CONFIDENCE 700 REQ x1 -> active escalated=0
  )");
}

TEST(BotsTable, MessagesSayWhoWroteThem) {
  check(R"(
    policy wrap
    MSG.IN c1 m1 hello QUEUE q
    MSG.OUT c1 r1 "please wait" -> waiting | message.out c1 author=system !from
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.OUT c1 r2 hi FROM bot -> active | message.out c1 author=bot from=bot
    MSG.OUT c1 r3 hi -> active | message.out c1 author=bot !from
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.ESCALATE c1 -> active a1 | ...
    MSG.OUT c1 r4 hi -> active | message.out c1 author=human
    CONV.HOLD c1
    MSG.OUT c1 r5 hi FROM a1 -> held | message.out c1 author=human
    CONV.RESUME c1
    CONV.CLOSE c1
    MSG.OUT c1 r6 bye -> wrapup | message.out c1 author=human
  )");
}

TEST(BotsTable, AnOfferIsNobodysYet) {
  check(R"(
    policy offer
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.IN c1 m1 hello QUEUE q -> offered bot | ...
    MSG.OUT c1 r1 hi -> offered | message.out c1 author=system
  )");
}

}  // namespace
}  // namespace stellwerk::tests
