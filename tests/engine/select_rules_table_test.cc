// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// How an agent is selected among those who are free, rule by rule.
namespace stellwerk::tests {
namespace {

// Two queues without offers under the rule.
std::string by(std::string_view select) {
  return "routing policy=fifo select=" + std::string(select) + R"~(
    queue q offer=auto
    queue p offer=auto
    POLICY.APPLY
)~";
}

TEST(SelectRulesTable, LeastBusyCountsUnitsAndNotShares) {
  check(by("least-busy") + R"~(
    AGENT.SET large CAPACITY 10
    AGENT.STATE large ONLINE
    AGENT.SET small CAPACITY 2
    AGENT.STATE small ONLINE
    CONV.OPEN c1 QUEUE q -> active large | ...
    # one of ten is a smaller share than one of two, but it is a unit
    CONV.OPEN c2 QUEUE q -> active small | ...
    CONV.OPEN c3 QUEUE q UNITS 3 -> active large | ...
    CONV.OPEN c4 QUEUE q -> active small | ...
    CONV.OPEN c5 QUEUE q -> active large | ...
    CONV.EXPLAIN c2 -> decisions.0.strategy=least-busy decisions.0.decided_by=used decisions.0.terms.0.term=used decisions.0.terms.0.value=1 decisions.0.terms.0.runner_up_value=2 decisions.0.terms.1.term=idle_ms decisions.0.terms.#=2
  )~");
}

TEST(SelectRulesTable, MostAvailableCountsFreeUnits) {
  check(by("most-available") + R"~(
    AGENT.SET small CAPACITY 2
    AGENT.STATE small ONLINE
    AGENT.SET large CAPACITY 5
    AGENT.STATE large ONLINE
    CONV.OPEN c1 QUEUE q -> active large | ...
    CONV.OPEN c2 QUEUE q -> active large | ...
    CONV.OPEN c3 QUEUE q -> active large | ...
    # both have two: whoever has been unchanged for longest
    CONV.OPEN c4 QUEUE q -> active small | ...
    CONV.OPEN c5 QUEUE q -> active large | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=free decisions.0.terms.0.value=5 decisions.0.terms.0.runner_up_value=2 decisions.0.runner_up=small "text~free decided: 5 to 2"
    CONV.EXPLAIN c4 -> decisions.0.decided_by=idle_ms
  )~");
}

TEST(SelectRulesTable, FewestHandledSinceTheyCameOnline) {
  check(by("fewest-handled") + R"~(
    AGENT.SET a1 CAPACITY 9
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    AGENT.SET a2 CAPACITY 9
    AGENT.STATE a2 ONLINE
    AGENT.GET a1 -> handled=2
    CONV.OPEN c3 QUEUE q -> active a2 | ...
    CONV.CLOSE c3 -> closed | ...
    # closing takes nothing back
    CONV.OPEN c4 QUEUE q -> active a2 | ...
    CONV.OPEN c5 QUEUE q -> active a1 | ...
    # a break keeps the count, going off begins anew
    AGENT.STATE a1 AWAY -> >0 | ...
    AGENT.STATE a1 ONLINE -> >0 | ...
    AGENT.GET a1 -> handled=3
    AGENT.STATE a1 OFFLINE -> >0 | ...
    AGENT.STATE a1 ONLINE -> >0 | ...
    AGENT.GET a1 -> handled=0
    CONV.OPEN c6 QUEUE q -> active a1 | ...
  )~");
}

TEST(SelectRulesTable, OffersCountAsHandledWhileTheyStand) {
  check(R"~(
    routing policy=fifo select=fewest-handled
    queue q timeout=20s
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 9
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 9
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    CONV.OPEN c2 QUEUE q -> offered a2 | ...
    AGENT.GET a1 -> handled=1
    CONV.DECLINE c1 @c1 -> offered a2 | ...
    AGENT.GET a1 -> handled=0
    AGENT.GET a2 -> handled=2
    CONV.ACCEPT c2 @c2 -> active a2 | ...
    AGENT.GET a2 -> handled=2
    CONV.ABANDON c1 -> closed | ...
    AGENT.GET a2 -> handled=1
    at 20s
    CONV.OPEN c3 QUEUE q -> offered a1 | ...
  )~");
}

TEST(SelectRulesTable, WeightedShareIsSmooth) {
  check(by("weighted-share") + R"~(
    AGENT.SET a1 CAPACITY 99 WEIGHT 3
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 99
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> active a2 | ...
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    CONV.OPEN c4 QUEUE q -> active a1 | ...
    CONV.OPEN c5 QUEUE q -> active a2 | ...
    CONV.OPEN c6 QUEUE q -> active a1 | ...
    CONV.OPEN c7 QUEUE q -> active a1 | ...
    CONV.OPEN c8 QUEUE q -> active a1 | ...
    # who comes later does not make up for it
    AGENT.SET a3 CAPACITY 99
    AGENT.STATE a3 ONLINE
    CONV.OPEN d1 QUEUE q -> active a3 | ...
    CONV.OPEN d2 QUEUE q -> active a2 | ...
    CONV.OPEN d3 QUEUE q -> active a1 | ...
    CONV.OPEN d4 QUEUE q -> active a1 | ...
    CONV.OPEN d5 QUEUE q -> active a3 | ...
    CONV.EXPLAIN c2 -> decisions.0.decided_by=share_permille decisions.0.terms.0.value=0 decisions.0.terms.0.runner_up_value=333
    AGENT.GET a1 -> weight=3
  )~");
}

TEST(SelectRulesTable, TopDownGoesByRank) {
  check(by("top-down") + R"~(
    AGENT.SET last
    AGENT.STATE last ONLINE
    AGENT.SET second RANK 2
    AGENT.STATE second ONLINE
    AGENT.SET first RANK 1 CAPACITY 2
    AGENT.STATE first ONLINE
    CONV.OPEN c1 QUEUE q -> active first | ...
    CONV.OPEN c2 QUEUE q -> active first | ...
    CONV.OPEN c3 QUEUE q -> active second | ...
    CONV.OPEN c4 QUEUE q -> active last | ...
    AGENT.GET first -> rank=1
    AGENT.GET last -> !rank
    CONV.EXPLAIN c3 -> decisions.0.decided_by=rank decisions.0.terms.0.value=2 decisions.0.terms.0.runner_up_value=0
    # of those without a rank whoever has been idle for longest
    CONV.CLOSE c4 -> closed | ...
    AGENT.SET first RANK 0 -> OK | ...
    CONV.CLOSE c2 -> closed | ...
    CONV.OPEN c5 QUEUE q -> active last | ...
  )~");
}

TEST(SelectRulesTable, NearestProficiencyKeepsExpertsFree) {
  const std::string agents = R"~(
    AGENT.SET expert SKILLS de=9,fr=9
    AGENT.STATE expert ONLINE
    AGENT.SET fair SKILLS de=4,fr=5
    AGENT.STATE fair ONLINE
    AGENT.SET good SKILLS de=6,fr=3
    AGENT.STATE good ONLINE
)~";
  check(by("nearest-proficiency") + agents + R"~(
    CONV.OPEN c1 QUEUE q SKILLS de>=3 -> active fair | ...
    CONV.OPEN c2 QUEUE q SKILLS de>=3 -> active good | ...
    CONV.OPEN c3 QUEUE q SKILLS de>=3 -> active expert | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=surplus decisions.0.terms.0.value=1 decisions.0.terms.0.runner_up_value=3 decisions.0.runner_up=good
  )~");
  check(by("best-proficiency") + agents + R"~(
    CONV.OPEN c1 QUEUE q SKILLS de>=3,fr -> active expert | ...
    # 6 + 3 and 4 + 5 are the same
    CONV.OPEN c2 QUEUE q SKILLS de>=3,fr -> active fair | ...
    CONV.OPEN c3 QUEUE q SKILLS de>=3,fr -> active good | ...
    CONV.EXPLAIN c1 -> decisions.0.terms.0.term=proficiency decisions.0.terms.0.value=18 decisions.0.terms.0.runner_up_value=9
  )~");
}

TEST(SelectRulesTable, CheapestTakesBotsAndHumansAlike) {
  check(by("cheapest") + R"~(
    AGENT.SET anna COST 420
    AGENT.STATE anna ONLINE
    AGENT.SET robot KIND bot COST 7 CAPACITY 2
    AGENT.STATE robot ONLINE
    AGENT.SET ben COST 380
    AGENT.STATE ben ONLINE
    CONV.OPEN c1 QUEUE q -> active robot | ...
    CONV.OPEN c2 QUEUE q -> active robot | ...
    CONV.OPEN c3 QUEUE q -> active ben | ...
    CONV.OPEN c4 QUEUE q -> active anna | ...
    AGENT.GET robot -> cost=7
    CONV.EXPLAIN c3 -> decisions.0.decided_by=cost decisions.0.terms.0.value=380 decisions.0.terms.0.runner_up_value=420 "text~cost decided: 380 to 420"
  )~");
}

TEST(SelectRulesTable, ListsDecideTiesOneAfterTheOther) {
  check(by("least-busy,cheapest,top-down") + R"~(
    AGENT.SET a1 CAPACITY 9 COST 5 RANK 2
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 9 COST 3 RANK 2
    AGENT.STATE a2 ONLINE
    AGENT.SET a3 CAPACITY 9 COST 3 RANK 1
    AGENT.STATE a3 ONLINE
    CONV.OPEN c1 QUEUE q -> active a3 | ...
    CONV.OPEN c2 QUEUE q -> active a2 | ...
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    CONV.EXPLAIN c1 -> decisions.0.terms.#=4 decisions.0.terms.0.term=used decisions.0.terms.1.term=cost decisions.0.terms.2.term=rank decisions.0.terms.3.term=idle_ms decisions.0.decided_by=rank decisions.0.strategy=least-busy
    CONV.EXPLAIN c2 -> decisions.0.decided_by=cost
    CONV.EXPLAIN c3 -> decisions.0.decided_by=used
  )~");
}

TEST(SelectRulesTable, AQueueMayHaveItsOwn) {
  check(R"~(
    routing policy=fifo select=round-robin
    queue q offer=auto
    queue p offer=auto select=cheapest
    queue r offer=auto select=least-loaded
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 9 COST 5
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 5 COST 3
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE p -> active a2 | ...
    CONV.OPEN c3 QUEUE p -> active a2 | ...
    CONV.OPEN c4 QUEUE q -> active a1 | ...
    # 3 of 9 with it, 3 of 5
    CONV.OPEN c5 QUEUE r -> active a1 | ...
    CONV.EXPLAIN c3 -> decisions.0.strategy=cheapest
    CONV.EXPLAIN c4 -> decisions.0.strategy=round-robin decisions.0.terms.#=0
    CONV.EXPLAIN c5 -> decisions.0.strategy=least-loaded decisions.0.decided_by=load_permille decisions.0.terms.0.value=333 decisions.0.terms.0.runner_up_value=600
  )~");
}

TEST(SelectRulesTable, PreferDecidesBetweenAgentsThatTheRulesFindEqual) {
  check(by("cheapest") + R"~(
    AGENT.SET plain COST 3
    AGENT.STATE plain ONLINE
    AGENT.SET golfer COST 3 SKILLS golf=1
    AGENT.STATE golfer ONLINE
    AGENT.SET dear COST 9 SKILLS golf=1,chess=1
    AGENT.STATE dear ONLINE
    CONV.OPEN c1 QUEUE q PREFER golf,chess -> active golfer | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=prefer_missing decisions.0.terms.1.value=1 decisions.0.terms.1.runner_up_value=2
    CONV.OPEN c2 QUEUE q PREFER golf,chess -> active plain | ...
    CONV.EXPLAIN c2 -> decisions.0.decided_by=cost
  )~");
  check(by("longest-idle") + R"~(
    AGENT.SET plain
    AGENT.STATE plain ONLINE
    AGENT.SET golfer SKILLS golf=1
    AGENT.STATE golfer ONLINE
    CONV.OPEN c1 QUEUE q PREFER golf -> active golfer | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=prefer_missing decisions.0.strategy=longest-idle
  )~");
}

TEST(SelectRulesTable, PassesOverWhomTheConversationAndTheReserveDo) {
  check(R"~(
    routing policy=sla-first reserve=1 select=top-down
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto handling=3m
    queue p sla=twenty handling=3m timeout=20s retry=1m
    POLICY.APPLY
    AGENT.SET kept RANK 1
    AGENT.STATE kept ONLINE
    AGENT.SET b2 RANK 2 QUEUES p
    AGENT.STATE b2 ONLINE
    AGENT.SET b3 RANK 3 QUEUES p
    AGENT.STATE b3 ONLINE
    CONV.OPEN c1 QUEUE p -> offered b2 | ...
    CONV.EXPLAIN c1 -> decisions.0.passed_over.reserve=1 decisions.0.runner_up=b3
    CONV.DECLINE c1 @c1 -> offered b3 | ...
    CONV.OPEN c2 QUEUE q -> active kept | ...
  )~");
}

TEST(SelectRulesTable, ThePlainRulesSayWhatDecidedToo) {
  check(R"~(
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 SKILLS x=1,y=1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 SKILLS x=1
    AGENT.STATE a2 ONLINE
    AGENT.SET a3 SKILLS y=1 CAPACITY 2
    AGENT.STATE a3 ONLINE
    at 3s
    CONV.OPEN c1 QUEUE q -> active a3 | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=load_permille decisions.0.terms.0.value=500 decisions.0.terms.0.runner_up_value=1000 "text~load_permille decided: 500 to 1000"
    CONV.OPEN c2 QUEUE q SKILLS x -> active a2 | ...
    CONV.EXPLAIN c2 -> decisions.0.decided_by=skills decisions.0.terms.1.value=1 decisions.0.terms.1.runner_up_value=2 decisions.0.terms.2.term=idle_ms
    CONV.OPEN c3 QUEUE q SKILLS x -> active a1 | ...
    CONV.EXPLAIN c3 -> !decisions.0.decided_by decisions.0.terms.#=3 !decisions.0.terms.0.runner_up_value
    CONV.CLOSE c2 -> closed | ...
    CONV.OPEN c4 QUEUE q SKILLS nobody -> waiting | ...
    AGENT.SET a2 SKILLS nobody=1 -> OK | ...
    CONV.EXPLAIN c4 -> active decisions.0.direction=agent !decisions.0.decided_by decisions.0.terms.#=0
  )~");
}

// The state that is saved after every step says as much of what they have handled.
TEST(SelectRulesTable, AQueueThatThePolicyDoesNotHaveSelectsNobody) {
  check(R"~(
    routing policy=fifo select=fewest-handled
    queue q offer=auto select=least-busy
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 2 QUEUES q,nowhere
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
  )~");
}

}  // namespace
}  // namespace stellwerk::tests
