// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(EscalationTable, FromABotToHumans) {
  check(R"(
    policy auto
    AGENT.SET bot KIND bot CAPACITY 9
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> active bot episode=$e | ...
    at 12s
    AGENT.SET a1
    CONV.ESCALATE c1 REASON "needs a person" -> waiting !agent duplicate=0 | conversation.escalated c1 bot reason="needs a person"
    # the bot has room, and yet it waits for a human
    CONV.GET c1 -> waiting waited_ms=12s
    AGENT.GET bot -> !used
    CONV.ESCALATE c1 -> waiting duplicate=1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
    CONV.GET c1 -> active a1 episode>$e
  )");
}

TEST(EscalationTable, WithAHumanItIsRefused) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 -> -BADSTATE active
    CONV.CLOSE c1
    CONV.ESCALATE c1 -> -BADSTATE closed
  )");
}

TEST(EscalationTable, WithAHumanInWrapUpItIsRefused) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    CONV.ESCALATE c1 -> -BADSTATE wrapup
  )");
}

TEST(EscalationTable, OfferedToABotItsOfferIsRevoked) {
  check(R"(
    policy offer
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> offered bot | ...
    CONV.ESCALATE c1 -> waiting !agent !offer | offer.revoked c1 bot | conversation.escalated c1
    CONV.ACCEPT c1 @c1 -> -STALE
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | offer.created c1 a1
  )");
}

TEST(EscalationTable, WaitingItWaitsForHumansFromThenOn) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 -> waiting duplicate=0 | conversation.escalated c1
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE -> >0 | agent.state bot
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
  )");
}

TEST(EscalationTable, SkillsOfTheEscalationReplaceTheRequirement) {
  check(R"(
    policy auto
    AGENT.SET bot KIND bot SKILLS faq=1
    AGENT.SET a1
    AGENT.SET a2 SKILLS billing=4
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q SKILLS faq -> active bot | ...
    AGENT.STATE a1 ONLINE
    CONV.ESCALATE c1 SKILLS billing>=4 -> waiting | conversation.escalated c1 bot
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c1 a2
  )");
}

TEST(EscalationTable, TheFreedBotTakesTheNext) {
  check(R"(
    policy auto
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.ESCALATE c1 -> waiting | conversation.escalated c1 bot | conversation.assigned c2 bot
  )");
}

TEST(EscalationTable, TheClockKeepsRunning) {
  check(R"(
    policy minute
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> active bot | conversation.opened c1 | conversation.assigned c1 bot
    at 15s
    CONV.ESCALATE c1 -> waiting | conversation.escalated c1 bot
    at 48s -> sla.warning c1 first_response at=48s due=60s
    at 1h -> sla.breached c1 first_response at=60s due=60s
  )");
}

TEST(EscalationTable, AHumanInTimeMeetsTheClock) {
  check(R"(
    policy minute
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    at 15s
    CONV.ESCALATE c1
    at 30s
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | sla.met c1 first_response due=60s
    at 1h -> nothing
  )");
}

TEST(EscalationTable, ItsPlaceIsThatOfItsOpening) {
  check(R"(
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    at 5s
    AGENT.STATE bot DRAINING
    CONV.OPEN c2 QUEUE q
    at 9s
    CONV.ESCALATE c1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
