// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Steps that are for open hours, or for closed ones.
namespace stellwerk::tests {
namespace {

TEST(HoursStepsTable, OutsideTheHoursBotsTakeWhatHumansTakeInThem) {
  check(R"(
    calendar office open=1h-2h,3h-4h known=10h
    queue q offer=auto calendar=office step=0s,kind=human,hours=open step=0s,kind=bot,hours=closed
    POLICY.APPLY
    AGENT.SET h CAPACITY 9
    AGENT.SET bot KIND bot CAPACITY 9
    AGENT.STATE h ONLINE
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> active bot | ...
    at 3599999ms -> nothing
    CONV.OPEN c2 QUEUE q -> active bot | ...
    at 1h -> nothing
    CONV.OPEN c3 QUEUE q -> active h | ...
    # whoever has it keeps it
    CONV.GET c1 -> active bot
    at 2h
    CONV.OPEN c4 QUEUE q -> active bot | ...
    CONV.EXPLAIN c4 -> decisions.0.step=2
    CONV.GET c3 -> active h
  )");
}

TEST(HoursStepsTable, WhoWaitsIsLookedAtWhenTheHoursTurn) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office step=0s,kind=human,hours=open step=0s,kind=bot,hours=closed
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    AGENT.SET bot KIND bot
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.EXPLAIN c1 -> lacking.hours=1 text~"for other hours"
    CONV.EXPLAIN c1 AGENT h -> text~"step 1, which is for open hours, from 1755003600000"
    at 1h -> conversation.assigned c1 h at=1h
    AGENT.STATE bot ONLINE -> >0 | agent.state bot
    at 2h -> conversation.assigned c2 bot at=2h
  )");
}

TEST(HoursStepsTable, AQueueThatWaitsForItsOpeningHasThemAllTheSame) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office when_closed=wait step=0s,kind=bot,hours=closed
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q -> active bot | ...
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.EXPLAIN c2 AGENT h -> text~"bot"
    AGENT.STATE bot OFFLINE -> >0 | agent.state bot | conversation.requeued c1 bot
    at 1h -> conversation.assigned c1 h at=1h
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 h
  )");
}

// Before the first step that counts in these hours comes, everybody the queue asks for.
TEST(HoursStepsTable, WithoutAStepForTheHoursTheQueueIsAsWithoutSteps) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office step=0s,kind=bot,hours=closed
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    at 1h -> conversation.assigned c1 h
  )");
}

TEST(HoursStepsTable, TimeCountsWhateverTheHours) {
  check(R"(
    calendar office open=1h-5h known=10h
    queue q offer=auto calendar=office step=0s,skills=de>=3 step=90m,hours=open
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    at 1h -> nothing
    CONV.OPEN c2 QUEUE q
    at 90m -> conversation.assigned c1 h at=90m
    CONV.CLOSE c1
    at 150m -> conversation.assigned c2 h at=150m
  )");
}

TEST(HoursStepsTable, ByHandAnyStepCounts) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office step=0s,kind=human,hours=open step=0s,kind=bot,hours=closed
    POLICY.APPLY
    AGENT.SET h
    AGENT.STATE h ONLINE
    AGENT.SET bot KIND bot
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.TAKE c1 h -> active h | conversation.assigned c1 h reason=taken
  )");
}

TEST(HoursStepsTable, AnotherPolicyBringsThem) {
  check(R"(
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office
    POLICY.APPLY
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    AGENT.SET h
    at 90m
    calendar office open=1h-2h known=10h
    queue q offer=auto calendar=office step=0s,kind=human,hours=open step=0s,kind=bot,hours=closed
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1
    at 2h -> conversation.assigned c1 bot at=2h
  )");
}

}  // namespace
}  // namespace stellwerk::tests
