// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(WrapupTable, UsesCapacityUntilItsTime) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    at 60s
    CONV.CLOSE c1 REASON solved -> wrapup a1 | conversation.wrapup c1 a1
    AGENT.GET a1 -> used=1
    at 74999ms -> nothing
    at 75s -> conversation.closed c1 a1 reason=solved at=75s | conversation.assigned c2 a1 at=75s waited_ms=75s
  )");
}

TEST(WrapupTable, WrappedFreesTheSlotEarly) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE c1
    at 3s
    CONV.WRAPPED c1 -> closed | conversation.closed c1 a1 | conversation.assigned c2 a1
    at 1h -> nothing
  )");
}

TEST(WrapupTable, ACustomersMessageMakesItActiveAgain) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 episode=$e | ...
    CONV.CLOSE c1 -> wrapup | ...
    at 5s
    MSG.IN c1 m1 "one more thing" -> active a1 duplicate=0 | ... | message.in c1 a1 m1
    CONV.GET c1 -> active a1 episode=$e
    # its wrap-up does not end it any more
    at 1h -> nothing
    CONV.CLOSE c1 -> wrapup | ...
    advance 15s -> conversation.closed c1
  )");
}

TEST(WrapupTable, AwayKeepsIt) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    at 5s
    AGENT.STATE a1 AWAY -> >0 | agent.state a1 away
    CONV.GET c1 -> wrapup a1
    at 15s -> conversation.closed c1
  )");
}

TEST(WrapupTable, OfflineClosesIt) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    at 5s
    AGENT.STATE a1 OFFLINE -> >0 | unordered | conversation.closed c1 at=5s | agent.state a1 offline
    CONV.GET c1 -> closed outcome=closed
    at 1h -> nothing
  )");
}

TEST(WrapupTable, AnAnswerInWrapUpDoesNotChangeTheState) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat
    CONV.CLOSE c1
    MSG.OUT c1 r1 bye FROM a1 -> wrapup a1 | message.out c1 r1 channel=chat from=a1
    at 15s -> conversation.closed c1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
