// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(ClockTable, WarnsAtItsShareAndBreachesToTheMillisecond) {
  check(R"(
    policy minute
    CONV.OPEN c1 QUEUE q
    CONV.GET c1 -> due_ms=60s sla=minute
    at 47999ms -> nothing
    at 48s -> sla.warning c1 first_response queue=q due=60s at=48s
    at 59999ms -> nothing
    at 60s -> sla.breached c1 first_response queue=q due=60s at=60s
    at 1h -> nothing
  )");
}

TEST(ClockTable, WarnAtIsTheSlasToSet) {
  check(R"(
    sla s first_response=100s warn_at=0.25
    queue q sla=s
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    at 24999ms -> nothing
    at 25s -> sla.warning c1 first_response
    at 100s -> sla.breached c1 first_response
  )");
}

TEST(ClockTable, TheStartOfWorkMeetsIt) {
  check(R"(
    policy minute
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    at 30s
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | sla.met c1 first_response due=60s at=30s
    at 1h -> nothing
  )");
}

TEST(ClockTable, AnOfferAloneMeetsNothing) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute timeout=10m
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | conversation.opened c1 | offer.created c1
    at 48s -> sla.warning c1
    at 50s
    CONV.ACCEPT c1 @c1 -> active | offer.accepted c1 | conversation.assigned c1 | sla.met c1 first_response at=50s
    at 70s -> nothing
  )");
}

TEST(ClockTable, MetAndBreachedExcludeEachOther) {
  check(R"(
    policy minute
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    at 60s -> sla.warning c1 | sla.breached c1
    at 70s
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
    at 1h -> nothing
  )");
}

TEST(ClockTable, StartedInTheMomentItIsDueIsTooLate) {
  check(R"(
    policy minute
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    at 60s -> sla.warning c1 at=48s | sla.breached c1 at=60s
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
  )");
}

TEST(ClockTable, RunsOutBeforeAnotherTimerOfThatMomentStartsTheWork) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute offer=auto wrap_up=60s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q
    at 59999ms -> sla.warning c2
    at 60s -> conversation.closed c1 a1 | sla.breached c2 at=60s | conversation.assigned c2 a1 at=60s
    at 1h -> nothing
  )");
}

TEST(ClockTable, AnAnswerThatIsOwedSaysWhenItIsTheTurnOfOneWithoutFirstResponse) {
  check(R"(
    sla n next_response=5m
    sla s first_response=1h
    queue nq sla=n offer=auto
    queue sq sla=s offer=auto
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN s1 QUEUE sq
    MSG.IN n1 m1 hello QUEUE nq
    CONV.OPEN n2 QUEUE nq
    CONV.OPEN s2 QUEUE sq
    MSG.IN n2 m1 "anybody there?"
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned n1 a1 | message.in n1 m1
    CONV.CLOSE n1 -> closed | conversation.closed n1 | conversation.assigned n2 a1 | message.in n2 m1
    CONV.CLOSE n2 -> closed | conversation.closed n2 | conversation.assigned s1 a1 | sla.met s1 first_response
  )");
}

TEST(ClockTable, OneThatABotHasAnsweredWaitsForTheAnswerThatIsOwed) {
  check(R"(
    sla s first_response=1h next_response=5m met_by=reply
    sla t first_response=20m
    queue q sla=s offer=auto
    queue p sla=t offer=auto
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.SET a1
    AGENT.STATE bot ONLINE
    MSG.IN w1 m1 hello QUEUE q
    MSG.OUT w1 o1 hello FROM bot
    AGENT.STATE bot DRAINING
    CONV.OPEN x1 QUEUE p
    MSG.IN w1 m2 "a human, please"
    CONV.ESCALATE w1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned w1 a1 | message.in w1 m2
  )");
}

TEST(ClockTable, MetByReplyWaitsForTheFirstAnswer) {
  check(R"(
    sla s first_response=1m met_by=reply
    queue q sla=s offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | conversation.opened c1 | conversation.assigned c1
    CONV.OPEN c2 QUEUE q
    at 30s
    MSG.OUT c1 r1 hello FROM a1 -> active | message.out c1 r1 | sla.met c1 first_response at=30s
    MSG.OUT c1 r2 "and more" FROM a1 -> active | message.out c1 r2
    at 48s -> sla.warning c2 first_response
    at 60s -> sla.breached c2 first_response
    MSG.OUT c2 r1 sorry FROM a1 -> active | message.out c2 r1
  )");
}

TEST(ClockTable, ClosingWithoutAnAnswerEndsClocksSilently) {
  check(R"(
    sla s first_response=1m next_response=1m
    queue q sla=s
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    MSG.IN c2 m1 hello QUEUE q
    at 30s
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.ABANDON c2 -> closed | conversation.abandoned c2
    at 1h -> nothing
  )");
}

TEST(ClockTable, AWrapUpEndsTheResponseClocksSilently) {
  check(R"(
    sla s next_response=1m
    queue q sla=s offer=auto wrap_up=10m
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    MSG.IN c1 m1 thanks
    at 10s
    CONV.CLOSE c1 -> wrapup | conversation.wrapup c1
    at 5m -> nothing
  )");
}

TEST(ClockTable, AgeHasRunAlready) {
  check(R"(
    policy minute
    CONV.OPEN c1 QUEUE q AGE 30s
    CONV.GET c1 -> due_ms=30s waited_ms=30s
    at 17999ms -> nothing
    at 18s -> sla.warning c1 due=30s
    at 30s -> sla.breached c1 due=30s at=30s
  )");
}

TEST(ClockTable, OlderThanTheTargetItIsBreachedOnArrival) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    at 5m
    CONV.OPEN c1 QUEUE q AGE 2m -> active a1 | unordered | conversation.opened c1 | conversation.assigned c1 a1 | sla.breached c1 first_response due=4m at=5m | ...
    advance 1h -> nothing
  )");
}

TEST(ClockTable, DueOverridesTheTargetAndCountsFromNow) {
  check(R"(
    policy minute
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q DUE 10s AGE 40s -> waiting | conversation.opened c1
    CONV.GET c1 -> due_ms=10s
    CONV.OPEN c2 QUEUE q DUE 5m
    CONV.GET c2 -> due_ms=5m
    at 1m -> sla.warning c1 at=8s due=10s | sla.breached c1 at=10s due=10s
    CONV.UPDATE c2 DUE 20s
    CONV.GET c2 -> due_ms=80s
    at 80s -> ... | sla.breached c2 at=80s due=80s
  )");
}

TEST(ClockTable, TheConversationMayNameItsSla) {
  check(R"(
    sla minute first_response=1m
    sla hour first_response=1h
    queue q sla=hour
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q SLA minute
    CONV.GET c1 -> sla=minute due_ms=60s
    CONV.OPEN c2 QUEUE q
    CONV.GET c2 -> sla=hour due_ms=1h
    CONV.OPEN c3 QUEUE q SLA nowhere -> -BADARG SLA
  )");
}

TEST(ClockTable, WithoutAnSlaNothingIsBreached) {
  check(R"(
    policy offer
    CONV.OPEN c1 QUEUE q AGE 2d
    MSG.IN c1 m1 hello
    at 3d -> nothing
  )");
}

TEST(ClockTable, NextResponseRunsFromTheEarliestUnanswered) {
  check(R"(
    sla s next_response=1m
    queue q sla=s offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 10s
    MSG.IN c1 m1 one
    at 50s
    MSG.IN c1 m2 two
    at 58s -> sla.warning c1 next_response due=70s at=58s
    at 70s -> sla.breached c1 next_response due=70s at=70s
    MSG.OUT c1 r1 answer FROM a1 -> active | message.out c1 r1
    at 80s
    MSG.IN c1 m3 three
    at 100s
    MSG.OUT c1 r2 answer FROM a1 -> active | message.out c1 r2 | sla.met c1 next_response due=140s
    MSG.OUT c1 r3 more FROM a1 -> active | message.out c1 r3
    at 1h -> nothing
  )");
}

TEST(ClockTable, NextResponseRunsWhileItWaitsToo) {
  check(R"(
    sla s next_response=1m
    queue q sla=s
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q
    at 48s -> sla.warning c1 next_response
    at 60s -> sla.breached c1 next_response
  )");
}

TEST(ClockTable, AtIsClippedToOpeningAndNow) {
  check(R"(
    sla s next_response=1m
    queue q sla=s
    POLICY.APPLY
    at 30s
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    at 50s
    MSG.IN c1 m1 before AT 10s
    MSG.IN c2 m1 between AT 40s
    MSG.IN c3 m1 after AT 10m
    at 78s -> sla.warning c1 due=90s
    at 90s -> sla.warning c2 due=100s at=88s | sla.breached c1 due=90s
    at 100s -> sla.warning c3 due=110s at=98s | sla.breached c2 due=100s
    at 110s -> sla.breached c3 due=110s
  )");
}

TEST(ClockTable, ReportedClocksAreNeverRestarted) {
  check(R"(
    policy minute
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active | ... | sla.met c1 first_response
    at 30s
    AGENT.STATE a1 OFFLINE
    at 10m -> nothing
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
  )");
}

TEST(ClockTable, AnUnmetClockSurvivesTheLossOfAnAgent) {
  check(R"(
    sla s first_response=1m met_by=reply
    queue q sla=s offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 30s
    AGENT.STATE a1 OFFLINE
    CONV.GET c1 -> waiting due_ms=60s
    at 60s -> sla.warning c1 at=48s | sla.breached c1 at=60s
  )");
}

TEST(ClockTable, AReopeningStartsAnew) {
  check(R"(
    policy minute
    CONV.OPEN c1 QUEUE q
    at 60s -> sla.warning c1 | sla.breached c1
    CONV.CLOSE c1
    at 70s
    CONV.OPEN c1 QUEUE q REOPEN 1
    CONV.GET c1 -> due_ms=130s
    at 130s -> sla.warning c1 at=118s | sla.breached c1 at=130s
  )");
}

// The first response has been given: there is nothing to be warned of.
TEST(ClockTable, DueOfOneThatSomebodyHasHadOnlyRoutes) {
  check(R"~(
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    AGENT.STATE a1 OFFLINE -> 2 | agent.state a1 | conversation.requeued c1
    CONV.UPDATE c1 DUE 10s -> waiting
    at 20s -> nothing
    # nobody has had this one
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.UPDATE c2 DUE 10s -> waiting
    at 1m -> sla.warning c2 | sla.breached c2
  )~");
}

// A bot was about to wrap up: the first response had its verdict before.
TEST(ClockTable, DueOfOneThatComesBackFromWrapUpGivesNoSecondVerdict) {
  check(R"~(
    sla s first_response=10s
    queue q sla=s offer=auto wrap_up=1m
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q -> waiting | ...
    at 10s -> sla.warning c1 | sla.breached c1
    AGENT.SET b1 KIND bot
    AGENT.STATE b1 ONLINE -> 1 | agent.state b1 | conversation.assigned c1
    CONV.CLOSE c1 -> wrapup | ...
    MSG.IN c1 m1 hello -> active | ...
    AGENT.STATE b1 OFFLINE -> 2 | agent.state b1 | conversation.requeued c1
    CONV.UPDATE c1 DUE 30s -> waiting
    at 2m -> nothing
  )~");
}

}  // namespace
}  // namespace stellwerk::tests
