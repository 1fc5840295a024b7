// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Timers fire one by one in the order (due, arming), each at its time. That the result does not
// depend on how often time is looked at is checked for every table.
namespace stellwerk::tests {
namespace {

TEST(TimerTable, OfEqualDueTheOneArmedFirst) {
  check(R"(
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE LEASE 20s
    at 5s
    AGENT.STATE a2 ONLINE LEASE 15s
    at 1m -> agent.state a1 offline at=20s | agent.state a2 offline at=20s
  )");
  check(R"(
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a2 ONLINE LEASE 20s
    at 5s
    AGENT.STATE a1 ONLINE LEASE 15s
    at 1m -> agent.state a2 offline at=20s | agent.state a1 offline at=20s
  )");
}

TEST(TimerTable, ARenewedTimerIsArmedAnew) {
  check(R"(
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE LEASE 10s -> $e | ...
    at 2s
    AGENT.STATE a2 ONLINE LEASE 13s
    at 5s
    AGENT.BEAT a1 $e
    at 1m -> agent.state a2 offline at=15s | agent.state a1 offline at=15s
  )");
}

TEST(TimerTable, EachAtItsOwnTimeHoweverLateItIsLookedAt) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute timeout=20s retry=25s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE LEASE 2m
    CONV.OPEN c1 QUEUE q
    at 1h -> offer.expired c1 at=20s | offer.created c1 at=45s expires=65s | sla.warning c1 at=48s | sla.breached c1 at=60s | offer.expired c1 at=65s | offer.created c1 at=90s | offer.expired c1 at=110s | agent.state a1 away at=110s reason=missed | agent.state a1 offline at=2m
  )");
}

TEST(TimerTable, BeforeACommandOfThatTime) {
  check(R"(
    policy wrap
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE c1
    at 15s -> conversation.closed c1
    MSG.IN c1 m1 hello -> active episode>1 | conversation.opened c1 reopened=1 | ...
  )");
}

TEST(TimerTable, TickIsNothingButTime) {
  check(R"(
    policy minute
    CONV.OPEN c1 QUEUE q
    at 1m -> sla.warning c1 | sla.breached c1
    TICK -> OK
    TICK -> OK
  )");
}

// As after a suspended machine: nobody can have been reached until then.
TEST(TimerTable, LeasesCountAnewFromATickThatSaysSo) {
  check(R"(
    AGENT.SET a1
    AGENT.SET a2
    AGENT.SET a3
    AGENT.STATE a1 ONLINE LEASE 30s -> $e | ...
    AGENT.STATE a2 ONLINE LEASE 5m -> $f | ...
    AGENT.STATE a3 ONLINE -> $g | ...
    at 20s
    TICK AT 60s -> OK
    at 89s
    AGENT.BEAT a1 $e -> OK
    at 118s
    at 2m -> agent.state a1 offline reason=lease
    at 4m
    TICK AT 1m -> OK
    at 10m -> agent.state a2 offline reason=lease
  )");
}

}  // namespace
}  // namespace stellwerk::tests
