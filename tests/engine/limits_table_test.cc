// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(LimitsTable, MaxWaitingOfAQueue) {
  check(R"(
    queue q max_waiting=2 offer=auto
    queue p max_waiting=1 offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q -> active | ...
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.OPEN c2 QUEUE q -> waiting position=2 | ...
    CONV.OPEN c3 QUEUE q -> -FULL retry-after-ms=
    CONV.GET c3 -> -UNKNOWNCONV
    CONV.OPEN c4 QUEUE p -> waiting position=1 | ...
    # one that is there already is a retry, not one more
    CONV.OPEN c2 QUEUE q -> waiting duplicate=1
    CONV.CLOSE c1
    CONV.OPEN c3 QUEUE q -> waiting position=2 | ...
  )");
}

TEST(LimitsTable, ARequeueIgnoresMaxWaiting) {
  check(R"(
    queue q max_waiting=1 offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    AGENT.STATE a1 OFFLINE -> >0 | unordered | agent.state a1 | conversation.requeued c1
    CONV.GET c1 -> waiting
    CONV.GET c2 -> waiting
    CONV.OPEN c3 QUEUE q -> -FULL
  )");
}

TEST(LimitsTable, FourSkillsARequirement) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q SKILLS a,b,c,d -> waiting | ...
    CONV.OPEN c2 QUEUE q SKILLS a,b,c,d,e -> -BADARG SKILLS
    CONV.GET c2 -> -UNKNOWNCONV
    CONV.UPDATE c1 SKILLS a,b,c,d,e -> -BADARG SKILLS
    MSG.IN c2 m1 hello QUEUE q SKILLS a,b,c,d,e -> -BADARG SKILLS
  )");
}

std::string skills(int first, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i == 0 ? "s" : ",s") + std::to_string(first + i) + "=1";
  return list;
}

TEST(LimitsTable, ThirtyTwoSkillsAnAgent) {
  check("AGENT.SET a1 SKILLS " + skills(0, 32) + " -> OK\n" + "AGENT.SET a2 SKILLS " +
        skills(0, 33) + " -> -BADARG SKILLS\n" + "AGENT.GET a2 -> -UNKNOWNAGENT\n" +
        "AGENT.SET a1 SKILLS " + skills(0, 33) + " -> -BADARG SKILLS\n");
}

TEST(LimitsTable, AThousandAndTwentyFourSkillsATenant) {
  std::string table = "policy auto\n";
  for (int agent = 0; agent < 32; ++agent) {
    table += "AGENT.SET a" + std::to_string(agent) + " SKILLS " + skills(agent * 32, 32) + '\n';
  }
  table += "AGENT.SET b SKILLS s2000=1 -> -?  1024\n";
  table += "AGENT.SET b SKILLS s1023=1 -> OK\n";
  table += "CONV.OPEN c1 QUEUE q SKILLS s2000 -> -? 1024\n";
  check(table);
}

TEST(LimitsTable, ConversationsAndAgents) {
  engine::Limits limits;
  limits.conversations_max = 2;
  limits.agents_max = 1;
  check(R"(
    policy auto
    AGENT.SET a1 -> OK
    AGENT.SET a2 -> -FULL
    AGENT.SET a1 CAPACITY 2 -> OK
    CONV.OPEN c1 QUEUE q
    CONV.OPEN c2 QUEUE q
    CONV.OPEN c3 QUEUE q -> -FULL retry-after-ms=
    MSG.IN c3 m1 hello QUEUE q -> -FULL retry-after-ms=
    CONV.CLOSE c1
    CONV.OPEN c3 QUEUE q -> waiting | ...
    AGENT.DEL a1 -> OK | ...
    AGENT.SET a2 -> OK | ...
  )",
        limits);
}

}  // namespace
}  // namespace stellwerk::tests
