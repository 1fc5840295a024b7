// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// The table of conversation states and commands, row by row.
namespace stellwerk::tests {
namespace {

TEST(ConversationTable, OpensWaitingWithItsPlace) {
  check(R"(
    policy offer
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q CHANNEL chat CUSTOMER "Ada L." PRIORITY 3 -> waiting conv=c1 !agent !offer position=1 duplicate=0 episode=1 !eta_ms | conversation.opened c1 queue=q channel=chat customer="Ada L." priority=3 at=0s
    CONV.OPEN c2 QUEUE q -> waiting position=2 | conversation.opened c2 priority=5
    CONV.OPEN c3 QUEUE p -> waiting position=1 | conversation.opened c3 queue=p
    at 7s
    CONV.GET c1 -> waiting conv=c1 queue=q channel=chat customer="Ada L." priority=3 opened_ms=0s waited_ms=7s !handovers
  )");
}

TEST(ConversationTable, UnknownOnesAreNamed) {
  check(R"(
    policy offer
    CONV.OPEN c1 QUEUE nowhere -> -UNKNOWNQUEUE nowhere
    CONV.GET c1 -> -UNKNOWNCONV c1
    CONV.ACCEPT c1 o1 -> -UNKNOWNCONV
    CONV.DECLINE c1 o1 -> -UNKNOWNCONV
    CONV.UPDATE c1 PRIORITY 1 -> -UNKNOWNCONV
    CONV.ESCALATE c1 -> -UNKNOWNCONV
    CONV.CLOSE c1 -> -UNKNOWNCONV
    CONV.WRAPPED c1 -> -UNKNOWNCONV
    CONV.ABANDON c1 -> -UNKNOWNCONV
    MSG.OUT c1 m1 hello -> -UNKNOWNCONV
  )");
}

TEST(ConversationTable, WithoutAPolicyThereAreNoQueues) {
  check(R"(
    CONV.OPEN c1 QUEUE q -> -UNKNOWNQUEUE q
    MSG.IN c1 m1 hello QUEUE q -> -UNKNOWNQUEUE q
  )");
}

TEST(ConversationTable, AcceptMakesOfferedActive) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 offer=$o | conversation.opened c1 | offer.created c1 a1 offer=$o expires=20s
    at 5s
    CONV.ACCEPT c1 @c1 -> active a1 !offer duplicate=0 | offer.accepted c1 a1 offer=$o | conversation.assigned c1 a1 waited_ms=5s
    CONV.ACCEPT c1 @c1 -> active a1 duplicate=1
    advance 1h -> nothing
  )");
}

TEST(ConversationTable, DeclineMakesOfferedWaiting) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    at 5s
    CONV.DECLINE c1 @c1 REASON busy -> waiting !agent !offer duplicate=0 | offer.declined c1 a1 reason=busy
    CONV.ACCEPT c1 @c1 -> -STALE
  )");
}

TEST(ConversationTable, CloseFromEveryState) {
  check(R"(
    queue q wrap_up=15s
    queue p
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1 REASON solved -> closed !agent duplicate=0 | conversation.closed c1 reason=solved
    CONV.CLOSE c1 -> closed duplicate=1
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c2 QUEUE q -> offered a1 | ...
    CONV.CLOSE c2 -> closed duplicate=0 | offer.revoked c2 a1 | conversation.closed c2
    CONV.OPEN c3 QUEUE q
    CONV.ACCEPT c3 @c3
    CONV.CLOSE c3 REASON solved -> wrapup a1 duplicate=0 | conversation.wrapup c3 a1
    CONV.CLOSE c3 -> wrapup a1 duplicate=1
    advance 15s -> conversation.closed c3 a1 reason=solved
    CONV.CLOSE c3 -> closed duplicate=1
    # no wrap-up in p
    CONV.OPEN c4 QUEUE p
    CONV.ACCEPT c4 @c4
    CONV.CLOSE c4 -> closed duplicate=0 | conversation.closed c4 a1
  )");
}

TEST(ConversationTable, AbandonFromEveryState) {
  check(R"(
    queue q wrap_up=15s
    queue p
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.ABANDON c1 REASON left -> closed duplicate=0 | conversation.abandoned c1 reason=left
    CONV.ABANDON c1 -> closed duplicate=1
    CONV.GET c1 -> closed outcome=abandoned
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c2 QUEUE q
    CONV.ABANDON c2 -> closed | offer.revoked c2 a1 | conversation.abandoned c2
    CONV.OPEN c3 QUEUE q
    CONV.ACCEPT c3 @c3
    CONV.ABANDON c3 -> wrapup a1 | ...
    advance 15s -> ...
    CONV.GET c3 -> closed outcome=abandoned
    CONV.OPEN c4 QUEUE p
    CONV.ACCEPT c4 @c4
    CONV.ABANDON c4 -> closed | conversation.abandoned c4 a1
    CONV.CLOSE c4 -> closed duplicate=1
    CONV.GET c4 -> outcome=abandoned
  )");
}

TEST(ConversationTable, AnAbandonedOneInWrapUpIsCountedOnce) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ABANDON c1 -> wrapup a1 | conversation.wrapup c1 a1
    advance 15s -> conversation.abandoned c1 a1
    advance 1m -> nothing
  )");
}

TEST(ConversationTable, WrappedEndsWrapUpAndNothingElse) {
  check(R"(
    policy wrap
    CONV.OPEN c1 QUEUE q
    CONV.WRAPPED c1 -> -BADSTATE waiting
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.WRAPPED c1 -> -BADSTATE active
    CONV.CLOSE c1 -> wrapup | ...
    at 5s
    CONV.WRAPPED c1 -> closed duplicate=0 | conversation.closed c1 a1 at=5s
    CONV.WRAPPED c1 -> closed duplicate=1
    advance 1m -> nothing
  )");
}

TEST(ConversationTable, WrappedOfAnOfferedOneNamesTheState) {
  check(R"(
    policy offer
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.WRAPPED c1 -> -BADSTATE offered
  )");
}

TEST(ConversationTable, UpdateOfAWaitingOne) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q SKILLS billing>=8 PRIORITY 7
    at 9s
    CONV.UPDATE c1 QUEUE p PRIORITY 2 SKILLS billing>=2 -> waiting duplicate=0 | ...
    CONV.GET c1 -> waiting queue=p priority=2 opened_ms=0s waited_ms=9s
    AGENT.SET a1 QUEUES p SKILLS billing=2
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
    CONV.UPDATE c1 PRIORITY 1 -> -BADSTATE active
    CONV.CLOSE c1
    CONV.UPDATE c1 PRIORITY 1 -> -BADSTATE closed
  )");
}

TEST(ConversationTable, UpdateInWrapUpNamesTheState) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    CONV.UPDATE c1 PRIORITY 1 -> -BADSTATE wrapup
  )");
}

TEST(ConversationTable, UpdateNeedsAKnownQueue) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q
    CONV.UPDATE c1 QUEUE nowhere PRIORITY 1 -> -UNKNOWNQUEUE nowhere
    CONV.GET c1 -> queue=q priority=5
  )");
}

TEST(ConversationTable, UpdateOfAnOfferedOneRevokesFirst) {
  check(R"(
    policy offer
    AGENT.SET a1 SKILLS billing=1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered offer=$o | ...
    CONV.UPDATE c1 SKILLS billing>=5 -> waiting !offer !agent | offer.revoked c1 a1 offer=$o | ...
    CONV.ACCEPT c1 $o -> -STALE
    AGENT.SET a1 SKILLS billing=5 -> OK | unordered | offer.created c1 a1 | ...
  )");
}

TEST(ConversationTable, UpdateChangesTheTurn) {
  check(R"(
    routing policy=priority
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.UPDATE c2 PRIORITY 1
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2 a1
  )");
}

TEST(ConversationTable, AcceptAndDeclineNeedAnOffer) {
  check(R"(
    policy offer
    CONV.OPEN c1 QUEUE q
    CONV.ACCEPT c1 o77 -> -UNKNOWNOFFER
    CONV.DECLINE c1 o77 -> -UNKNOWNOFFER
    CONV.ACCEPT c1 nonsense -> -UNKNOWNOFFER
    CONV.GET c1 -> waiting
  )");
}

TEST(ConversationTable, AnOpenOneIsNotOpenedTwice) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q PRIORITY 4 -> waiting duplicate=0 | conversation.opened c1
    CONV.OPEN c1 QUEUE p PRIORITY 1 SKILLS x>=3 -> waiting duplicate=1 position=1
    CONV.GET c1 -> queue=q priority=4
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 duplicate=1
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a1 duplicate=1 episode=$e
    CONV.GET c1 -> episode=$e
  )");
}

TEST(ConversationTable, AClosedOneIsReopenedOnlyOnRequest) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.CLOSE c1 -> closed episode=$e | ...
    at 10s
    CONV.OPEN c1 QUEUE q -> closed duplicate=1
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a1 duplicate=0 episode>$e | conversation.opened c1 reopened=1 at=10s | conversation.assigned c1 a1 waited_ms=0
    CONV.GET c1 -> opened_ms=10s
  )");
}

TEST(ConversationTable, AMessageReopensWhereItsQueueHasGone) {
  check(R"(
    queue p offer=auto
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q -> waiting | ...
    MSG.IN c2 m2 hello QUEUE p -> waiting | ...
    CONV.CLOSE c1
    CONV.CLOSE c2
    queue p offer=auto
    queue q moved_to=p
    POLICY.APPLY
    MSG.IN c1 m3 hello -> waiting | conversation.opened c1 p reopened=1 | ...
    CONV.CLOSE c1
    queue r offer=auto
    POLICY.APPLY
    MSG.IN c2 m4 hello -> -UNKNOWNQUEUE
    MSG.IN c2 m5 hello QUEUE r -> waiting | conversation.opened c2 r reopened=1 | ...
  )");
}

TEST(ConversationTable, ReopenedItPrefersItsLastAgent) {
  check(R"(
    routing policy=fifo select=longest-idle
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE
    at 1s
    AGENT.STATE a2 ONLINE
    at 2s
    AGENT.STATE a3 ONLINE
    at 3s
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    at 4s
    CONV.CLOSE c1
    at 5s
    # a2 and a3 are idle for longer, and yet:
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a1 | ...
    at 6s
    CONV.CLOSE c1
    MSG.IN c1 m1 hello -> active a1 | ...
    CONV.CLOSE c1
    AGENT.STATE a1 AWAY
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a2 | ...
  )");
}

TEST(ConversationTable, AClosedOneStaysReadableForAWhile) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1 REASON done
    at 599s
    CONV.GET c1 -> closed outcome=closed
    CONV.OPEN c1 QUEUE q -> closed duplicate=1
    at 3601s
    CONV.GET c1 -> -UNKNOWNCONV
    CONV.CLOSE c1 -> -UNKNOWNCONV
    CONV.OPEN c1 QUEUE q -> waiting duplicate=0 episode=1 | conversation.opened c1 !reopened
  )");
}

TEST(ConversationTable, MemoryMayShortenTheRestButNotTheFirstTenMinutes) {
  engine::Limits limits;
  limits.closed_memory = 1;
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE c2
    at 599s
    CONV.GET c1 -> closed
    CONV.GET c2 -> closed
    at 601s
    CONV.OPEN c3 QUEUE q
    CONV.CLOSE c3
    CONV.GET c1 -> -UNKNOWNCONV
    CONV.GET c3 -> closed
  )",
        limits);
}

TEST(ConversationTable, ListsByQueueStateAndAgent) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE p
    CONV.LIST -> 0=0 1.#=3
    CONV.LIST QUEUE q -> 0=0 1.#=2
    CONV.LIST AGENT a1 -> 0=0 1.#=1 1.0.conv=c1 1.0.state=active
    CONV.LIST STATE waiting -> 0=0 1.#=2
    CONV.LIST STATE waiting QUEUE p -> 0=0 1.#=1 1.0.conv=c3
    CONV.LIST COUNT 2 -> 0=$next 1.#=2
    CONV.LIST COUNT 2 CURSOR $next -> 0=0 1.#=1
  )");
}

}  // namespace
}  // namespace stellwerk::tests
