// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(DecidingTable, TheAgentThatIsNamedIsAsked) {
  check(R"(
    queue q skills=de>=1 decide=external decide_timeout=2s
    POLICY.APPLY
    AGENT.SET a1 SKILLS de=3
    AGENT.SET a2 SKILLS de=3
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q CUSTOMER jo -> waiting | conversation.opened c1 | decision.requested c1 queue=q customer=jo skills=de>=1 agents=a1,a2 expires=2s priority=5
    at 1s
    CONV.DECIDE c1 AGENT a2 -> offered a2 | offer.created c1 a2 at=1s
    CONV.DECIDE c1 AGENT a2 -> offered a2 duplicate=1
    CONV.DECIDE c1 AGENT a1 -> -BADSTATE offered
    CONV.ACCEPT c1 @c1 -> active a2 | ...
    CONV.DECIDE c1 AGENT a2 -> active duplicate=1
    at 1h -> nothing
  )");
}

TEST(DecidingTable, WithoutAnAnswerInTimeTheEngineDecides) {
  check(R"(
    queue q decide=external decide_timeout=2s offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | decision.requested c1 agents=a1,a2
    at 1999ms -> nothing
    at 2s -> conversation.assigned c1 a1 at=2s
    CONV.DECIDE c1 AGENT a2 -> -BADSTATE active
  )");
}

TEST(DecidingTable, WhoIsAskedMayLeaveItToTheEngine) {
  check(R"(
    queue q decide=external
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECIDE c1 -> offered a1 | offer.created c1 a1
    CONV.DECIDE c1 -> offered a1 duplicate=1
  )");
}

TEST(DecidingTable, NobodyIsAskedBeforeSomebodyIsFree) {
  check(R"(
    queue q decide=external decide_timeout=2s
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.DECIDE c1 AGENT a1 -> -BADSTATE pending
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | decision.requested c1 agents=a1
    at 2s -> offer.created c1 a1
  )");
}

TEST(DecidingTable, WhoCannotTakeItIsRefused) {
  check(R"(
    queue q decide=external decide_timeout=1h retry=10m skills=de>=2
    queue p
    POLICY.APPLY
    AGENT.SET a1 SKILLS de=2
    AGENT.SET a2 SKILLS de=1
    AGENT.SET a3 SKILLS de=2
    AGENT.SET a4 SKILLS de=2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a4 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | decision.requested c1 agents=a1,a4
    CONV.DECIDE c1 AGENT nobody -> -UNKNOWNAGENT nobody
    CONV.DECIDE c1 AGENT a2 -> -UNROUTABLE de>=2
    CONV.DECIDE c1 AGENT a3 -> -BADSTATE offline
    CONV.OPEN c2 QUEUE p SKILLS de>=2 -> offered a1 | ...
    CONV.DECIDE c1 AGENT a1 -> -FULL retry-after-ms=1000
    CONV.DECIDE c1 AGENT a4 -> offered a4 | ...
    CONV.CLOSE c2
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a4 | decision.requested c1 agents=a1
    CONV.DECIDE c1 AGENT a4 -> -BADSTATE declined
  )");
}

TEST(DecidingTable, OthersGoOnMeanwhile) {
  check(R"(
    queue q decide=external decide_timeout=2s
    queue p
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p -> offered a1 | ...
    # nobody is free any more when the time is over: the next who is has it without another question
    at 2s -> nothing
    CONV.EXPLAIN c1 -> agents.0.lacks.0~unit
    CONV.CLOSE c2 -> closed | offer.revoked c2 | conversation.closed c2 | offer.created c1 a1
  )");
}

TEST(DecidingTable, ADeclinedOneIsDecidedAnew) {
  check(R"(
    queue q decide=external decide_timeout=2s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.DECIDE c1 AGENT a2
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a2 | decision.requested c1 agents=a1
  )");
}

TEST(DecidingTable, WhatChangesMeanwhileEndsTheQuestion) {
  check(R"(
    queue q decide=external decide_timeout=2s
    queue p
    POLICY.APPLY
    AGENT.SET a1 SKILLS de=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.UPDATE c1 SKILLS de -> waiting | decision.requested c1 skills=de>=1
    CONV.ESCALATE c1 -> waiting | conversation.escalated c1 | decision.requested c1
    CONV.UPDATE c1 QUEUE p -> offered a1 | offer.created c1 a1
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q
    CONV.TAKE c2 a1 -> active a1 | conversation.assigned c2 a1
    CONV.CLOSE c2
    CONV.OPEN c3 QUEUE q
    CONV.ABANDON c3 -> closed | conversation.abandoned c3
    CONV.OPEN c4 QUEUE q
    queue q
    queue p
    POLICY.APPLY -> 2 | policy.applied | offer.created c4 a1
    at 1h -> ...
  )");
}

TEST(DecidingTable, TheQuestionIsExplained) {
  check(R"(
    queue q decide=external decide_timeout=2s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.EXPLAIN c1 -> text~"decision that somebody outside is asked for"
  )");
}

TEST(CallbackTable, KeepsThePlace) {
  check(R"(
    policy offer
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q CUSTOMER jo
    at 1s
    CONV.OPEN c2 QUEUE q
    CONV.CALLBACK c1 REASON "calls back" -> waiting duplicate=0 | conversation.callback c1 customer=jo reason="calls back" !expires
    CONV.CALLBACK c1 -> waiting duplicate=1
    CONV.GET c1 -> waiting callback=1 !callback_ms
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | offer.created c1 a1 callback=1
    CONV.ACCEPT c1 @c1 -> active a1 | offer.accepted c1 | conversation.assigned c1 callback=1 waited_ms=1s
    CONV.CALLBACK c1 -> -BADSTATE active
    CONV.CLOSE c1 -> closed | conversation.closed c1 | offer.created c2 a1 !callback
  )");
}

TEST(CallbackTable, NobodyIsAskedBeforeItsTime) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q -> active a1 | ...
    CONV.OPEN c1 QUEUE q
    CONV.CALLBACK c1 FOR 10s -> waiting | conversation.callback c1 expires=10s
    CONV.GET c1 -> waiting callback_ms=10s
    at 1s
    CONV.OPEN c2 QUEUE q
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c2 a2 | ...
    CONV.CLOSE c2
    CONV.EXPLAIN c1 -> text~"time of the callback"
    at 9999ms -> nothing
    at 10s -> conversation.assigned c1 a2 callback=1 at=10s | sla.met c1
  )");
}

TEST(CallbackTable, ItsClocksRun) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q
    CONV.CALLBACK c1 FOR 2m
    at 1m -> ... | sla.breached c1 clock=first_response at=1m
    CONV.CLOSE c0
    CONV.OPEN c2 QUEUE q AGE 1s -> active a1 | ...
    # overdue, and still not before its time
    CONV.CLOSE c2 -> closed | conversation.closed c2
    at 2m -> conversation.assigned c1 a1
  )");
}

TEST(CallbackTable, RevokesAnOfferThatIsOut) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | ...
    CONV.CALLBACK c1 FOR 1m -> waiting | offer.revoked c1 a1 reason=callback | conversation.callback c1
    CONV.CALLBACK c1 FOR 5s -> waiting | conversation.callback c1 expires=5s
    at 5s -> offer.created c1 a1 callback=1
  )");
}

TEST(CallbackTable, MayBeTakenOrAbandonedBeforeItsTime) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.CALLBACK c1 FOR 1h
    CONV.CALLBACK c2 FOR 1h
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1
    CONV.TAKE c1 a1 -> active a1 | conversation.assigned c1 a1 callback=1
    CONV.ABANDON c2 -> closed | conversation.abandoned c2
    CONV.CLOSE c1
    CONV.EXPLAIN c1 -> timeline.1.what=callback
    at 2h -> nothing
  )");
}

}  // namespace
}  // namespace stellwerk::tests
