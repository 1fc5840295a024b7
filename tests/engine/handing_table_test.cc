// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(HoldTable, FreesTheSlotAndKeepsTheAgent) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 episode=$e | ...
    CONV.OPEN c2 QUEUE q -> waiting | conversation.opened c2
    CONV.HOLD c1 REASON asks -> held a1 duplicate=0 episode=$e | conversation.held c1 a1 reason=asks !expires | conversation.assigned c2 a1
    AGENT.GET a1 -> used=1 conversations=2
    CONV.HOLD c1 -> held duplicate=1
    CONV.LIST STATE held -> c1
    QUEUE.STATS q -> q.held=1 q.active=1
  )");
}

TEST(HoldTable, OnlyWhatIsActiveCanBeHeld) {
  check(R"(
    policy wrap
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1 -> -BADSTATE waiting
    AGENT.STATE a1 ONLINE
    CONV.CLOSE c1
    CONV.HOLD c1 -> -BADSTATE wrapup
    CONV.RESUME c1 -> -BADSTATE wrapup
    CONV.WRAPPED c1
    CONV.HOLD c1 -> -BADSTATE closed
    CONV.HOLD c9 -> -UNKNOWNCONV
    CONV.HOLD c1 IF 7 -> -STALE
  )");
}

TEST(HoldTable, ResumesWithItsAgent) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active episode=$e | ...
    CONV.RESUME c1 -> active duplicate=1
    CONV.HOLD c1
    at 30s
    CONV.RESUME c1 -> active a1 duplicate=0 episode=$e | conversation.resumed c1 a1
    AGENT.GET a1 -> used=1 conversations=1
    CONV.GET c1 -> handovers=0
  )");
}

TEST(HoldTable, WithoutRoomItWaitsForItsAgentFirst) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 episode=$e | ...
    CONV.HOLD c1
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    CONV.RESUME c1 -> waiting !agent episode=$e+1 | conversation.resumed c1 !agent
    CONV.RESUME c1 -> waiting duplicate=1
    CONV.HOLD c1 -> -BADSTATE waiting
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1
    CONV.GET c1 -> active a1 handovers=0
  )");
}

TEST(HoldTable, WhoeverIsFreeTakesItWhenItsAgentHasNoRoom) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    CONV.OPEN c2 QUEUE q
    AGENT.STATE a2 ONLINE
    CONV.RESUME c1 -> active a2 | conversation.resumed c1 | conversation.assigned c1 a2
    CONV.GET c1 -> handovers=1 agents=2
  )");
}

TEST(HoldTable, ForATimeEndsByItself) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1 FOR 10m -> held | conversation.held c1 expires=10m
    at 599s -> nothing
    at 10m -> conversation.resumed c1 a1 at=10m
    at 1h -> nothing
  )");
}

TEST(HoldTable, AMessageResumesIt) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1 FOR 10m
    MSG.IN c1 m1 hello -> active a1 | conversation.resumed c1 a1 | message.in c1 a1
    at 1h -> nothing
  )");
}

TEST(HoldTable, AMessageWithoutRoomGoesToWhoeverHasItNext) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    CONV.OPEN c2 QUEUE q
    MSG.IN c1 m1 hello -> waiting | conversation.resumed c1 | message.in c1 !agent
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1 | message.in c1 a1 m1
  )");
}

TEST(HoldTable, ARepliesFromItsAgentIsStillHis) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1
    MSG.OUT c1 r1 soon FROM a2 -> -STALE
    MSG.OUT c1 r2 soon FROM a1 -> held | message.out c1 a1
  )");
}

TEST(HoldTable, ItsAgentGoneItWaitsAtItsAge) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1 FOR 10m
    at 1m
    AGENT.STATE a1 OFFLINE -> >0 | agent.state a1 | conversation.requeued c1 a1
    CONV.GET c1 -> waiting
    AGENT.GET a1 -> !used !conversations
    at 1h -> nothing
  )");
}

TEST(HoldTable, CanBeClosedAndAbandoned) {
  check(R"(
    policy wrap
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.HOLD c1
    CONV.HOLD c2
    CONV.CLOSE c1 -> closed | conversation.closed c1 a1
    CONV.ABANDON c2 -> closed | conversation.abandoned c2 a1
    AGENT.GET a1 -> !used !conversations
    QUEUE.STATS q -> q.held=0 q.active=0 q.wrapup=0
  )");
}

TEST(HoldTable, AChannelsMaximumIsFreeMeanwhileAndAskedForAgain) {
  check(R"(
    channel chat units=1
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 9 CHANNELS chat=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat
    CONV.HOLD c1
    CONV.OPEN c2 QUEUE q CHANNEL chat -> active a1 | ...
    AGENT.SET a1 CHANNELS chat=1 CAPACITY 8
    CONV.RESUME c1 -> waiting | conversation.resumed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1 a1
  )");
}

TEST(HoldTable, HandlingTimesDoNotCountIt) {
  std::string table = "queue q offer=auto max_waiting=1\nPOLICY.APPLY\n";
  table += "AGENT.SET a1\nAGENT.STATE a1 ONLINE\n";
  for (int round = 0; round < 30; ++round) {  // then it is believed
    const std::string conv = 'c' + std::to_string(round) + '\n';
    const auto at = [round](int second) {
      return "at " + std::to_string(3'600 * round + second) + "s\n";
    };
    table += at(1) + "CONV.OPEN c" + std::to_string(round) + " QUEUE q\n";
    table += at(6) + "CONV.HOLD " + conv + at(3'000) + "CONV.RESUME " + conv;
    table += at(3'005) + "CONV.CLOSE " + conv;
  }
  table += "CONV.OPEN w1 QUEUE q\nCONV.OPEN w2 QUEUE q\n";
  table += "CONV.OPEN w3 QUEUE q -> -FULL retry-after-ms=10000\n";
  check(table);
}

TEST(TakeTable, PastEverybodyWhoWaits) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    CONV.TAKE c3 a2 -> -BADSTATE offline
    CONV.TAKE c3 a1 -> -FULL retry-after-ms=
    CONV.TAKE c3 a9 -> -UNKNOWNAGENT
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
    AGENT.SET a1 CAPACITY 2 -> OK | conversation.assigned c3 a1
    CONV.TAKE c3 a1 -> active duplicate=1
    CONV.TAKE c1 a1 -> -BADSTATE closed
  )");
}

TEST(TakeTable, WhatTheReserveOrADeclineKeepsAway) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    CONV.DECLINE c1 @c1 -> waiting | offer.declined c1 a1
    CONV.TAKE c1 a1 -> active a1 | conversation.assigned c1 a1 reason=taken
    at 1h -> nothing
  )");
}

TEST(TakeTable, AnOfferToHimIsAccepted) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.TAKE c1 a1 -> active a1 | offer.accepted c1 a1 | conversation.assigned c1 a1
    CONV.ACCEPT c1 @c1 -> active duplicate=1
  )");
}

TEST(TakeTable, AnOfferToAnotherIsRevoked) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    CONV.TAKE c1 a2 -> active a2 | offer.revoked c1 a1 reason=taken | conversation.assigned c1 a2 reason=taken
    CONV.ACCEPT c1 @c1 -> -STALE
  )");
}

TEST(TakeTable, WithoutTheSkillItIsUnroutable) {
  check(R"(
    queue q offer=auto skills=billing>=3
    POLICY.APPLY
    AGENT.SET a1 SKILLS billing=2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS de
    CONV.TAKE c1 a1 -> -UNROUTABLE billing>=3 de>=1 'q'
  )");
}

TEST(TakeTable, ForcedItMayExceedTheCapacity) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q
    CONV.TAKE c2 a1 FORCE 1 -> active a1 | conversation.assigned c2 a1 reason=forced
    AGENT.GET a1 -> used=2 capacity=1 over=1
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3 a1
    AGENT.GET a1 -> used=1 !over
  )");
}

TEST(TransferTable, ToAnAgentWhoHasRoom) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 episode=$e | ...
    CONV.OPEN c2 QUEUE q
    CONV.TRANSFER c1 AGENT a2 -> -BADSTATE offline
    CONV.GET c1 -> active a1 episode=$e
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c2 a2
    CONV.TRANSFER c1 AGENT a2 -> -BADSTATE no room
    CONV.CLOSE c2
    CONV.OPEN c3 QUEUE q SKILLS x
    CONV.TRANSFER c1 AGENT a2 REASON knows -> active a2 episode=$e+1 | conversation.transferred c1 a1 reason=knows | conversation.assigned c1 a2
    CONV.TRANSFER c1 AGENT a2 -> active a2 duplicate=1
    CONV.GET c1 -> handovers=1 agents=2
    AGENT.GET a1 -> !used
  )");
}

TEST(TransferTable, TheNewAgentIsToldWhatIsUnanswered) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q -> active a1 | ...
    AGENT.STATE a2 ONLINE
    CONV.TRANSFER c1 AGENT a2 -> active a2 | conversation.transferred c1 a1 | conversation.assigned c1 a2 | message.in c1 a2 m1
    MSG.OUT c1 r1 late FROM a1 -> -STALE
  )");
}

TEST(TransferTable, ToAnAgentWhoLacksASkillItIsUnroutableAndNothingChanges) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.TRANSFER c1 AGENT a2 SKILLS billing>=2 -> -UNROUTABLE billing>=2
    CONV.GET c1 -> active a1 !skills
    AGENT.SET a2 SKILLS billing=2
    CONV.TRANSFER c1 AGENT a2 SKILLS billing>=2 -> active a2 | ...
    CONV.GET c1 -> skills=billing>=2
  )");
}

TEST(TransferTable, ToAnotherQueueItWaits) {
  check(R"(
    policy auto
    AGENT.SET a1 QUEUES q
    AGENT.SET a2 QUEUES p
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 episode=$e | ...
    CONV.TRANSFER c1 QUEUE nowhere -> -UNKNOWNQUEUE
    CONV.TRANSFER c1 QUEUE p -> waiting !agent episode=$e+1 | conversation.transferred c1 a1 queue=p
    CONV.TRANSFER c1 QUEUE p -> waiting duplicate=1
    CONV.TRANSFER c1 QUEUE q -> -BADSTATE waiting
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c1 a2 queue=p
    QUEUE.STATS q -> q.active=0
    QUEUE.STATS p -> p.active=1
  )");
}

TEST(TransferTable, BackToItsOwnQueueItDoesNotComeBackAtOnce) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.TRANSFER c1 QUEUE q -> waiting | conversation.transferred c1 a1 queue=q
    at 29s -> nothing
    at 30s -> conversation.assigned c1 a1 at=30s
  )");
}

TEST(TransferTable, ToAFullQueueItIsRefused) {
  check(R"(
    queue q offer=auto
    queue p offer=auto max_waiting=1
    POLICY.APPLY
    AGENT.SET a1 QUEUES q
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p
    CONV.TRANSFER c1 QUEUE p -> -FULL max_waiting
    CONV.GET c1 -> active a1
  )");
}

TEST(TransferTable, WhatIsHeldCanBeHandedOn) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.HOLD c1 FOR 5m
    AGENT.STATE a2 ONLINE
    CONV.TRANSFER c1 AGENT a2 -> active a2 | conversation.transferred c1 a1 | conversation.assigned c1 a2
    at 1h -> nothing
    AGENT.GET a1 -> !conversations
  )");
}

TEST(TransferTable, WhatWaitsCannot) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    CONV.TRANSFER c1 AGENT a1 -> -BADSTATE waiting
    CONV.TRANSFER c1 QUEUE p -> -BADSTATE waiting
  )");
}

TEST(TransferTable, TheClockIsNotRestarted) {
  check(R"(
    sla minute next_response=1m
    queue q sla=minute offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q
    at 30s
    AGENT.STATE a2 ONLINE
    CONV.TRANSFER c1 AGENT a2
    at 1h -> sla.warning c1 next_response at=48s | sla.breached c1 next_response at=60s
  )");
}

}  // namespace
}  // namespace stellwerk::tests
