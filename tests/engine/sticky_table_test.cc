// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(StickyTable, WaitsForItsAgentWhileOthersAreFree) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE q STICKY a1:5m -> waiting | conversation.opened c2
    at 1m
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
  )");
}

TEST(StickyTable, FreeItGetsItAtOnceThoughAnotherIsIdleForLonger) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q STICKY a2 -> active a2 | ...
  )");
}

TEST(StickyTable, AfterItsTimeAnybodyTakesIt) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE q STICKY a1:5m -> waiting | conversation.opened c2
    at 299s -> nothing
    at 5m -> conversation.assigned c2 a2 at=5m
  )");
}

TEST(StickyTable, NoLongerThanItsTargetAllows) {
  check(R"(
    sla hour first_response=1h
    queue q sla=hour offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE q STICKY a1 -> waiting | conversation.opened c2
    # the guard is half the target
    at 1799s -> nothing
    at 30m -> conversation.assigned c2 a2 at=30m | sla.met c2
  )");
}

TEST(StickyTable, IsNotWaitedForWhenItIsNotThere) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q STICKY a1:5m -> active a2 | ...
    CONV.OPEN c2 QUEUE q STICKY nobody:5m -> waiting | conversation.opened c2
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a2
  )");
}

TEST(StickyTable, WhoCannotTakeItIsNotWaitedFor) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2 SKILLS de=1
    AGENT.STATE a1 AWAY
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS de STICKY a1:5m -> active a2 | ...
  )");
}

TEST(StickyTable, WhenItGoesTheOthersTakeIt) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 AWAY
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q STICKY a1:5m -> waiting | conversation.opened c1
    AGENT.STATE a1 OFFLINE -> >0 | agent.state a1 | conversation.assigned c1 a2
    at 1h -> nothing
  )");
}

TEST(StickyTable, WhenItLosesTheSkillTheOthersTakeIt) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS de=2
    AGENT.SET a2 SKILLS de=2
    AGENT.STATE a1 AWAY
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS de>=2 STICKY a1:5m -> waiting | conversation.opened c1
    AGENT.SET a1 SKILLS de=1 -> OK | conversation.assigned c1 a2
  )");
}

TEST(StickyTable, WhenItDeclinesTheOthersAreAsked) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q STICKY a1:5m -> offered a1 | ...
    CONV.DECLINE c1 @c1 -> offered a2 | offer.declined c1 a1 | offer.created c1 a2
  )");
}

TEST(StickyTable, PassesNobodyByWhoIsUrgent) {
  check(R"(
    sla minute first_response=1m
    queue q offer=auto
    queue fast sla=minute offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q STICKY a1:1h
    CONV.OPEN c2 QUEUE fast
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1 | ...
  )");
}

TEST(PreferTable, AmongThoseAsGoodWhoeverHasMoreOfTheSkills) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2 SKILLS golf=1
    AGENT.SET a3 SKILLS golf=1,tea=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q PREFER tea,golf -> active a3 | ...
    CONV.OPEN c2 QUEUE q PREFER tea,golf -> active a2 | ...
    CONV.OPEN c3 QUEUE q PREFER tea,golf -> active a1 | ...
  )");
}

TEST(PreferTable, ALoadThatIsLessCountsMore) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 2
    AGENT.SET a2 CAPACITY 2 SKILLS golf=1
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS golf -> active a2 | ...
    CONV.OPEN c2 QUEUE q PREFER golf -> active a1 | ...
    CONV.OPEN c3 QUEUE q PREFER golf -> active a2 | ...
  )");
}

TEST(PreferTable, SkillsNobodyKnowsDecideNothing) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q PREFER nothing -> active a1 | ...
  )");
}

// As after a start from a snapshot, which knows nothing of the order in which classes came about.
TEST(StickyTable, WhoIsNotWaitedForAnyMoreFreesThemInTheOrderOfOpening) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q PRIORITY 1 STICKY a1
    CONV.OPEN c3 QUEUE q PRIORITY 2 STICKY a1
    CONV.OPEN c4 QUEUE q PRIORITY 1 STICKY a1
    CONV.ABANDON c2
    AGENT.STATE a1 DRAINING
  )");
}

}  // namespace
}  // namespace stellwerk::tests
