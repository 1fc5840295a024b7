// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// What is said of waits to come.
namespace stellwerk::tests {
namespace {

TEST(ForecastTable, ByTheHandlingTimeUntilSomethingIsLearned) {
  check(R"(
    queue q offer=auto handling=4m
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    CONV.OPEN c1 QUEUE q -> waiting !eta_ms !eta_p90_ms | ...
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE q -> active !eta_ms | ...
    CONV.OPEN c3 QUEUE q -> waiting position=1 eta_ms=2m eta_p90_ms=8m | conversation.opened c3
    CONV.OPEN c4 QUEUE q -> waiting position=2 eta_ms=4m | conversation.opened c4
    CONV.GET c4 -> waiting position=2 eta_ms=4m !on_time_chance
    CONV.GET c2 -> active !eta_ms
    ETA q -> position=3 eta_ms=6m agents_eligible=2 agents_free=0
    CONV.CLOSE c2
    CONV.CLOSE c3
    CONV.CLOSE c1
    ETA q -> position=1 eta_ms=0 eta_p90_ms=0 agents_free=1
    AGENT.STATE a1 OFFLINE
    AGENT.STATE a2 OFFLINE
    ETA q -> position=2 !eta_ms !eta_p90_ms agents_eligible=0
  )");
}

// An agent who takes a minute for each, with three who wait at any time.
std::string a_morning(int conversations) {
  std::string table = R"(
    sla s first_response=10m
    queue q offer=auto handling=30m sla=s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN w0 QUEUE q
    CONV.OPEN w1 QUEUE q
    CONV.OPEN w2 QUEUE q
    )";
  for (int i = 0; i < conversations; ++i) {
    table += "CONV.OPEN w" + std::to_string(i + 3) +
             " QUEUE q\nadvance 1m -> nothing\nCONV.CLOSE w" + std::to_string(i) + "\n";
  }
  return table;
}

TEST(ForecastTable, ByWhatCameOfThoseBefore) {
  check(a_morning(50) + R"(
    CONV.OPEN last QUEUE q -> waiting position=3 eta_ms>100000 | conversation.opened last
    CONV.GET last -> waiting eta_ms>100000 eta_p90_ms>150000 on_time_chance=0.97
    ETA q -> position=4 eta_ms>150000 on_time_chance=0.959
  )");
  check(a_morning(50) + R"(
    CONV.OPEN first QUEUE q PRIORITY 1
    CONV.GET first -> position=1 eta_ms>20000
  )");
}

}  // namespace
}  // namespace stellwerk::tests
