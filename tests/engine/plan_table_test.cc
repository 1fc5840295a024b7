// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// The steps of a queue's plan.
namespace stellwerk::tests {
namespace {

TEST(PlanTable, BotsFirstThenHumansByRing) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=0s,skills=billing>=4 step=2m,skills=billing>=2
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET expert SKILLS billing=5
    AGENT.SET novice SKILLS billing=2
    AGENT.STATE novice ONLINE
    AGENT.STATE expert ONLINE
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> active bot | conversation.opened c1 | conversation.assigned c1 bot
    CONV.OPEN c2 QUEUE q -> active expert | ...
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3
    CONV.GET c3 -> step=2
    CONV.GET c1 -> !step
    CONV.EXPLAIN c3 -> step=2 next_step_ms=2m agents_able=3 lacking.step=1 text~"step 2 of 3"
    at 119999ms -> nothing
    at 2m -> conversation.assigned c3 novice at=2m
    CONV.EXPLAIN c3 -> decisions.0.step=3
    CONV.EXPLAIN c1 -> decisions.0.step=1
  )");
}

TEST(PlanTable, AfterCountsFromEnteringTheQueue) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=1m
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET h QUEUES q
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE p -> waiting | ...
    at 10m
    CONV.UPDATE c1 QUEUE q -> waiting | ...
    at 659s -> nothing
    at 11m -> conversation.assigned c1 h
  )");
}

TEST(PlanTable, AgeCounts) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=1m
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q AGE 50s -> waiting | conversation.opened c1
    at 10s -> conversation.assigned c1 h
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q AGE 1m -> active h | ...
  )");
}

TEST(PlanTable, WithoutAFirstStepEverybodyAskedForIsAdmitted) {
  check(R"(
    queue q offer=auto skills=de>=5 step=1m,relax=2 step=2m,relax=9
    POLICY.APPLY
    AGENT.SET a1 SKILLS de=1
    AGENT.SET a3 SKILLS de=3
    AGENT.SET a5 SKILLS de=5
    AGENT.STATE a1 ONLINE
    AGENT.STATE a3 ONLINE
    AGENT.STATE a5 ONLINE
    CONV.OPEN c1 QUEUE q -> active a5 | ...
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3
    CONV.GET c2 -> step=0
    at 1m -> conversation.assigned c2 a3 at=1m
    at 2m -> conversation.assigned c3 a1 at=2m
  )");
}

TEST(PlanTable, PreferCountsFromItsStepOn) {
  check(R"(
    queue q offer=auto step=0s,skills=de step=1m,prefer=golf
    POLICY.APPLY
    AGENT.SET a1 SKILLS tea=1
    AGENT.SET a2 SKILLS golf=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 1m -> conversation.assigned c1 a2
  )");
}

TEST(PlanTable, AStepForWhoIsPresentIsSkippedWhenNobodyIs) {
  check(R"(
    queue q offer=auto step=0s,kind=bot,present step=5m,kind=human
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> active h | ...
    AGENT.STATE bot AWAY
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q PRIORITY 1 -> waiting | conversation.opened c3
    CONV.CLOSE c1 -> closed | conversation.closed c1
    AGENT.STATE bot OFFLINE -> >0 | agent.state bot | conversation.assigned c3 h
    CONV.GET c2 -> step=2
  )");
}

TEST(PlanTable, TheFollowingStepAloneComesAtOnce) {
  check(R"(
    queue q offer=auto step=0s,kind=bot,present step=1m,kind=human,skills=de step=2m,kind=human
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.GET c1 -> step=2
    at 119s -> nothing
    at 2m -> conversation.assigned c1 h
  )");
}

TEST(PlanTable, AnEscalatedOneDoesNotWaitForBots) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=5m,kind=human
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET h
    AGENT.STATE bot ONLINE
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> active bot | ...
    CONV.ESCALATE c1 -> active h | conversation.escalated c1 | conversation.assigned c1 h
  )");
}

TEST(PlanTable, UnroutableMeansUnderNoStep) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=5m,skills=billing>=2
    POLICY.APPLY
    AGENT.SET h SKILLS billing=1
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1 missing=step
    AGENT.SET h SKILLS billing=2 -> OK | conversation.routable c1
    AGENT.DEL h -> OK | conversation.unroutable c1
    AGENT.SET bot KIND bot -> OK | conversation.routable c1
  )");
}

TEST(PlanTable, WhereItLeadsToCountsForRoutable) {
  check(R"(
    queue q offer=auto skills=rare step=1h,overflow=p
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET h QUEUES p
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE q SKILLS de -> waiting | conversation.opened c2 | conversation.unroutable c2 missing~de
    at 1h -> conversation.overflowed c1 p | conversation.assigned c1 h | conversation.overflowed c2
  )");
}

TEST(PlanTable, PulledByHandAnyStepWillDo) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=5m,kind=human
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.TAKE c1 h -> active h | conversation.assigned c1 h
  )");
}

TEST(PlanTable, APolicyWithOtherStepsCountsAnew) {
  check(R"(
    queue q offer=auto step=0s,kind=bot step=1m,kind=human,skills=de step=9m
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 2m -> nothing
    CONV.GET c1 -> step=2
    queue q offer=auto step=0s,kind=bot step=3m,kind=human
    POLICY.APPLY -> 2 | policy.applied
    CONV.GET c1 -> step=1
    at 3m -> conversation.assigned c1 h
    queue q offer=auto
    POLICY.APPLY -> 3 | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    CONV.GET c2 -> !step
  )");
}

TEST(PlanTable, AnOfferThatComesBackKeepsItsStep) {
  check(R"(
    queue q step=0s,kind=bot step=1m
    POLICY.APPLY
    AGENT.SET h
    AGENT.SET bot KIND bot
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 1m -> offer.created c1 h
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1
    CONV.GET c1 -> step=2
    AGENT.STATE bot ONLINE -> >0 | agent.state bot | offer.created c1 bot
  )");
}

}  // namespace
}  // namespace stellwerk::tests
