// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/command_line.h"
#include "tests/engine/support/table.h"

// The guaranteed share of the overdue, late_max, and the surcharge.
namespace stellwerk::tests {
namespace {

// One agent, busy with `first`; then each step closes what it has, with one late conversation and
// one on time waiting all the while. `turns`: which of the two each dispatch must take, L or O.
std::string contested(const std::string& turns) {
  std::string table;
  std::string current = "first";
  std::uint64_t late = 0;
  std::uint64_t fresh = 0;
  table += "CONV.OPEN l0 QUEUE q AGE 2m\nadvance 0s\nCONV.OPEN o0 QUEUE q\n";
  for (const char turn : turns) {
    const std::string next = turn == 'L' ? numbered("l", late++) : numbered("o", fresh++);
    table += "CONV.CLOSE " + current + " -> closed | conversation.closed " + current +
             " | conversation.assigned " + next + " | ...\n";
    table += turn == 'L' ? numbered("CONV.OPEN l", late) + " QUEUE q AGE 2m\nadvance 0s\n"
                         : numbered("CONV.OPEN o", fresh) + " QUEUE q\n";
    current = next;
  }
  return table;
}

std::string one_agent(const std::string& routing, const std::string& queue) {
  return "routing policy=sla-first " + routing +
         "\nsla minute first_response=1m\nqueue q sla=minute offer=auto " + queue +
         "\nPOLICY.APPLY\nAGENT.SET a1\nAGENT.STATE a1 ONLINE\nCONV.OPEN first QUEUE q\n";
}

TEST(OverdueTable, OneOfTwentyContestedDispatches) {
  const std::string twenty = std::string(19, 'O') + 'L';
  check(one_agent("", "late_max=off") + contested(twenty + twenty + twenty));
}

TEST(OverdueTable, TheShareIsThePolicysToSet) {
  check(one_agent("catch_up=0.25", "late_max=off") + contested("OOOLOOOLOOOL"));
  check(one_agent("catch_up=0.5", "late_max=off") + contested("OLOLOLOL"));
  check(one_agent("catch_up=0.3", "late_max=off") + contested("OOOLOOLOOLOOOL"));
  check(one_agent("catch_up=1", "late_max=off") + contested("LLL"));
  check(one_agent("catch_up=0", "late_max=off") + contested(std::string(50, 'O')));
}

TEST(OverdueTable, DispatchesWithoutAContestEarnNothing) {
  std::string table = one_agent("catch_up=0.5", "late_max=off");
  // only on-time ones wait, then only late ones
  table += R"(
    CONV.OPEN c1 QUEUE q
    CONV.CLOSE first -> closed | conversation.closed first | conversation.assigned c1 | ...
    CONV.OPEN c2 QUEUE q AGE 2m
    advance 0s
    CONV.CLOSE c1 -> closed | conversation.closed c1 | conversation.assigned c2
    CONV.OPEN c3 QUEUE q AGE 2m
    advance 0s
    CONV.OPEN c4 QUEUE q
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c4 | ...
    CONV.OPEN c5 QUEUE q
    CONV.CLOSE c4 -> closed | conversation.closed c4 | conversation.assigned c3
  )";
  check(table);
}

// The share goes to the least arrival + 4 T, whatever its priority.
TEST(OverdueTable, TheShareTakesTheOldestOfTheOverdue) {
  check(one_agent("catch_up=1", "late_max=off") + R"(
    CONV.OPEN c1 QUEUE q AGE 2m PRIORITY 0
    advance 0s
    CONV.OPEN c2 QUEUE q AGE 3m PRIORITY 9
    advance 0s
    CONV.OPEN c3 QUEUE q
    CONV.CLOSE first -> closed | conversation.closed first | conversation.assigned c2
  )");
}

TEST(OverdueTable, BeyondLateMaxItIsUrgentButOnlyEveryThirdTime) {
  std::string table = one_agent("", "late_max=10m");
  table +=
      "CONV.OPEN x1 QUEUE q AGE 11m\nCONV.OPEN x2 QUEUE q AGE 12m\nCONV.OPEN x3 QUEUE q AGE "
      "13m\nadvance 0s\n";
  for (std::uint64_t i = 0; i < 8; ++i) table += numbered("CONV.OPEN o", i) + " QUEUE q\n";
  std::string current = "first";
  for (const std::string next : {"x3", "o0", "o1", "x2", "o2", "o3", "x1", "o4", "o5"}) {
    table += "CONV.CLOSE " + current + " -> closed | conversation.closed " + current +
             " | conversation.assigned " + next + " | ...\n";
    current = next;
  }
  check(table);
}

TEST(OverdueTable, LateMaxCountsFromArrival) {
  check(one_agent("", "late_max=10m") + R"(
    CONV.OPEN c1 QUEUE q
    at 599s
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE first -> closed | conversation.closed first | conversation.assigned c2 | ...
    at 601s
    CONV.OPEN c3 QUEUE q
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c1
  )");
}

TEST(OverdueTable, LateMaxIsAutomaticallyFourHoursOrSixTargets) {
  check(one_agent("", "late_max=auto") + R"(
    CONV.OPEN c1 QUEUE q AGE 239m
    advance 0s
    CONV.OPEN c2 QUEUE q
    CONV.CLOSE first -> closed | conversation.closed first | conversation.assigned c2 | ...
    CONV.OPEN c3 QUEUE q AGE 241m
    advance 0s
    CONV.OPEN c4 QUEUE q
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3
  )");
}

// Thirty completions of `minutes` each by the one agent who is online.
std::string completions(const std::string& name, std::uint64_t minutes) {
  std::string table = "AGENT.STATE " + name + " ONLINE\n";
  for (std::uint64_t i = 0; i < 30; ++i) {
    const std::string conv = numbered(name + "-", i);
    table += "CONV.OPEN " + conv + numbered(" QUEUE q\nadvance ", minutes) + "m\nCONV.CLOSE " +
             conv + '\n';
  }
  return table + "AGENT.STATE " + name + " AWAY\n";
}

// a1 needs twice as long as a2, whose group has one skill more.
std::string two_paces(const std::string& surcharge) {
  return "routing policy=sla-first surcharge=" + surcharge +
         "\nqueue q offer=auto\nPOLICY.APPLY\nAGENT.SET a1\nAGENT.SET a2 SKILLS x=1\n" +
         completions("a1", 10) + completions("a2", 5) +
         "AGENT.STATE a1 ONLINE\nAGENT.STATE a2 ONLINE\n";
}

TEST(SurchargeTable, OffTheLeastFlexibleIsTaken) {
  check(two_paces("false") + "CONV.OPEN c1 QUEUE q -> active a1 | ...\n");
}

TEST(SurchargeTable, OnTheFasterIsTaken) {
  check(two_paces("true") + "CONV.OPEN c1 QUEUE q -> active a2 | ...\n");
}

}  // namespace
}  // namespace stellwerk::tests
