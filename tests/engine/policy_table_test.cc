// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(PolicyTable, EachDocumentIsAVersion) {
  check(R"(
    POLICY.GET -> version=0
    queue q
    POLICY.APPLY -> 1 | policy.applied version=1
    POLICY.APPLY -> 1
    queue q
    queue p
    POLICY.APPLY -> 2 | policy.applied version=2
    POLICY.GET -> version=2 toml~queue
  )");
}

TEST(PolicyTable, IfGuardsAgainstAnotherVersion) {
  check(R"(
    queue q
    POLICY.APPLY IF 0 -> 1 | policy.applied
    queue q
    queue p
    POLICY.APPLY IF 7 -> -CONFLICT 1
    CONV.OPEN c1 QUEUE p -> -UNKNOWNQUEUE
    POLICY.APPLY IF 1 -> 2 | policy.applied
    CONV.OPEN c1 QUEUE p -> waiting | ...
  )");
}

TEST(PolicyTable, AQueueInUseStays) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE p
    CONV.OPEN c2 QUEUE p
    queue q offer=auto
    POLICY.APPLY -> -? p 2
    POLICY.GET -> version=1
    CONV.OPEN c3 QUEUE p -> waiting | ...
    CONV.CLOSE c1
    CONV.CLOSE c2
    CONV.CLOSE c3
    POLICY.APPLY -> 2 | policy.applied version=2
    CONV.OPEN c4 QUEUE p -> -UNKNOWNQUEUE
  )");
}

TEST(PolicyTable, AQueueWithAnActiveConversationIsInUse) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p
    queue q offer=auto
    POLICY.APPLY -> -? p 1
    CONV.CLOSE c1
    POLICY.APPLY -> 2 | policy.applied version=2
  )");
}

TEST(PolicyTable, MovedToTakesWhatIsInUseAlong) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2 QUEUES q
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p -> active a1 | ...
    at 9s
    CONV.OPEN c2 QUEUE p -> waiting | ...
    queue q offer=auto
    queue p offer=auto moved_to=q
    at 10s
    POLICY.APPLY -> 2 | ... | policy.applied version=2 | ...
    CONV.GET c1 -> active a1 queue=q
    CONV.GET c2 -> waiting queue=q opened_ms=9s waited_ms=1s
    AGENT.STATE a2 ONLINE -> >0 | agent.state a2 | conversation.assigned c2 a2
  )");
}

TEST(PolicyTable, LiveOffersKeepTheirTimeOut) {
  check(R"(
    queue q timeout=20s
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> offered | ...
    at 5s
    queue q timeout=60s
    POLICY.APPLY -> 2 | policy.applied
    CONV.OPEN c2 QUEUE q -> offered | conversation.opened c2 | offer.created c2 expires=65s
    at 20s -> offer.expired c1
    at 65s -> ... | offer.expired c2 | ...
  )");
}

TEST(PolicyTable, ANewRuleHoldsForThoseWhoWaitAlready) {
  check(R"(
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q
    at 1s
    CONV.OPEN c1 QUEUE q PRIORITY 9
    at 2s
    CONV.OPEN c2 QUEUE q PRIORITY 1
    routing policy=priority
    queue q offer=auto
    POLICY.APPLY -> 2 | policy.applied
    CONV.CLOSE c0 -> closed | conversation.closed c0 | conversation.assigned c2
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY -> 3 | policy.applied
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1
  )");
}

TEST(PolicyTable, WeakerNeedsOfAQueueAreUsedAtOnce) {
  check(R"(
    queue q offer=auto skills=billing>=5
    POLICY.APPLY
    AGENT.SET a1 SKILLS billing=3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1
    queue q offer=auto skills=billing>=3
    POLICY.APPLY -> 2 | unordered | policy.applied | conversation.routable c1 | conversation.assigned c1 a1
  )");
}

TEST(PolicyTable, CheckReportsWithoutApplying) {
  check(R"(
    queue q
    queue p
    POLICY.APPLY
    CONV.OPEN c1 QUEUE p
    queue q
    POLICY.CHECK -> ok=0 errors.#=1 errors.0.text~p
    POLICY.GET -> version=1
    queue q
    queue p
    queue r
    POLICY.CHECK -> ok=1
    POLICY.GET -> version=1
  )");
}

TEST(PolicyTable, AnSlaInUseStays) {
  check(R"(
    sla minute first_response=1m
    sla hour first_response=1h
    queue q sla=hour
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q SLA minute
    sla hour first_response=1h
    queue q sla=hour
    POLICY.APPLY -> -? minute 1
    CONV.CLOSE c1
    POLICY.APPLY -> 2 | policy.applied version=2
  )");
}

}  // namespace
}  // namespace stellwerk::tests
