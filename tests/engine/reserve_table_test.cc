// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/command_line.h"
#include "tests/engine/support/table.h"

// Agents kept free for the tightest class against work that can wait.
namespace stellwerk::tests {
namespace {

// q (one minute) is the tightest queue; p (20 minutes) can wait until 10 minutes before it is due.
std::string two_queues(std::string_view routing) {
  return "routing policy=sla-first " + std::string(routing) + R"(
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto handling=3m
    queue p sla=twenty offer=auto handling=3m
    POLICY.APPLY
)";
}

std::string agents_online(std::uint64_t count) {
  std::string table;
  for (std::uint64_t i = 1; i <= count; ++i) {
    const std::string name = numbered("a", i);
    table += "AGENT.SET " + name + "\nAGENT.STATE " + name + " ONLINE\n";
  }
  return table;
}

TEST(ReserveTable, OneAgentIsKeptForTheTightestQueue) {
  check(two_queues("reserve=1") + agents_online(2) + R"(
    CONV.OPEN c1 QUEUE p -> active a1 | ...
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q -> active a2 | ...
    # a1 is free again and is the only one: kept
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c3 -> closed | conversation.closed c3 | conversation.assigned c2 | ...
  )");
}

TEST(ReserveTable, WhatCouldWaitIsTakenWhenItsSlackCrossesTheGuard) {
  check(two_queues("reserve=1") + agents_online(1) + R"(
    CONV.OPEN c1 QUEUE p -> waiting | conversation.opened c1
    at 599999ms -> nothing
    at 10m -> conversation.assigned c1 a1 at=10m | sla.met c1
  )");
}

TEST(ReserveTable, AllAreTakenWhoseSlackCrossesTheGuardAtOnce) {
  check(two_queues("reserve=1") + R"(
    AGENT.SET a1 CAPACITY 6
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE p DUE 15m -> waiting | conversation.opened c0
    CONV.OPEN c1 QUEUE p -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE p -> waiting | conversation.opened c3
    CONV.OPEN c4 QUEUE p -> waiting | conversation.opened c4
    at 9m -> conversation.assigned c0 a1 | sla.met c0
    at 10m -> conversation.assigned c1 a1 | sla.met c1 | conversation.assigned c2 a1 | sla.met c2 | conversation.assigned c3 a1 | sla.met c3 | conversation.assigned c4 a1 | sla.met c4
  )");
}

// Whoever has units left after it is as free as before: only the next one's own time tells.
TEST(ReserveTable, TheNextOneIsTakenWhenItsOwnSlackCrossesTheGuard) {
  check(two_queues("reserve=1") + R"(
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p -> waiting | conversation.opened c1
    at 1s
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
    at 10m -> conversation.assigned c1 a1 at=10m | sla.met c1
    at 601s -> conversation.assigned c2 a1 at=601s | sla.met c2
  )");
}

TEST(ReserveTable, TheOverdueOfAnotherQueueAreNotHeldBack) {
  check(two_queues("reserve=1") + agents_online(1) + R"(
    CONV.OPEN c1 QUEUE p AGE 21m -> active a1 | ...
  )");
}

TEST(ReserveTable, WhoComesAfterOneHeldBackDoesNotGoPastTheOverdue) {
  check(R"(
    routing policy=sla-first reserve=1 catch_up=0.5
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto handling=3m skills=tight>=1
    queue p sla=twenty offer=auto handling=3m
    POLICY.APPLY
    AGENT.SET a1 SKILLS tight=5
    AGENT.STATE a1 ONLINE
    AGENT.SET b1 SKILLS special=5 CAPACITY 3
    # a1 is kept for q
    CONV.OPEN c1 QUEUE p -> waiting | conversation.opened c1
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE p -> waiting | conversation.opened c3
    CONV.OPEN late QUEUE p SKILLS special=1 AGE 21m -> waiting | ...
    AGENT.STATE b1 ONLINE -> >0 | agent.state b1 | conversation.assigned c1 b1 | sla.met c1 | conversation.assigned late b1 | conversation.assigned c2 b1 | sla.met c2
  )");
}

TEST(ReserveTable, ZeroKeepsNobody) {
  check(two_queues("reserve=0") + agents_online(2) + R"(
    CONV.OPEN c1 QUEUE p -> active | ...
    CONV.OPEN c2 QUEUE p -> active | ...
  )");
}

TEST(ReserveTable, TheTightestQueueIsNeverHeldBack) {
  check(two_queues("reserve=2") + agents_online(2) + R"(
    CONV.OPEN c1 QUEUE q -> active | ...
    CONV.OPEN c2 QUEUE q -> active | ...
  )");
}

TEST(ReserveTable, AgentsWhoCannotServeTheTightestQueueAreNotKept) {
  check(two_queues("reserve=1") + R"(
    AGENT.SET a1 QUEUES p
    AGENT.SET a2 QUEUES p,q
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    # the tightest queue of a1 is p itself
    CONV.OPEN c1 QUEUE p -> active a1 | ...
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
    CONV.OPEN c3 QUEUE q -> active a2 | ...
  )");
}

TEST(ReserveTable, TheQueuesSkillsSayWhomItCanUse) {
  check(R"(
    routing reserve=1
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto skills=chat>=3
    queue p sla=twenty offer=auto
    POLICY.APPLY
    AGENT.SET a1 SKILLS chat=2
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 SKILLS chat=3
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE p -> active a1 | ...
    CONV.OPEN c2 QUEUE p -> waiting | conversation.opened c2
  )");
}

TEST(ReserveTable, AutomaticIsNoneInSmallTeams) {
  check(two_queues("reserve=auto") + agents_online(4) + R"(
    CONV.OPEN c1 QUEUE p -> active | ...
    CONV.OPEN c2 QUEUE p -> active | ...
    CONV.OPEN c3 QUEUE p -> active | ...
    CONV.OPEN c4 QUEUE p -> active | ...
  )");
}

// `count` conversations of q, one a minute, each taking three.
std::string arrivals(std::uint64_t count) {
  std::string table;
  for (std::uint64_t i = 0; i < count; ++i) {
    table += numbered("at ", i) + "m\n";
    if (i >= 3) table += numbered("CONV.CLOSE k", i - 3) + '\n';
    table += numbered("CONV.OPEN k", i) + " QUEUE q\n";
  }
  for (std::uint64_t i = count - 3; i < count; ++i) table += numbered("CONV.CLOSE k", i) + '\n';
  return table;
}

std::string fill_with_p(std::uint64_t count) {
  std::string table;
  for (std::uint64_t i = 0; i < count; ++i) {
    table += numbered("CONV.OPEN p", i) + " QUEUE p -> active | ...\n";
  }
  return table;
}

// Ten agents, an arrival a minute, three minutes each: with nobody kept P(late) is
// e^-(10/3 - 1) = .097 where .05 is allowed; with one it is .029.
TEST(ReserveTable, AutomaticKeepsAsManyAsTheGoalNeeds) {
  check(two_queues("reserve=auto") + agents_online(10) + arrivals(120) + fill_with_p(9) + R"(
    CONV.OPEN last QUEUE p -> waiting | conversation.opened last
    CONV.OPEN urgent QUEUE q -> active | ...
  )");
}

TEST(ReserveTable, AutomaticIsNoneBeforeThirtyArrivals) {
  check(two_queues("reserve=auto") + agents_online(10) + arrivals(12) + fill_with_p(10));
}

TEST(ReserveTable, AutomaticIsNoneOnceTheArrivalsAreForgotten) {
  check(two_queues("reserve=auto") + agents_online(10) + arrivals(120) + "advance 2d\n" +
        fill_with_p(10));
}

}  // namespace
}  // namespace stellwerk::tests
