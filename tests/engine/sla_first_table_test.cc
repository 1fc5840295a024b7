// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// The rule sla-first: lanes, order, guard. The reserve and the share of the overdue have their own
// tables.
namespace stellwerk::tests {
namespace {

TEST(SlaFirstTable, OnTimeByDeadline) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q DUE 50s
    CONV.OPEN c2 QUEUE q DUE 30s
    CONV.OPEN c3 QUEUE q DUE 40s
    CONV.OPEN c4 QUEUE q DUE 30s
    at 1s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c4 a1 | ...
    CONV.CLOSE c4 -> closed | conversation.closed c4 | conversation.assigned c3 a1 | ...
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c1 a1 | ...
  )");
}

TEST(SlaFirstTable, PriorityBeforeSlack) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q DUE 20s
    CONV.OPEN c2 QUEUE q PRIORITY 2
    at 1s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1 | ...
  )");
}

TEST(SlaFirstTable, NothingLateGoesAheadOfSomethingUrgent) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q
    at 61s
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1
  )");
}

TEST(SlaFirstTable, DueExactlyNowIsOverdue) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q
    at 1s
    CONV.OPEN c2 QUEUE q
    at 60s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
  )");
}

TEST(SlaFirstTable, TheOverdueByArrivalAndFourTargets) {
  check(R"(
    routing policy=sla-first
    sla minute first_response=1m
    sla ten first_response=10m
    queue q sla=minute offer=auto
    queue p sla=ten offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    # overdue at once: arrival + 4 T is 20 m for c1, 2 m for c2, 24 m for c3
    CONV.OPEN c1 QUEUE p AGE 20m
    advance 0s
    CONV.OPEN c2 QUEUE q AGE 2m
    advance 0s
    CONV.OPEN c3 QUEUE p AGE 16m
    advance 0s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c3 a1
  )");
}

TEST(SlaFirstTable, AmongTheOverduePriorityFirst) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q AGE 3m
    advance 0s
    CONV.OPEN c2 QUEUE q AGE 2m PRIORITY 1
    advance 0s
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1
  )");
}

// Queue q (one minute) is the tightest of the agents. The guard of p (20 minutes) is 10 minutes.
constexpr std::string_view kTwoTargets = R"(
    routing policy=sla-first reserve=0
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto
    queue p sla=twenty offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
)";

TEST(SlaFirstTable, TheOverdueGoBeforeWhatCanWait) {
  check(std::string(kTwoTargets) + R"(
    CONV.OPEN c1 QUEUE q
    at 9m
    CONV.OPEN c2 QUEUE p
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c1 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1 | ...
  )");
}

TEST(SlaFirstTable, WithinTheGuardItIsUrgentAndGoesBeforeTheOverdue) {
  check(std::string(kTwoTargets) + R"(
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p
    at 10m
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
  )");
}

TEST(SlaFirstTable, JustOutsideTheGuardItCanWait) {
  check(std::string(kTwoTargets) + R"(
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p
    at 599999ms
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c1 a1 | ...
  )");
}

TEST(SlaFirstTable, UrgentOnesOfDifferentClassesBySlack) {
  check(std::string(kTwoTargets) + R"(
    CONV.OPEN c1 QUEUE p DUE 90s
    at 40s
    # 50 s against 60 s
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c1 a1 | ...
    CONV.OPEN c3 QUEUE p DUE 61s
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3 a1 | ...
  )");
}

TEST(SlaFirstTable, ALostAgentMakesNobodyOverdue) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.SET a2 SKILLS x=1,y=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 10m
    AGENT.STATE a1 OFFLINE
    at 10m
    CONV.OPEN c2 QUEUE q DUE 61s
    CONV.OPEN c3 QUEUE q DUE 59s
    # c1 has until 11 m: behind c3, before c2
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c3 a2 | ...
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c1 a2
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a2 | ...
  )");
}

TEST(SlaFirstTable, AnUnansweredMessageIsTheNextDeadline) {
  check(R"(
    sla s first_response=1m next_response=3m
    queue q sla=s offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2 SKILLS x=1,y=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 10m
    MSG.IN c1 m1 hello
    AGENT.STATE a1 OFFLINE
    CONV.OPEN c2 QUEUE q DUE 170s
    CONV.OPEN c3 QUEUE q DUE 181s
    # c1 has until 13 m
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c2 a2 | ...
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a2 | ...
  )");
}

TEST(SlaFirstTable, WithoutAnSlaTheTargetIsADay) {
  check(R"(
    routing reserve=0
    sla two-days first_response=2d
    queue q offer=auto
    queue p offer=auto sla=two-days
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE p DUE 25h
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE p DUE 23h
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3 a1 | ...
  )");
}

TEST(SlaFirstTable, AHeadTooBigKeepsUnitsOnceItIsLate) {
  check(R"(
    policy minute
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    at 1s
    CONV.OPEN big QUEUE q UNITS 2
    at 30s
    CONV.OPEN c3 QUEUE q
    # still on time: a smaller one may have the unit
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c3 a1 | ...
    at 62s
    CONV.OPEN c4 QUEUE q
    CONV.CLOSE c2 -> closed | conversation.closed c2
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned big a1
    CONV.CLOSE big -> closed | conversation.closed big | conversation.assigned c4 a1 | ...
  )");
}

TEST(SlaFirstTable, UnitsKeptForALateHeadAreNotGivenToOthersWhoAreLate) {
  check(R"(
    policy minute
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN big QUEUE q UNITS 2 AGE 3m
    advance 0s
    CONV.OPEN c3 QUEUE q AGE 2m
    advance 0s
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned big a1
    CONV.CLOSE big -> closed | conversation.closed big | conversation.assigned c3 a1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
