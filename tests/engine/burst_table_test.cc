// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/command_line.h"
#include "tests/engine/support/table.h"

// Queues in which very many wait, beside others of the same agents.
namespace stellwerk::tests {
namespace {

// One agent, busy, with `flooded` waiting in q, then `beside` in p.
std::string flood(std::string_view routing, std::string_view q, std::string_view p,
                  std::uint64_t flooded, std::uint64_t beside) {
  std::string table = "routing policy=" + std::string(routing) +
                      "\nsla minute first_response=1m\nqueue q sla=minute offer=auto " +
                      std::string(q) + "\nqueue p sla=minute offer=auto " + std::string(p) +
                      "\nPOLICY.APPLY\nAGENT.SET a1\nAGENT.STATE a1 ONLINE\n"
                      "CONV.OPEN first QUEUE q\n";
  for (std::uint64_t i = 0; i < flooded; ++i) table += numbered("CONV.OPEN q", i) + " QUEUE q\n";
  for (std::uint64_t i = 0; i < beside; ++i) table += numbered("CONV.OPEN p", i) + " QUEUE p\n";
  return table;
}

// Closes what the agent has, one after the other: from which queue each next one has to come.
std::string taken(std::string_view turns) {
  std::map<char, std::uint64_t> next;
  std::string table;
  std::string current = "first";
  for (const char queue : turns) {
    const std::string name = numbered(std::string(1, queue), next[queue]++);
    table += "CONV.CLOSE " + current + " -> closed | conversation.closed " + current +
             " | conversation.assigned " + name + " | ...\n";
    current = name;
  }
  return table;
}

TEST(BurstTable, WithoutTheKeyOneQueueIsServedBeforeTheOther) {
  check(flood("sla-first", "", "", 10, 3) + taken("qqqqqqqqqqppp"));
}

TEST(BurstTable, TheOthersGetTheirShareByWeight) {
  check(flood("sla-first", "burst=4", "", 10, 3) + taken("qpqpqp"));
  check(flood("sla-first", "burst=4", "weight=3", 10, 6) + taken("qpppqppp"));
  check(flood("sla-first", "burst=4 weight=3", "", 12, 3) + taken("qqqpqqqp"));
  check(flood("sla-first", "burst=4", "weight=0", 10, 3) + taken("qqqqqqqqqqp"));
}

TEST(BurstTable, BeginsWithSoManyAndEndsWithLessThanHalf) {
  check(flood("sla-first", "burst=5", "", 4, 9) + "QUEUE.STATS q -> q.burst=0\n" + taken("qqqqp"));
  // With 6, 5, 5, 4, 4, 3 and 3 waiting; after that the earliest deadline goes first again.
  check(flood("sla-first", "burst=6", "", 6, 9) + "QUEUE.STATS -> q.burst=1 p.burst=0\n" +
        taken("qpqpqpqqqp") + "QUEUE.STATS q -> q.burst=0\n");
}

TEST(BurstTable, HoldsForTheSimpleRulesToo) {
  for (const char* rule : {"fifo", "priority", "edf"}) {
    check(flood(rule, "burst=4", "", 10, 3) + taken("qpqpqp"));
    check(flood(rule, "", "", 5, 2) + taken("qqqqqpp"));
  }
}

TEST(BurstTable, FloodsBesideEachOtherHaveNoShares) {
  check(flood("sla-first", "burst=4", "burst=3", 10, 5) + taken("qqqqqqq"));
}

// What comes without being helped is counted: no more than the share is guaranteed.
TEST(BurstTable, WhatIsUrgentByItselfUsesUpItsShare) {
  check(flood("sla-first", "burst=4", "", 10, 0) + R"(
    CONV.OPEN p0 QUEUE p DUE 1s
    CONV.OPEN p1 QUEUE p
    CONV.OPEN p2 QUEUE p
  )" + taken("pqpq"));
}

// The 24 hours of p can wait: it gets nothing of q's until it is due.
TEST(BurstTable, WhatCanWaitWaits) {
  check(R"(
    routing policy=sla-first reserve=0
    sla minute first_response=1m
    sla day first_response=24h
    queue q sla=minute offer=auto burst=2
    queue p sla=day offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN first QUEUE q
    CONV.OPEN p0 QUEUE p
    CONV.OPEN q0 QUEUE q
    CONV.OPEN q1 QUEUE q
    CONV.OPEN q2 QUEUE q
    CONV.OPEN q3 QUEUE q
    CONV.CLOSE first -> closed | conversation.closed | conversation.assigned q0 | ...
    CONV.CLOSE q0 -> closed | conversation.closed | conversation.assigned q1 | ...
    CONV.CLOSE q1 -> closed | conversation.closed | conversation.assigned q2 | ...
  )");
}

// The bound of the overdue stays: with catch_up = 0.25 every fourth contested dispatch is theirs,
// whatever the burst does with the others.
TEST(BurstTable, TheOverdueKeepTheirShare) {
  std::string table =
      flood("sla-first catch_up=0.25", "burst=2 late_max=off", "late_max=off", 0, 0);
  for (std::uint64_t i = 0; i < 4; ++i) {
    table += numbered("CONV.OPEN l", i) + " QUEUE q AGE 2m\nadvance 0s\n";
  }
  for (std::uint64_t i = 0; i < 6; ++i) table += numbered("CONV.OPEN q", i) + " QUEUE q\n";
  for (std::uint64_t i = 0; i < 6; ++i) table += numbered("CONV.OPEN p", i) + " QUEUE p\n";
  check(table + taken("qpqlpqplqpql"));
}

TEST(BurstTable, APolicyBeginsAndEndsIt) {
  check(R"(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    QUEUE.STATS q -> q.burst=0
    queue q offer=auto burst=2
    queue p offer=auto
    POLICY.APPLY
    QUEUE.STATS q -> q.burst=1
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
    QUEUE.STATS q -> q.burst=0
    queue q offer=auto burst=2
    queue p offer=auto
    POLICY.APPLY
    QUEUE.STATS q -> q.burst=1
    queue q moved_to=p burst=2
    queue p offer=auto
    POLICY.APPLY
    QUEUE.STATS -> p.burst=0 p.waiting=2
  )");
}

}  // namespace
}  // namespace stellwerk::tests
