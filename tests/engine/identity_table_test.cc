// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Episodes (IF) and attempts (REQ).
namespace stellwerk::tests {
namespace {

TEST(IdentityTable, TheEpisodeGrowsWithEachOwnerAndReopening) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q -> waiting episode=1 | conversation.opened c1 | ...
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.GET c1 -> active a1 episode=$a
    AGENT.STATE a2 ONLINE
    AGENT.STATE a1 OFFLINE
    CONV.GET c1 -> active a2 episode=$b episode>$a
    CONV.CLOSE c1 -> closed episode=$b | ...
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a2 episode>$b | ...
  )");
}

TEST(IdentityTable, EveryWriteToAConversationTakesIf) {
  check(R"(
    policy wrap
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q -> waiting episode=$e | ...
    CONV.UPDATE c1 PRIORITY 3 IF 99 -> -STALE
    CONV.ESCALATE c1 IF 99 -> -STALE
    CONV.CLOSE c1 IF 99 -> -STALE
    CONV.ABANDON c1 IF 99 -> -STALE
    CONV.OPEN c1 QUEUE q IF 99 -> -STALE
    CONV.ACCEPT c1 o1 IF 99 -> -?
    CONV.DECLINE c1 o1 IF 99 -> -?
    MSG.IN c1 m1 hello IF 99 -> -STALE
    MSG.OUT c1 r1 hello IF 99 -> -STALE
    CONV.GET c1 -> waiting priority=5 episode=$e
    CONV.UPDATE c1 PRIORITY 3 IF $e -> waiting | ...
    MSG.IN c1 m1 hello IF $e -> waiting duplicate=0 | message.in c1 m1
    AGENT.STATE a1 ONLINE
    CONV.GET c1 -> active episode=$f
    CONV.CLOSE c1 IF $f -> wrapup | ...
    CONV.WRAPPED c1 IF 99 -> -STALE
    CONV.WRAPPED c1 IF $f -> closed | ...
  )");
}

TEST(IdentityTable, TheExactReplyToARequestIsRemembered) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q REQ r1 -> waiting position=1 duplicate=0 seq=$s | conversation.opened c1 | ...
    CONV.OPEN c2 QUEUE q
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.GET c1 -> active
    # as it was then, not as it is now
    CONV.OPEN c1 QUEUE q REQ r1 -> waiting position=1 duplicate=0 seq=$s !agent
    CONV.OPEN c1 QUEUE q -> active duplicate=1 seq>$s
    CONV.OPEN c1 QUEUE q REQ r2 -> active duplicate=1
    at 599s
    CONV.OPEN c1 QUEUE q REQ r1 -> waiting seq=$s
    at 601s
    CONV.OPEN c1 QUEUE q REQ r1 -> active duplicate=1
  )");
}

TEST(IdentityTable, ARequestIsDoneOnce) {
  check(R"(
    policy auto
    AGENT.SET a1 REQ r1 -> OK
    AGENT.STATE a1 ONLINE REQ r2 -> $e | agent.state a1 online
    AGENT.STATE a1 OFFLINE
    AGENT.STATE a1 ONLINE REQ r2 -> $e
    AGENT.GET a1 -> state=offline
    MSG.IN c1 m1 hello QUEUE q REQ r3 -> waiting duplicate=0 | ...
    MSG.IN c1 m1 hello QUEUE q REQ r3 -> waiting duplicate=0
    MSG.IN c1 m1 hello QUEUE q -> waiting duplicate=1
    CONV.CLOSE c1 REQ r4 -> closed duplicate=0 | ...
    CONV.OPEN c1 QUEUE q REOPEN 1 -> waiting | ...
    CONV.CLOSE c1 REQ r4 -> closed duplicate=0
    CONV.GET c1 -> waiting
  )");
}

TEST(IdentityTable, SeqIsTheNumberOfTheLastEvent) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q -> seq=$s | ...
    MSG.IN c1 m1 hello -> seq=$s+1 | message.in
    MSG.IN c1 m1 hello -> seq=$s+1
    CONV.CLOSE c1 -> seq=$s+2 | conversation.closed
  )");
}

}  // namespace
}  // namespace stellwerk::tests
