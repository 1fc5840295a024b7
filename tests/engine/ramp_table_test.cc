// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Who comes online takes work gradually: one unit at once, all after the ramp.
namespace stellwerk::tests {
namespace {

std::string ramp(const std::string& routing) {
  return "routing policy=fifo " + routing + R"~(
    queue q offer=auto
    POLICY.APPLY
)~";
}

TEST(RampTable, UnitsComeAtTheirMilliseconds) {
  check(ramp("ramp=10m") + R"~(
    AGENT.SET a1 CAPACITY 4
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    CONV.OPEN c4 QUEUE q -> waiting | ...
    CONV.OPEN c5 QUEUE q -> waiting | ...
    # a third of the ramp for each of the three others
    at 199999ms -> nothing
    at 200s -> conversation.assigned c2 a1
    at 399999ms -> nothing
    at 400s -> conversation.assigned c3 a1
    at 599999ms -> nothing
    at 10m -> conversation.assigned c4 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c5 a1
  )~");
}

TEST(RampTable, RoundsUpToTheMillisecondInWhichAUnitIsThere) {
  check(ramp("ramp=10ms") + R"~(
    AGENT.SET a1 CAPACITY 8
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    # 10/7 and 20/7
    at 1ms -> nothing
    at 2ms -> conversation.assigned c2 a1
    at 3ms -> conversation.assigned c3 a1
    CONV.OPEN c4 QUEUE q UNITS 4 -> waiting | ...
    # 7 units are there after 60/7
    at 8ms -> nothing
    at 9ms -> conversation.assigned c4 a1
    CONV.OPEN c5 QUEUE q -> waiting | ...
    at 10ms -> conversation.assigned c5 a1
  )~");
}

TEST(RampTable, OthersAreAskedMeanwhile) {
  check(ramp("ramp=1h") + R"~(
    AGENT.SET old CAPACITY 2
    AGENT.STATE old ONLINE
    at 2h
    AGENT.SET new CAPACITY 9
    AGENT.STATE new ONLINE
    CONV.OPEN c1 QUEUE q -> active new | ...
    CONV.OPEN c2 QUEUE q -> active old | ...
    CONV.OPEN c3 QUEUE q -> active old | ...
    CONV.OPEN c4 QUEUE q -> waiting | ...
    CONV.EXPLAIN c4 -> agents.0.agent=old agents.1.agent=new agents.1.lacks.#=1 "agents.1.lacks.0~came online a while ago: 1 of 9 units until 175500" lacking.ramp=1 "text~taking work gradually"
    CONV.OPEN c5 QUEUE q UNITS 2 -> waiting | ...
    # 450 s for each of eight more
    advance 450s -> conversation.assigned c4 new
    advance 15m -> conversation.assigned c5 new
  )~");
}

TEST(RampTable, OnlyTheFirstTimeSinceTheyWereOffline) {
  check(ramp("ramp=10m") + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 AWAY
    at 1m
    AGENT.STATE a1 ONLINE
    at 3m
    # a break neither stops nor renews it
    AGENT.STATE a1 AWAY
    at 11m
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    AGENT.STATE a1 OFFLINE -> >0 | ...
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
    at 16m -> conversation.assigned c2 a1
    AGENT.STATE a1 OFFLINE -> >0 | ...
    at 30m -> nothing
  )~");
}

TEST(RampTable, ByHandAndHisOwnAreNotAsked) {
  check(ramp("ramp=10m") + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    CONV.TAKE c2 a1 -> active a1 | ...
    AGENT.GET a1 -> used=2 capacity=3
    CONV.HOLD c1 -> held | ...
    CONV.RESUME c1 -> active a1 | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    at 5m -> nothing
    at 10m -> conversation.assigned c3 a1
  )~");
}

TEST(RampTable, FollowsCapacityAndPolicy) {
  check(ramp("ramp=10m") + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> waiting | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    CONV.OPEN c4 QUEUE q -> waiting | ...
    at 2m
    AGENT.SET a1 CAPACITY 6 -> OK | conversation.assigned c2 a1
    at 239999ms -> nothing
    at 4m -> conversation.assigned c3 a1
    routing policy=fifo ramp=20m
    queue q offer=auto
    POLICY.APPLY -> 2 | policy.applied
    # more than he may have by now: nothing is taken away
    AGENT.GET a1 -> used=3
    at 12m -> conversation.assigned c4 a1
    CONV.OPEN c5 QUEUE q -> waiting | ...
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY -> 3 | unordered | policy.applied | conversation.assigned c5 a1
  )~");
}

TEST(RampTable, MostAvailableMeansUnitsThatMayBeUsed) {
  check(ramp("ramp=10m select=most-available") + R"~(
    AGENT.SET old CAPACITY 3
    AGENT.STATE old ONLINE
    at 20m
    AGENT.SET new CAPACITY 9
    AGENT.STATE new ONLINE
    CONV.OPEN c1 QUEUE q -> active old | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=free decisions.0.terms.0.value=3 decisions.0.terms.0.runner_up_value=1
  )~");
}

}  // namespace
}  // namespace stellwerk::tests
