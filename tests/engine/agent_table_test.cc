// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(AgentTable, IsOfflineUntilItSaysOtherwise) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=5,de=3 -> OK
    AGENT.GET a1 -> agent=a1 kind=human state=offline skills=billing=5,de=3 capacity=1 !used !over
    CONV.OPEN c1 QUEUE q -> waiting position=1 | conversation.opened c1
    AGENT.STATE a1 ONLINE -> $e | agent.state a1 online epoch=$e | conversation.assigned c1 a1
    AGENT.GET a1 -> state=online epoch=$e used=1 conversations=c1
  )");
}

TEST(AgentTable, SetReplacesOnlyTheNamedOptions) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=5 CAPACITY 3 CHANNELS chat=2 QUEUES q
    AGENT.SET a1 CAPACITY 4 -> OK
    AGENT.GET a1 -> skills=billing=5 capacity=4
    AGENT.SET a1 SKILLS de=2,en=9 -> OK
    AGENT.GET a1 -> skills=de=2,en=9 capacity=4
    AGENT.SET a1 KIND bot -> OK
    AGENT.GET a1 -> kind=bot skills=de=2,en=9 capacity=4
    AGENT.STATE a1 ONLINE
    # the queues and channels of the first command still hold
    CONV.OPEN c1 QUEUE p CHANNEL chat -> waiting | ...
    CONV.OPEN c2 QUEUE q CHANNEL mail -> waiting | ...
    CONV.OPEN c3 QUEUE q CHANNEL chat -> active a1 | ...
  )");
}

TEST(AgentTable, ANewSkillIsUsedAtOnce) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=2
    AGENT.SET a2 SKILLS billing=9
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS billing>=3 -> waiting | conversation.opened c1
    AGENT.SET a1 SKILLS billing=3 -> OK | conversation.assigned c1 a1
  )");
}

TEST(AgentTable, UnknownAgentsAreNamed) {
  check(R"(
    policy auto
    AGENT.STATE a9 ONLINE -> -UNKNOWNAGENT a9
    AGENT.BEAT a9 1 -> -UNKNOWNAGENT a9
    AGENT.DEL a9 -> -UNKNOWNAGENT a9
    AGENT.GET a9 -> -UNKNOWNAGENT a9
  )");
}

TEST(AgentTable, AnUnchangedStateAnswersTheSameEpochWithoutAnEvent) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> $e | agent.state a1 online epoch=$e
    AGENT.STATE a1 ONLINE -> $e
    AGENT.STATE a1 AWAY REASON lunch -> $e | agent.state a1 away epoch=$e reason=lunch
    AGENT.STATE a1 AWAY -> $e
    AGENT.STATE a1 ONLINE -> $e | agent.state a1 online epoch=$e
    AGENT.STATE a1 DRAINING -> $e | agent.state a1 draining epoch=$e
    AGENT.STATE a1 OFFLINE -> $e+1 | agent.state a1 offline epoch=$e+1
    AGENT.STATE a1 OFFLINE -> $e+1
    AGENT.BEAT a1 $e -> -STALE
  )");
}

TEST(AgentTable, EpochsBeginAtOneAndGrow) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1
    AGENT.STATE a1 AWAY -> $e | agent.state a1
    AGENT.STATE a1 OFFLINE -> >$e | agent.state a1
  )");
}

TEST(AgentTable, AwayAndDrainingKeepWorkAndLoseOffers) {
  check(R"(
    policy offer
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ACCEPT c1 @c1
    CONV.OPEN c2 QUEUE q -> offered a1 | conversation.opened c2 | offer.created c2 a1
    AGENT.STATE a1 DRAINING -> >0 | unordered | agent.state a1 draining | offer.revoked c2 a1
    CONV.GET c1 -> active a1
    CONV.GET c2 -> waiting !agent !offer
    CONV.OPEN c3 QUEUE q -> waiting | conversation.opened c3
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 online | offer.created c2 a1 | offer.created c3 a1
    AGENT.STATE a1 AWAY -> >0 | unordered | agent.state a1 away | offer.revoked c2 | offer.revoked c3
    CONV.GET c1 -> active a1
    CONV.CLOSE c1 -> closed | conversation.closed c1 a1
    CONV.GET c2 -> waiting
  )");
}

TEST(AgentTable, OfflineGivesItsWorkBackAtItsOriginalAge) {
  check(R"(
    queue q offer=auto wrap_up=1m
    queue p
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE -> $e | ...
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE p -> offered a1 | ...
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    CONV.CLOSE c3 -> wrapup a1 | conversation.wrapup c3 a1
    at 10s
    AGENT.STATE a1 OFFLINE -> $e+1 | ...
    CONV.GET c3 -> closed outcome=closed
    at 11s
    CONV.GET c1 -> waiting !agent waited_ms=11s
    CONV.GET c2 -> waiting !agent !offer waited_ms=11s
    AGENT.GET a1 -> !used conversations.#=0
  )");
}

TEST(AgentTable, OfflineSaysWhatBecameOfEachConversation) {
  check(R"(
    queue q offer=auto wrap_up=1m
    queue p
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE p
    CONV.OPEN c3 QUEUE q
    CONV.CLOSE c3
    AGENT.STATE a1 OFFLINE -> >0 | unordered | agent.state a1 offline | conversation.requeued c1 a1 | offer.revoked c2 a1 | conversation.closed c3 a1
  )");
}

TEST(AgentTable, ALeaseLapsesUnlessItIsRenewed) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | agent.state a1 online
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    at 20s
    AGENT.BEAT a1 $e -> OK
    at 49999ms -> nothing
    advance 1ms -> unordered | conversation.requeued c1 a1 at=50s | agent.state a1 offline epoch=$e+1 at=50s
    AGENT.BEAT a1 $e -> -STALE
    AGENT.GET a1 -> state=offline epoch=$e+1
    CONV.GET c1 -> waiting waited_ms=50s
  )");
}

TEST(AgentTable, ABeatInTheMomentOfTheLapseIsTooLate) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    at 30s -> agent.state a1 offline epoch=$e+1
    AGENT.BEAT a1 $e -> -STALE
  )");
}

TEST(AgentTable, TheSameStateAgainRenewsTheLease) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    at 20s
    AGENT.STATE a1 ONLINE LEASE 30s -> $e
    at 49999ms -> nothing
    at 50s -> agent.state a1 offline
  )");
}

TEST(AgentTable, TheSameStateWithoutALeaseRenewsTheOneInForce) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    at 20s
    AGENT.STATE a1 ONLINE -> $e
    at 49999ms -> nothing
    at 50s -> agent.state a1 offline
  )");
}

TEST(AgentTable, ABeatOfAnotherEpochIsStale) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    AGENT.BEAT a1 $e+1 -> -STALE
    at 30s -> agent.state a1 offline
    AGENT.STATE a1 ONLINE LEASE 30s -> >$e | agent.state a1 online
    AGENT.BEAT a1 $e -> -STALE
  )");
}

TEST(AgentTable, OfflineEndsTheLease) {
  check(R"(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    AGENT.STATE a1 OFFLINE -> $e+1 | agent.state a1 offline
    at 1h -> nothing
  )");
}

TEST(AgentTable, AnAgentWithWorkIsDeletedOnlyByForce) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 2 SKILLS billing=3
    AGENT.SET a2
    AGENT.STATE a1 ONLINE -> $e | ...
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    AGENT.DEL a1 -> -BADSTATE
    AGENT.GET a1 -> state=online used=1
    AGENT.DEL a1 FORCE 1 -> OK | unordered | conversation.requeued c1 a1 | ...
    AGENT.GET a1 -> -UNKNOWNAGENT
    CONV.GET c1 -> waiting
    # the epoch survives: nobody can take the new a1 for the old one
    AGENT.SET a1 -> OK
    AGENT.GET a1 -> state=offline capacity=1 !skills
    AGENT.STATE a1 ONLINE -> >$e | ...
    CONV.GET c1 -> active a1
  )");
}

TEST(AgentTable, AnIdleAgentIsDeleted) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    AGENT.DEL a1 -> OK | ...
    AGENT.GET a1 -> -UNKNOWNAGENT
    AGENT.LIST -> 0=0 1.#=0
  )");
}

TEST(AgentTable, WrapUpIsWorkToo) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1 -> wrapup | ...
    AGENT.DEL a1 -> -BADSTATE
    AGENT.DEL a1 FORCE 1 -> OK | unordered | conversation.closed c1 | ...
  )");
}

TEST(AgentTable, ListsPageByPage) {
  check(R"(
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a2 ONLINE
    AGENT.LIST -> 0=0 1.#=3
    AGENT.LIST COUNT 2 -> 0=$next 1.#=2 1.0.agent=a1 1.1.agent=a2
    AGENT.LIST COUNT 2 CURSOR $next -> 0=0 1.#=1 1.0.agent=a3 1.0.state=offline
    AGENT.LIST STATE online -> 0=0 1.#=1 1.0.agent=a2
    AGENT.LIST STATE away -> 0=0 1.#=0
  )");
}

TEST(AgentTable, IdleTimeCountsSinceTheLastWork) {
  check(R"(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    at 10s
    AGENT.GET a1 -> idle_ms=10s
    CONV.OPEN c1 QUEUE q
    at 30s
    CONV.CLOSE c1
    at 35s
    AGENT.GET a1 -> idle_ms=5s
  )");
}

}  // namespace
}  // namespace stellwerk::tests
