// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// From queue to queue by itself: overflow, divert, split, full queues, opening hours, long waits.
namespace stellwerk::tests {
namespace {

TEST(OverflowTable, AStepKeepsAgeDeadlineAndClocks) {
  check(R"(
    sla hour first_response=1h
    queue q sla=hour offer=auto step=0s,kind=bot step=30m,overflow=general
    queue general offer=auto
    POLICY.APPLY
    AGENT.SET h QUEUES general
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 30m -> conversation.overflowed c1 queue=general from=q reason=step
    CONV.GET c1 -> queue=general due_ms=1h waited_ms=30m sla=hour !step
    CONV.EXPLAIN c1 -> timeline.1.what=overflowed timeline.1.queue=general
    AGENT.STATE h ONLINE -> >0 | agent.state h | conversation.assigned c1 h waited_ms=30m | sla.met c1
  )");
}

TEST(OverflowTable, TheFullTargetIsAskedAgainADivertGoesAnyway) {
  check(R"(
    queue q offer=auto step=0s step=1m,overflow=small step=2m,divert=small
    queue small offer=auto max_waiting=1
    POLICY.APPLY
    CONV.OPEN c0 QUEUE small
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    at 1m -> nothing
    at 80s
    CONV.ABANDON c0
    at 90s -> conversation.overflowed c1 small reason=step
    at 2m -> conversation.overflowed c2 small reason=divert
    QUEUE.STATS small -> small.waiting=2
  )");
}

TEST(OverflowTable, ByTheLengthWhenItOpens) {
  check(R"(
    queue q offer=auto overflow=p,waiting=2
    queue p offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3 q | conversation.overflowed c3 p reason=waiting | ...
    CONV.ABANDON c1
    CONV.OPEN c4 QUEUE q -> waiting | conversation.opened c4 | ...
    CONV.GET c4 -> queue=q
    CONV.OPEN c5 QUEUE p
    CONV.UPDATE c5 QUEUE q -> waiting | conversation.overflowed c5 p from=q
    CONV.GET c5 -> queue=p
  )");
}

TEST(OverflowTable, ByTheWaitWhereverItWas) {
  check(R"(
    queue q offer=auto overflow=p,waited=5m
    queue p offer=auto overflow=q,waited=6m
    POLICY.APPLY
    AGENT.SET h QUEUES p
    CONV.OPEN c1 QUEUE q AGE 1m -> waiting | conversation.opened c1
    at 4m -> conversation.overflowed c1 p reason=waited
    at 10h -> nothing
    CONV.GET c1 -> queue=p
  )");
}

TEST(OverflowTable, ByTheExpectedWait) {
  check(R"(
    queue q offer=auto handling=4m overflow=p,expected_wait=10m
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET h QUEUES q
    AGENT.STATE h ONLINE
    CONV.OPEN c0 QUEUE q -> active | ...
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    at 1ms -> nothing
    CONV.OPEN c3 QUEUE q
    at 2ms -> conversation.overflowed c3 p reason=expected_wait | ...
    # the agent leaves: nobody can say how long it takes
    AGENT.STATE h AWAY
    at 1m -> conversation.overflowed c1 p | conversation.unroutable c1 | conversation.overflowed c2 p | conversation.unroutable c2
  )");
}

TEST(OverflowTable, AFullQueueRefusesOrPassesOn) {
  check(R"(
    queue q offer=auto max_waiting=1 when_full=p
    queue p offer=auto max_waiting=1
    POLICY.APPLY
    AGENT.SET h
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2 q | conversation.overflowed c2 p reason=full
    CONV.OPEN c3 QUEUE q -> -FULL
    CONV.OPEN c4 QUEUE p -> -FULL
    CONV.ABANDON c2
    MSG.IN c3 m1 hello QUEUE q -> waiting | conversation.opened c3 | message.in c3 | conversation.overflowed c3 p
  )");
}

TEST(OverflowTable, NeverBackWhereItCameFrom) {
  check(R"(
    queue a offer=auto step=0s step=1m,overflow=b
    queue b offer=auto step=0s step=1m,overflow=a step=1m,overflow=c
    queue c offer=auto step=0s step=1m,overflow=a step=1m,overflow=b
    POLICY.APPLY
    AGENT.SET h
    CONV.OPEN c1 QUEUE a
    at 1m -> conversation.overflowed c1 b
    at 2m -> conversation.overflowed c1 c
    at 5h -> nothing
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE a REOPEN 1
    at 5h
    at 301m -> conversation.overflowed c1 b
  )");
}

TEST(OverflowTable, SplitIsSmoothAndCountsFromTheOpening) {
  check(R"(
    sla hour first_response=1h
    queue q split=a:60,b:40
    queue a offer=auto sla=hour
    queue b offer=auto
    POLICY.APPLY
    AGENT.SET h
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 queue=a
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2 queue=b
    CONV.OPEN c1 QUEUE q -> waiting duplicate=1
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3 queue=a
    CONV.OPEN c4 QUEUE q -> waiting | conversation.opened c4 queue=b
    MSG.IN c5 m1 hello QUEUE q -> waiting | conversation.opened c5 queue=a | message.in c5
    CONV.OPEN c6 QUEUE q -> waiting | conversation.opened c6 queue=a
    CONV.GET c6 -> sla=hour
  )");
}

TEST(OverflowTable, SplitPassesOverAFullShare) {
  check(R"(
    queue q split=a:1,b:1
    queue a offer=auto max_waiting=1
    queue b offer=auto max_waiting=2
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET h
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 queue=a
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2 queue=b
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3 queue=b
    CONV.OPEN c4 QUEUE q -> -FULL
    CONV.OPEN c5 QUEUE p
    CONV.UPDATE c5 QUEUE q -> waiting | conversation.overflowed c5 reason=split from=q
  )");
}

TEST(OverflowTable, AClosedQueueWaitsAndOpensInTheOrderOfTheRule) {
  check(R"(
    calendar office open=1h-2h,3h-4h known=10h
    queue q offer=auto calendar=office when_closed=wait
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE q PRIORITY 1 -> waiting | conversation.opened c2
    CONV.EXPLAIN c1 -> lacking.step=1 text~closed
    at 3599s -> nothing
    at 1h -> conversation.assigned c2 h at=1h
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 h
    CONV.OPEN c3 QUEUE q
    at 2h -> nothing
    CONV.CLOSE c1 -> closed | conversation.closed c1
    at 3h -> conversation.assigned c3 h at=3h
  )");
}

TEST(OverflowTable, ByDefaultACalendarChangesNothingForRouting) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> active h | ...
  )");
}

TEST(OverflowTable, WhatIsClosedGoesToTheNight) {
  check(R"(
    calendar office open=0h-2h,3h-4h known=10h
    queue q offer=auto calendar=office overflow=night,closed
    queue night offer=auto
    POLICY.APPLY
    AGENT.SET h QUEUES night
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 2h -> conversation.overflowed c1 night reason=closed at=2h | conversation.routable c1
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2 | conversation.overflowed c2 night
    at 3h -> nothing
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3 | conversation.unroutable c3
  )");
}

TEST(OverflowTable, ALongWaitIsToldOnceUntilAnAgentHasIt) {
  check(R"(
    queue q offer=auto handling=4m wait_long=7m
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c0 QUEUE q -> active h | ...
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q CUSTOMER joe
    at 1ms -> wait.long c2 joe due=8m waited_ms=0
    at 10m -> nothing
    CONV.CLOSE c0
    CONV.CLOSE c1
    CONV.GET c2 -> active
    AGENT.STATE h OFFLINE
    at 601s -> wait.long c2 joe !due
  )");
}

TEST(OverflowTable, AWaitThatBecomesLongIsTold) {
  check(R"(
    queue q offer=auto handling=4m wait_long=7m
    POLICY.APPLY
    AGENT.SET h
    AGENT.SET g
    AGENT.STATE h ONLINE
    AGENT.STATE g ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    at 20s -> nothing
    AGENT.STATE g AWAY
    at 30s -> wait.long c3 at=30s
    at 1h -> nothing
  )");
}

// What an operator says of an offered conversation comes before what its queue's plan does with one
// that waits again.
TEST(OverflowTable, AnUpdateOfAnOfferedOneMovesItOnce) {
  check(R"(
    calendar office open=0m-10m known=10d
    queue q calendar=office overflow=r,closed
    queue r
    queue s
    POLICY.APPLY
    AGENT.SET a1 QUEUES q,s
    AGENT.STATE a1 ONLINE
    at 9m
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    at 10m
    CONV.UPDATE c1 QUEUE s -> offered a1 | offer.revoked c1 a1 reason=updated | offer.created c1 a1
    CONV.GET c1 -> queue=s
  )");
}

TEST(OverflowTable, AnOfferedOneThatIsTakenStaysInItsQueue) {
  check(R"(
    calendar office open=0m-10m known=10d
    queue q calendar=office overflow=r,closed
    queue r
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2
    at 9m
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    AGENT.STATE a2 ONLINE
    at 10m
    CONV.TAKE c1 a2 -> active a2 | offer.revoked c1 a1 reason=taken | conversation.assigned c1 a2 reason=taken
    CONV.GET c1 -> queue=q
  )");
}

}  // namespace
}  // namespace stellwerk::tests
