// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// QUEUE.STATS, ETA and the exact place.
namespace stellwerk::tests {
namespace {

TEST(FiguresTable, AQueueNow) {
  check(R"(
    policy offer
    AGENT.SET a1 CAPACITY 2
    AGENT.SET a2 QUEUES p
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ACCEPT c1 @c1
    CONV.OPEN c2 QUEUE q
    at 3s
    CONV.OPEN c3 QUEUE q
    at 5s
    CONV.OPEN c4 QUEUE q AGE 4s
    at 8s
    QUEUE.STATS q -> q.waiting=2 q.oldest_ms=7s q.offered=1 q.active=1 q.agents_online=1 q.agents_free=0
    QUEUE.STATS -> q.waiting=2 p.waiting=0 !p.oldest_ms p.agents_online=2 p.agents_free=1
    QUEUE.STATS nowhere -> -UNKNOWNQUEUE nowhere
  )");
}

TEST(FiguresTable, TheLastHour) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    CONV.OPEN c4 QUEUE q
    at 30s
    CONV.CLOSE c1
    at 70s
    CONV.CLOSE c2
    CONV.ABANDON c4
    # c1 and c2 started in time, c3 did not, c4 gave up after its target
    QUEUE.STATS q -> q.breached_1h=2 q.abandoned_1h=1
    at 3h
    QUEUE.STATS q -> !q.breached_1h !q.abandoned_1h
  )");
}

TEST(FiguresTable, TheServiceLevelIsTheShareStartedInTime) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    at 30s
    CONV.CLOSE c1
    at 50s
    CONV.CLOSE c2
    QUEUE.STATS q -> q.sl_1h=1
    CONV.OPEN c3 QUEUE q AGE 2m
    CONV.CLOSE c3
    CONV.OPEN c4 QUEUE q AGE 2m
    QUEUE.STATS q -> q.sl_1h=0.5
  )");
}

TEST(FiguresTable, ThePlaceInTheQueue) {
  check(R"(
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q -> position=1 | ...
    at 1s
    CONV.OPEN c2 QUEUE q -> position=2 | ...
    CONV.OPEN c3 QUEUE q AGE 5m -> position=3 | ...
    CONV.GET c1 -> position=2
    CONV.GET c2 -> position=3
    CONV.GET c3 -> position=1
    ETA q -> position=4 !eta_ms !eta_p90_ms agents_eligible=0 agents_free=0
    AGENT.SET a2 QUEUES p
    AGENT.STATE a2 ONLINE
    ETA q -> position=4 agents_eligible=0 agents_free=0
    AGENT.STATE a1 ONLINE
    ETA q -> position=3 agents_eligible=1 agents_free=0
    ETA nowhere -> -UNKNOWNQUEUE nowhere
  )");
}

TEST(FiguresTable, EtaByRequirement) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=3
    AGENT.SET a2 SKILLS billing=7
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    ETA q -> position=1 agents_eligible=2 agents_free=2
    ETA q SKILLS billing>=5 -> position=1 agents_eligible=1 agents_free=1
    ETA q SKILLS billing>=9 -> agents_eligible=0 agents_free=0
  )");
}

}  // namespace
}  // namespace stellwerk::tests
