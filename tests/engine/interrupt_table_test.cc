// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Channels that take their agent whole, and channels that make way for others.
namespace stellwerk::tests {
namespace {

std::string channels(std::string_view more = "") {
  return R"~(
    channel voice
    channel desk exclusive=true
    channel chat interruptible_by=voice
    channel mail interruptible_by=voice,chat
    queue q offer=auto
    queue asks timeout=20s retry=1m
)~" + std::string(more) +
         "    POLICY.APPLY\n";
}

TEST(ExclusiveTable, TakesItsAgentWhole) {
  check(channels() + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL voice -> active a1 | ...
    CONV.OPEN d1 QUEUE q CHANNEL desk -> waiting | ...
    CONV.EXPLAIN d1 -> agents.0.lacks.#=1 "agents.0.lacks.0=has other work (1 units), and this is exclusive" lacking.exclusive=1
    CONV.OPEN c2 QUEUE q CHANNEL voice -> active a1 | ...
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned d1 a1
    CONV.OPEN c3 QUEUE q CHANNEL voice -> waiting | ...
    CONV.OPEN d2 QUEUE q CHANNEL desk -> waiting | ...
    CONV.EXPLAIN c3 -> agents.0.lacks.#=1 "agents.0.lacks.0=taken whole by exclusive work"
    CONV.TAKE c3 a1 -> -FULL a1 exclusive
    # on hold it leaves the agent free
    CONV.HOLD d1 -> held | conversation.held d1 | conversation.assigned c3 a1
    CONV.RESUME d1 -> waiting | ...
  )~");
}

TEST(ExclusiveTable, HandedOnWhileItIsHeldItTakesTheOtherWhole) {
  check(channels() + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN d1 QUEUE q CHANNEL desk -> active a1 | ...
    CONV.HOLD d1
    AGENT.SET a2 CAPACITY 3
    AGENT.STATE a2 ONLINE
    CONV.TRANSFER d1 AGENT a2 -> active a2 | conversation.transferred d1 a1 | conversation.assigned d1 a2
    AGENT.STATE a1 AWAY
    CONV.OPEN c1 QUEUE q CHANNEL voice -> waiting | conversation.opened c1
    CONV.CLOSE d1 -> closed | conversation.closed d1 | conversation.assigned c1 a2
  )~");
}

TEST(ExclusiveTable, AnAgentWithoutWorkIsChosen) {
  check(channels() + R"~(
    AGENT.SET busy CAPACITY 9
    AGENT.STATE busy ONLINE
    AGENT.SET free CAPACITY 1 SKILLS x=1
    AGENT.STATE free ONLINE
    CONV.OPEN c1 QUEUE q -> active busy | ...
    CONV.OPEN d1 QUEUE q CHANNEL desk -> active free | ...
    CONV.EXPLAIN d1 -> !decisions.0.runner_up
  )~");
}

TEST(ExclusiveTable, APastDueOneKeepsAnAgentsUnits) {
  check(R"~(
    channel desk exclusive=true
    sla minute first_response=1m
    queue q offer=auto sla=minute
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active | ...
    CONV.OPEN c2 QUEUE q -> active | ...
    CONV.OPEN d1 QUEUE q CHANNEL desk AGE 2m -> waiting | ...
    CONV.CLOSE c1 -> closed | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    CONV.EXPLAIN c3 -> "agents.0.lacks.0=free units kept for d1"
    CONV.CLOSE c2 -> closed | ...
    CONV.GET d1 -> active agent=a1
    CONV.GET c3 -> waiting
  )~");
}

TEST(ExclusiveTable, FollowsThePolicy) {
  check(channels() + R"~(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN d1 QUEUE q CHANNEL desk -> active a1 | ...
    CONV.OPEN c1 QUEUE q CHANNEL chat -> waiting | ...
    channel desk
    channel chat exclusive=true
    queue q offer=auto
    queue asks
    POLICY.APPLY -> 2 | policy.applied
    CONV.EXPLAIN c1 -> lacking.exclusive=1
    CONV.OPEN d2 QUEUE q CHANNEL desk -> active a1 | ...
    channel desk
    channel chat
    queue q offer=auto
    queue asks
    POLICY.APPLY -> 3 | unordered | policy.applied | conversation.assigned c1 a1
  )~");
}

TEST(InterruptTable, AFullAgentTakesACallInPlaceOfAChat) {
  check(channels() + R"~(
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c2 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c3 QUEUE q CHANNEL chat -> waiting | ...
    # what came last makes way
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | conversation.opened v1 | conversation.held c2 a1 reason=interrupted | conversation.assigned v1 a1
    AGENT.GET a1 -> used=2 conversations=3
    CONV.GET c2 -> held agent=a1
    CONV.EXPLAIN c2 -> timeline.2.what=held timeline.2.reason=interrupted
    # when there is room it goes on, before what waits
    at 5m
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.resumed c2 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c3 a1
  )~");
}

TEST(InterruptTable, NobodyIsInterruptedWhileSomebodyIsFree) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    AGENT.SET a2 CAPACITY 2
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE q CHANNEL chat -> active a2 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a2 | ...
    CONV.GET c2 -> active
    # then whoever has the least to set aside
    CONV.OPEN v2 QUEUE q CHANNEL voice -> active a1 | conversation.opened v2 | conversation.held c1 a1 | conversation.assigned v2 a1
    CONV.OPEN v3 QUEUE q CHANNEL voice -> active a2 | conversation.opened v3 | conversation.held c2 a2 | conversation.assigned v3 a2
    CONV.OPEN v4 QUEUE q CHANNEL voice -> waiting | ...
    CONV.CLOSE v2 -> closed | conversation.closed v2 | conversation.assigned v4 a1
    CONV.CLOSE v4 -> closed | conversation.closed v4 | conversation.resumed c1 a1
  )~");
}

TEST(InterruptTable, AnOfferTakesTheRoomAndGivesItBack) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN v1 QUEUE asks CHANNEL voice -> offered a1 | conversation.opened v1 | conversation.held c1 a1 | offer.created v1 a1
    CONV.DECLINE v1 @v1 -> waiting | offer.declined v1 a1 | conversation.resumed c1 a1
    # he is passed over for a minute, then interrupted again
    at 1m -> conversation.held c1 a1 reason=interrupted | offer.created v1 a1
    CONV.ACCEPT v1 @v1 -> active a1 | ...
  )~");
}

TEST(InterruptTable, OffersAndWrapUpsMakeNoWay) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE asks CHANNEL chat -> offered a1 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> waiting | ...
    CONV.EXPLAIN v1 -> agents.0.lacks.#=1 "agents.0.lacks.0=no unit free (1 of 1)"
    # once it is worked on
    CONV.ACCEPT c1 @c1 -> held | offer.accepted c1 a1 | conversation.assigned c1 a1 | conversation.held c1 a1 | conversation.assigned v1 a1
  )~");
}

TEST(InterruptTable, AChainOfThree) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN m1 QUEUE q CHANNEL mail -> active a1 | ...
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.GET m1 -> held
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | ...
    CONV.GET c1 -> held
    # what nobody waits for who would interrupt it goes on first
    CONV.OPEN c2 QUEUE q CHANNEL chat -> waiting | ...
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.resumed c1 a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2 a1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.resumed m1 a1
  )~");
}

TEST(InterruptTable, TheCustomerWritesMeanwhile) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | ...
    # there is no room: it waits, for him first and for others too
    MSG.IN c1 m1 hello -> waiting | conversation.resumed c1 state=waiting | message.in c1
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.assigned c1 a1 | ...
  )~");
}

TEST(InterruptTable, ItsAgentGoes) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | ...
    # what is his goes on when he takes no more
    AGENT.STATE a1 DRAINING -> >0 | ...
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.resumed c1 a1
    AGENT.STATE a1 ONLINE -> >0 | ...
    CONV.OPEN v2 QUEUE q CHANNEL voice -> active a1 | ...
    AGENT.STATE a1 OFFLINE -> >0 | unordered | conversation.requeued c1 a1 | conversation.requeued v2 a1 | ...
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1 | conversation.held c1 a1 | conversation.assigned v2 a1
    CONV.ABANDON c1 -> closed | ...
    CONV.CLOSE v2 -> closed | conversation.closed v2
  )~");
}

TEST(InterruptTable, ByHandToo) {
  check(channels() + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a2 | ...
    CONV.TRANSFER v1 AGENT a1 -> active a1 | conversation.transferred v1 | conversation.held c1 a1 | conversation.assigned v1 a1
    CONV.HOLD v1 -> held | conversation.held v1 a1 | conversation.resumed c1 a1
    # what was held by hand does not interrupt
    CONV.RESUME v1 -> active a2 | ...
  )~");
}

TEST(InterruptTable, LargeAndExclusiveOnes) {
  check(R"~(
    channel voice units=2
    channel whole exclusive=true
    channel chat interruptible_by=voice,whole
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 3 CHANNELS chat=3,voice=1,whole=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c2 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN c3 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | conversation.opened v1 | conversation.held c3 | conversation.held c2 | conversation.assigned v1 a1
    # no more than one of a channel, and nothing whole beside a call
    CONV.OPEN v2 QUEUE q CHANNEL voice -> waiting | ...
    CONV.OPEN w1 QUEUE q CHANNEL whole -> waiting | ...
    CONV.ABANDON v2 -> closed | ...
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.held c1 | conversation.assigned w1 a1
    AGENT.GET a1 -> used=1 conversations=4
    CONV.CLOSE w1 -> closed | conversation.closed w1 | conversation.resumed c1 | conversation.resumed c2 | conversation.resumed c3
  )~");
}

// What his ramp leaves of an agent is his room: it is full with one chat.
TEST(InterruptTable, InARampTheChatMakesWayToo) {
  check("    routing policy=fifo ramp=10m\n" + channels() + R"~(
    AGENT.SET a1 CAPACITY 4
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active a1 | ...
    CONV.OPEN v1 QUEUE q CHANNEL voice -> active a1 | conversation.opened v1 | conversation.held c1 interrupted | conversation.assigned v1 a1
    CONV.CLOSE v1 -> closed | conversation.closed v1 | conversation.resumed c1 a1
    CONV.OPEN v2 QUEUE q CHANNEL voice -> active a1 | conversation.opened v2 | conversation.held c1 interrupted | conversation.assigned v2 a1
    # the second unit of four
    at 200s -> conversation.resumed c1 a1
  )~");
}

TEST(InterruptTable, TheSlaFirstRuleTakesTheOneDueFirst) {
  check(R"~(
    channel voice
    channel chat interruptible_by=voice
    sla minute first_response=1m
    queue q offer=auto sla=minute
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN v1 QUEUE q CHANNEL voice DUE 50s -> waiting | ...
    CONV.OPEN v2 QUEUE q CHANNEL voice DUE 40s -> waiting | ...
    CONV.OPEN v3 QUEUE q CHANNEL voice DUE 90s PRIORITY 1 -> waiting | ...
    CONV.OPEN c1 QUEUE q CHANNEL chat PRIORITY 0 -> waiting | ...
    AGENT.STATE a1 ONLINE -> >0 | unordered | conversation.assigned c1 a1 | conversation.held c1 a1 | conversation.assigned v3 a1 | ...
    CONV.CLOSE v3 -> closed | conversation.closed v3 | conversation.assigned v2 a1 | sla.met v2
    CONV.EXPLAIN v2 -> decisions.0.direction=agent decisions.0.lane=on_time
  )~");
}

}  // namespace
}  // namespace stellwerk::tests
