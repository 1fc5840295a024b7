// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// The rules fifo, priority and edf, and how an agent is selected.
namespace stellwerk::tests {
namespace {

TEST(RulesTable, FifoGoesByArrival) {
  check(R"(
    routing policy=fifo
    sla minute first_response=1m
    queue q offer=auto sla=minute
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    at 1s
    CONV.OPEN c1 QUEUE p PRIORITY 9
    at 2s
    CONV.OPEN c2 QUEUE q PRIORITY 0 DUE 5s
    CONV.OPEN c3 QUEUE q AGE 10s
    CONV.OPEN c4 QUEUE p SKILLS x
    at 3s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c3 a1 | ...
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c1 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2
    AGENT.SET a1 SKILLS x=1 -> OK | unordered | conversation.assigned c4 a1 | ...
  )");
}

TEST(RulesTable, FifoKeepsTheOriginalAgeOfARequeuedOne) {
  check(R"(
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 1s
    CONV.OPEN c2 QUEUE q
    at 2s
    AGENT.STATE a1 OFFLINE
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c1 a2
  )");
}

TEST(RulesTable, PriorityGoesFirstThenArrival) {
  check(R"(
    routing policy=priority
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    at 1s
    CONV.OPEN c1 QUEUE q
    at 2s
    CONV.OPEN c2 QUEUE q PRIORITY 5
    at 3s
    CONV.OPEN c3 QUEUE p PRIORITY 0
    CONV.OPEN c4 QUEUE p PRIORITY 9
    CONV.OPEN c5 QUEUE p AGE 2500ms
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c3 a1
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c5 a1
    CONV.CLOSE c5 -> closed | conversation.closed c5 | conversation.assigned c1 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c4 a1
  )");
}

TEST(RulesTable, EdfGoesByDeadlineLateOrNot) {
  check(R"(
    routing policy=edf
    sla minute first_response=1m
    sla hour first_response=1h
    queue q offer=auto sla=minute
    queue p offer=auto sla=hour
    queue r offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE p
    CONV.OPEN c1 QUEUE r PRIORITY 0
    CONV.OPEN c2 QUEUE p
    CONV.OPEN c3 QUEUE q
    at 2m
    CONV.OPEN c4 QUEUE q
    CONV.OPEN c5 QUEUE p DUE 10s
    # c3 is late and goes first all the same; c1 has a day
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c3 a1 | ...
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c5 a1 | ...
    CONV.CLOSE c5 -> closed | conversation.closed c5 | conversation.assigned c4 a1 | ...
    CONV.CLOSE c4 -> closed | conversation.closed c4 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1
  )");
}

TEST(SelectTable, LongestIdle) {
  check(R"(
    routing policy=fifo select=longest-idle
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2 CAPACITY 5
    AGENT.SET a3 SKILLS x=1,y=1
    AGENT.STATE a3 ONLINE
    at 1s
    AGENT.STATE a1 ONLINE
    at 2s
    AGENT.STATE a2 ONLINE
    at 3s
    CONV.OPEN c1 QUEUE q -> active a3 | ...
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    at 4s
    CONV.CLOSE c1
    CONV.OPEN c3 QUEUE q -> active a2 | ...
    at 5s
    CONV.CLOSE c2
    CONV.OPEN c4 QUEUE q -> active a3 | ...
  )");
}

TEST(SelectTable, LeastLoadedByShareOfCapacity) {
  check(R"(
    routing policy=fifo select=least-loaded
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 4
    AGENT.SET a2 CAPACITY 3
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    # load after: 1/4 against 1/3
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    # 2/4 against 1/3
    CONV.OPEN c2 QUEUE q -> active a2 | ...
    # 2/4 against 2/3
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    # 3/4 against 2/3
    CONV.OPEN c4 QUEUE q -> active a2 | ...
    # 3/4 against 3/3
    CONV.OPEN c5 QUEUE q -> active a1 | ...
    # 4/4 against 3/3: equal load, equal skills; idle since: the first to have had work is first
    CONV.OPEN c6 QUEUE q -> active | ...
  )");
}

TEST(SelectTable, LeastLoadedThenFewestSkillsThenWhoBecameIdleFirst) {
  check(R"(
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 SKILLS x=1,y=1
    AGENT.SET a2 SKILLS x=1
    AGENT.SET a3 SKILLS y=9
    AGENT.SET a4 SKILLS y=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a4 ONLINE
    AGENT.STATE a3 ONLINE
    at 1s
    AGENT.STATE a2 ONLINE
    at 2s
    # one skill each: a4 became idle first, in the same millisecond before a3
    CONV.OPEN c1 QUEUE q -> active a4 | ...
    CONV.OPEN c2 QUEUE q -> active a3 | ...
    CONV.OPEN c3 QUEUE q -> active a2 | ...
    CONV.OPEN c4 QUEUE q -> active a1 | ...
  )");
}

TEST(SelectTable, RoundRobinGoesRound) {
  check(R"(
    routing policy=fifo select=round-robin
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 9
    AGENT.SET a2 CAPACITY 2
    AGENT.SET a3 CAPACITY 9 SKILLS x=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q -> active agent=$x | ...
    CONV.OPEN c2 QUEUE q -> active agent=$y | ...
    CONV.OPEN c3 QUEUE q -> active agent=$z | ...
    CONV.OPEN c4 QUEUE q -> active agent=$x | ...
    CONV.OPEN c5 QUEUE q -> active agent=$y | ...
    CONV.OPEN c6 QUEUE q -> active agent=$z | ...
    AGENT.GET a1 -> used=2
    AGENT.GET a2 -> used=2
    AGENT.GET a3 -> used=2
    # a2 is full: its turn passes
    CONV.OPEN c7 QUEUE q
    CONV.OPEN c8 QUEUE q
    AGENT.GET a1 -> used=3
    AGENT.GET a3 -> used=3
  )");
}

TEST(SelectTable, RoundRobinBeginsWithWhoBecameIdleFirst) {
  check(R"(
    routing policy=fifo select=round-robin
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 9
    AGENT.SET a2 CAPACITY 2
    AGENT.SET a3 CAPACITY 9 SKILLS x=1
    AGENT.STATE a3 ONLINE
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> active a3 | ...
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    CONV.OPEN c3 QUEUE q -> active a2 | ...
    CONV.OPEN c4 QUEUE q -> active a3 | ...
  )");
}

}  // namespace
}  // namespace stellwerk::tests
