// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(HoursTable, ClocksStandStillOutsideThem) {
  check(R"(
    calendar office open=0m-10m,60m-120m known=10d
    sla quick first_response=20m calendar=office
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.GET c1 -> due_ms=70m
    # 16 of the 20 minutes are used up at 66 minutes
    at 3h -> sla.warning c1 at=66m due=70m | sla.breached c1 at=70m due=70m
  )");
}

TEST(HoursTable, WhatComesWhileShutBeginsWithTheOpening) {
  check(R"(
    calendar office open=60m-120m known=10d
    sla quick first_response=20m calendar=office
    queue q sla=quick offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.GET c1 -> due_ms=80m
    AGENT.SET a1
    at 30m
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | sla.met c1 due=80m
    at 5h -> nothing
  )");
}

TEST(HoursTable, TheDeadlineOfRoutingIsThatOfTheClock) {
  check(R"(
    calendar office open=60m-120m known=10d
    sla shut first_response=10m calendar=office
    sla open first_response=15m
    queue q sla=shut offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q SLA open
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c2 a1 | sla.met c2
  )");
}

TEST(HoursTable, AgeCountsByTheHours) {
  check(R"(
    calendar office open=0m-10m,60m-120m known=10d
    sla quick first_response=20m calendar=office
    queue q sla=quick
    POLICY.APPLY
    at 65m
    CONV.OPEN c1 QUEUE q AGE 60m
    # five minutes of the first opening, and ten until then, of the second
    CONV.GET c1 -> due_ms=75m
  )");
}

TEST(HoursTable, AnswersCountByTheHours) {
  check(R"(
    calendar office open=0m-10m,60m-120m known=10d
    sla quick next_response=20m warn_at=1 calendar=office
    queue q sla=quick
    POLICY.APPLY
    at 5m
    MSG.IN c1 m1 hello QUEUE q
    at 5h -> sla.breached c1 next_response at=75m
  )");
}

TEST(HoursTable, BeyondWhatIsKnownItIsAlwaysOpen) {
  check(R"(
    calendar office open=0m-10m known=60m
    sla quick first_response=20m warn_at=1 calendar=office
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    at 5h -> sla.breached c1 at=70m
  )");
}

TEST(HoursTable, OtherHoursKeepWhatHasElapsed) {
  check(R"(
    calendar office open=0m-10m,60m-120m known=10d
    sla quick first_response=20m calendar=office
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    at 30m
    calendar office open=40m-120m known=10d
    sla quick first_response=20m calendar=office
    queue q sla=quick
    POLICY.APPLY -> 2 | policy.applied
    # ten minutes have passed, six more until the warning
    at 5h -> sla.warning c1 at=46m due=50m | sla.breached c1 at=50m
  )");
}

TEST(HoursTable, AnotherTargetKeepsWhatHasElapsed) {
  check(R"(
    sla quick first_response=20m next_response=5m warn_at=1
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    MSG.IN c1 m1 hello
    at 4m
    sla quick first_response=10m next_response=8m warn_at=1
    queue q sla=quick
    POLICY.APPLY -> 2 | policy.applied
    at 5h -> sla.breached c1 next_response at=8m | sla.breached c1 first_response at=10m
  )");
}

TEST(HoursTable, ATargetBelowWhatHasElapsedIsMissedAtOnce) {
  check(R"(
    sla quick first_response=20m
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    at 15m
    sla quick first_response=10m
    queue q sla=quick
    POLICY.APPLY -> 2 | sla.warning c1 at=15m | sla.breached c1 at=15m | policy.applied
    at 5h -> nothing
  )");
}

TEST(HoursTable, ATargetThatIsGoneEndsItsClockSilently) {
  check(R"(
    sla quick first_response=20m next_response=20m
    queue q sla=quick
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    sla quick next_response=20m
    queue q sla=quick
    POLICY.APPLY -> 2 | policy.applied
    at 5h -> nothing
  )");
}

TEST(ResolutionTable, IsMetByClosingInTime) {
  check(R"(
    sla day resolution=1h
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.GET c1 -> resolution_due_ms=1h
    at 30m
    CONV.CLOSE c1 -> closed | sla.met c1 resolution due=1h | conversation.closed c1
    at 5h -> nothing
  )");
}

TEST(ResolutionTable, IsWarnedOfAndMissed) {
  check(R"(
    sla day resolution=1h
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 2h -> sla.warning c1 resolution at=48m | sla.breached c1 resolution at=1h
    CONV.CLOSE c1 -> closed | conversation.closed c1
  )");
}

TEST(ResolutionTable, HoldPausesIt) {
  check(R"(
    sla day resolution=1h next_response=30m warn_at=0.5
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 20m
    CONV.HOLD c1
    CONV.GET c1 -> !resolution_due_ms
    at 3h
    CONV.RESUME c1
    CONV.GET c1 -> resolution_due_ms=220m waited_ms=0
    # ten minutes to half of it, forty to all
    at 5h -> sla.warning c1 resolution at=190m | sla.breached c1 resolution at=220m
  )");
}

TEST(ResolutionTable, HoldDoesNotPauseTheAnswer) {
  check(R"(
    sla day next_response=30m warn_at=1
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q
    CONV.HOLD c1
    at 5h -> sla.breached c1 next_response at=30m
  )");
}

TEST(ResolutionTable, HeldOverNightItCountsTheHoursOnly) {
  check(R"(
    calendar office open=0m-60m,100m-200m known=10d
    sla day resolution=90m warn_at=1 calendar=office
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 50m
    CONV.HOLD c1
    at 80m
    CONV.RESUME c1
    # fifty minutes, then forty more from the opening on
    at 5h -> sla.breached c1 resolution at=140m
  )");
}

TEST(ResolutionTable, AHandOverEndsTheHold) {
  check(R"(
    sla day resolution=1h warn_at=1
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    at 30m
    AGENT.STATE a2 ONLINE
    CONV.TRANSFER c1 AGENT a2
    at 5h -> sla.breached c1 resolution at=90m
  )");
}

TEST(ResolutionTable, AnAgentWhoLeavesEndsTheHold) {
  check(R"(
    sla day resolution=1h warn_at=1
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    at 30m
    AGENT.STATE a1 OFFLINE
    at 5h -> sla.breached c1 resolution at=90m
  )");
}

TEST(ResolutionTable, ClosedWhileHeldItIsMet) {
  check(R"(
    sla day resolution=1h
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    at 5h
    CONV.CLOSE c1 -> closed | sla.met c1 resolution due=6h | conversation.closed c1
  )");
}

TEST(ResolutionTable, WithoutWorkItEndsSilently) {
  check(R"(
    sla day resolution=1h
    queue q sla=day offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1 -> closed | conversation.closed c1
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c2 QUEUE q
    CONV.ABANDON c2 -> closed | conversation.abandoned c2
    at 5h -> nothing
  )");
}

TEST(ResolutionTable, ReopenedItBeginsAnew) {
  check(R"(
    sla day resolution=1h warn_at=1
    queue q sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 30m
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE q REOPEN 1
    at 5h -> sla.breached c1 resolution at=90m
  )");
}

}  // namespace
}  // namespace stellwerk::tests
