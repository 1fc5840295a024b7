// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(MessageTable, TheFirstOneOpensTheConversation) {
  check(R"(
    policy auto
    AGENT.SET a1
    MSG.IN c1 m1 hello -> -BADARG QUEUE
    MSG.IN c1 m1 hello QUEUE q CHANNEL chat PRIORITY 2 -> waiting conv=c1 duplicate=0 | conversation.opened c1 queue=q channel=chat priority=2 | message.in c1 m1 payload=hello channel=chat
    CONV.GET c1 -> waiting queue=q channel=chat priority=2
    MSG.IN c1 m2 again -> waiting | message.in c1 m2 payload=again
  )");
}

TEST(MessageTable, TheOwnerGetsThemInOrder) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    MSG.IN c1 m1 one -> active a1 | message.in c1 a1 m1 payload=one
    MSG.IN c1 m2 "" -> active a1 | message.in c1 a1 m2 payload=
    MSG.IN c1 m3 three -> active a1 | message.in c1 a1 m3 payload=three
  )");
}

TEST(MessageTable, ARepeatedOneChangesNothing) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 one QUEUE q -> active a1 duplicate=0 | ...
    MSG.IN c1 m1 other QUEUE p -> active a1 duplicate=1
    # the same identifier on another conversation is another message
    MSG.IN c2 m1 one QUEUE q -> waiting duplicate=0 | ...
    CONV.CLOSE c1
    MSG.IN c1 m1 one -> duplicate=1
    CONV.GET c1 -> closed
  )");
}

TEST(MessageTable, DedupeOutlivesTheConversation) {
  check(R"(
    policy auto
    AGENT.SET a1
    MSG.IN c1 m1 one QUEUE q
    CONV.CLOSE c1
    at 6d
    CONV.GET c1 -> -UNKNOWNCONV
    MSG.IN c1 m1 one QUEUE q -> duplicate=1
    CONV.GET c1 -> -UNKNOWNCONV
    at 604801s
    MSG.IN c1 m1 one QUEUE q -> waiting duplicate=0 | conversation.opened c1 | message.in c1 m1
  )");
}

TEST(MessageTable, DedupeKeepsTheNewestOfItsNumber) {
  engine::Limits limits;
  limits.dedupe_max = 2;
  check(R"(
    policy auto
    MSG.IN c1 m1 one QUEUE q
    MSG.IN c1 m2 two
    MSG.IN c1 m3 three
    MSG.IN c1 m3 three -> duplicate=1
    MSG.IN c1 m2 two -> duplicate=1
    MSG.IN c1 m1 one -> duplicate=0 | message.in c1 m1
  )",
        limits);
}

TEST(MessageTable, AnAssignmentBringsWhatTheAgentHasNotSeen) {
  check(R"(
    policy auto
    AGENT.SET a1
    MSG.IN c1 m1 one QUEUE q -> waiting | conversation.opened c1 | message.in c1 m1 !agent
    MSG.IN c1 m2 two -> waiting | message.in c1 m2 !agent
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | message.in c1 a1 m1 payload=one | message.in c1 a1 m2 payload=two
    MSG.IN c1 m3 three -> active a1 | message.in c1 a1 m3
    # another agent has seen none of them
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    AGENT.STATE a1 OFFLINE -> >0 | ... | conversation.assigned c1 a2 | message.in c1 a2 m1 payload=one | message.in c1 a2 m2 | message.in c1 a2 m3 | ...
  )");
}

TEST(MessageTable, TheSameAgentAgainGetsOnlyTheNewOnes) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    MSG.IN c1 m1 one
    AGENT.STATE a1 OFFLINE
    MSG.IN c1 m2 two -> waiting | message.in c1 m2 !agent
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | message.in c1 a1 m2
  )");
}

TEST(MessageTable, OpenedByAMessageAndAssignedTheInboxHasItOnce) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 one QUEUE q -> active a1 | conversation.opened c1 | ... | conversation.assigned c1 a1 | message.in c1 a1 m1 payload=one
  )");
}

TEST(MessageTable, AnOfferDoesNotBringMessagesTheAcceptDoes) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 one QUEUE q -> offered a1 | ...
    MSG.IN c1 m2 two -> offered a1 | message.in c1 m2 !agent
    CONV.ACCEPT c1 @c1 -> active a1 | offer.accepted c1 a1 | conversation.assigned c1 a1 | message.in c1 a1 m1 | message.in c1 a1 m2
  )");
}

TEST(MessageTable, AMessageReopensInTheRememberedQueue) {
  check(R"(
    policy auto
    AGENT.SET a1 QUEUES p
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p CHANNEL chat -> active a1 episode=$e | ...
    CONV.CLOSE c1
    at 1m
    MSG.IN c1 m1 hello -> active a1 duplicate=0 episode>$e | conversation.opened c1 queue=p channel=chat reopened=1 | ... | conversation.assigned c1 a1 | message.in c1 a1 m1
    CONV.GET c1 -> active queue=p opened_ms=1m
  )");
}

TEST(MessageTable, AReplyLeavesByTheChannel) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat CUSTOMER ada
    MSG.OUT c1 r1 hello FROM a1 -> active a1 duplicate=0 | message.out c1 r1 channel=chat customer=ada payload=hello from=a1
    MSG.OUT c1 r1 hello FROM a1 -> active a1 duplicate=1
    MSG.OUT c1 r2 "a notice" -> active a1 | message.out c1 r2 channel=chat !from
  )");
}

TEST(MessageTable, FromAnAgentWhoDoesNotHaveItIsStale) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    MSG.OUT c1 r1 hello FROM a1 -> -STALE
    MSG.OUT c1 r2 "please wait" -> offered | message.out c1 r2
    CONV.ACCEPT c1 @c1
    MSG.OUT c1 r3 hello FROM a2 -> -STALE
    MSG.OUT c1 r4 hello FROM a9 -> -STALE
    MSG.OUT c1 r5 hello FROM a1 -> active | message.out c1 r5
    AGENT.STATE a1 OFFLINE
    MSG.OUT c1 r6 hello FROM a1 -> -STALE
    MSG.OUT c1 r7 "please wait" -> waiting | message.out c1 r7
    CONV.CLOSE c1
    MSG.OUT c1 r8 bye -> -BADSTATE closed
  )");
}

TEST(MessageTable, TooBigIsNamed) {
  engine::Limits limits;
  limits.payload_size_max = 5;
  check(R"(
    policy auto
    MSG.IN c1 m1 12345 QUEUE q -> waiting | ...
    MSG.IN c1 m2 123456 -> -TOOBIG
    MSG.OUT c1 r1 123456 -> -TOOBIG
    MSG.IN c1 m2 12345 -> waiting duplicate=0 | message.in c1 m2
  )",
        limits);
}

TEST(MessageTable, TooManyUnansweredAreRefused) {
  engine::Limits limits;
  limits.unanswered_max = 2;
  check(R"(
    policy auto
    MSG.IN c1 m1 one QUEUE q
    MSG.IN c1 m2 two
    MSG.IN c1 m3 three -> -FULL retry-after-ms=
    MSG.OUT c1 r1 answer
    MSG.IN c1 m3 three -> duplicate=0 | message.in c1 m3
  )",
        limits);
}

TEST(MessageTable, OpeningByMessageObeysMaxWaiting) {
  check(R"(
    queue q max_waiting=1
    POLICY.APPLY
    MSG.IN c1 m1 one QUEUE q
    MSG.IN c2 m1 one QUEUE q -> -FULL retry-after-ms=
    CONV.GET c2 -> -UNKNOWNCONV
    MSG.IN c1 m2 two -> waiting | message.in c1 m2
    CONV.CLOSE c1
    MSG.IN c2 m1 one QUEUE q -> waiting duplicate=0 | ...
  )");
}

}  // namespace
}  // namespace stellwerk::tests
