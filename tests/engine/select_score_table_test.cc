// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// Selection by a table of terms: the highest sum of term times weight.
namespace stellwerk::tests {
namespace {

TEST(SelectScoreTable, AddsItsTerms) {
  check(R"~(
    routing policy=fifo select=score score=load*-10,skill:billing*5,label:site=berlin*20,cost*-1
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 4 SKILLS billing=8 COST 12
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 4 SKILLS billing=2 LABELS team=a,site=berlin COST 1
    AGENT.STATE a2 ONLINE
    AGENT.SET a3 CAPACITY 4 LABELS site=bern
    AGENT.STATE a3 ONLINE
    # -250 + 40 - 12 = -222; -250 + 10 + 20 - 1 = -221; -250
    CONV.OPEN c1 QUEUE q -> active a2 | ...
    CONV.EXPLAIN c1 -> decisions.0.strategy=score decisions.0.runner_up=a1 decisions.0.decided_by=score decisions.0.terms.#=6 decisions.0.terms.0.term=score decisions.0.terms.0.value=-221 decisions.0.terms.0.runner_up_value=-222
    CONV.EXPLAIN c1 -> decisions.0.terms.1.term=load decisions.0.terms.1.value=-250 decisions.0.terms.2.term=skill decisions.0.terms.2.of=billing decisions.0.terms.2.value=10 decisions.0.terms.2.runner_up_value=40
    CONV.EXPLAIN c1 -> decisions.0.terms.3.term=label decisions.0.terms.3.of=site=berlin decisions.0.terms.3.value=20 decisions.0.terms.3.runner_up_value=0 decisions.0.terms.4.term=cost decisions.0.terms.4.value=-1 decisions.0.terms.4.runner_up_value=-12
    CONV.EXPLAIN c1 -> decisions.0.terms.5.term=idle_ms "text~score decided: -221 to -222"
    CONV.OPEN c2 QUEUE q -> active a1 | ...
    CONV.OPEN c3 QUEUE q -> active a3 | ...
    # which terms they were is known while their policy is in force
    routing policy=fifo
    queue q offer=auto
    POLICY.APPLY -> 2 | ...
    CONV.EXPLAIN c1 -> decisions.0.terms.2.term=skill !decisions.0.terms.2.of decisions.0.terms.2.value=10
  )~");
}

TEST(SelectScoreTable, LabelsMatchAttributes) {
  check(R"~(
    routing policy=fifo select=score,cheapest score=matches_attr:region*8
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET south LABELS region=south CAPACITY 9 COST 1
    AGENT.STATE south ONLINE
    AGENT.SET north LABELS lang=de,region=north CAPACITY 9 COST 2
    AGENT.STATE north ONLINE
    CONV.OPEN c1 QUEUE q ATTRS plan=gold,region=north -> active north | ...
    CONV.OPEN c2 QUEUE q ATTRS region=south -> active south | ...
    # in no region, or in one that nobody has: the same for both
    CONV.OPEN c3 QUEUE q -> active south | ...
    CONV.OPEN c4 QUEUE q ATTRS region=west -> active south | ...
    CONV.OPEN c5 QUEUE q ATTRS region=nort -> active south | ...
  )~");
}

TEST(SelectScoreTable, WholeMinutesOfIdleness) {
  check(R"~(
    routing policy=fifo select=score score=idle_minutes*1,rank*-1
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET early RANK 1
    AGENT.STATE early ONLINE
    at 59999ms
    AGENT.SET late RANK 1
    AGENT.STATE late ONLINE
    CONV.OPEN c1 QUEUE q -> active early | ...
    CONV.EXPLAIN c1 -> decisions.0.decided_by=idle_ms decisions.0.terms.1.value=0
    CONV.CLOSE c1 -> closed | ...
    at 119998ms
    CONV.OPEN c2 QUEUE q -> active late | ...
    CONV.EXPLAIN c2 -> decisions.0.decided_by=idle_ms decisions.0.terms.1.value=0
    CONV.CLOSE c2 -> closed | ...
    at 179998ms
    AGENT.SET late RANK 2 -> OK | ...
    CONV.OPEN c3 QUEUE q -> active early | ...
    CONV.EXPLAIN c3 -> decisions.0.decided_by=score decisions.0.terms.1.term=idle_minutes decisions.0.terms.1.value=1 decisions.0.terms.2.value=-1 decisions.0.terms.2.runner_up_value=-2
  )~");
}

TEST(SelectScoreTable, OneTermEach) {
  const auto chooses = [](const std::string& term, const std::string& setup,
                          const std::string& opening) {
    check("routing policy=fifo select=score score=" + term +
          "\n queue q offer=auto\n queue r offer=auto skills=de>=2\n POLICY.APPLY\n"
          "AGENT.SET first CAPACITY 3\n AGENT.STATE first ONLINE\n"
          "AGENT.SET chosen CAPACITY 3\n AGENT.STATE chosen ONLINE\n" +
          setup + "\nCONV.OPEN c1 " + opening + " -> active chosen | ...\n");
  };
  chooses("used*-1", "CONV.OPEN c0 QUEUE q", "QUEUE q");
  chooses("free*1", "AGENT.SET chosen CAPACITY 4 -> OK | ...", "QUEUE q");
  chooses("handled*-1", "CONV.OPEN c0 QUEUE q\n CONV.CLOSE c0\n AGENT.SET other", "QUEUE q");
  chooses("skills*1", "AGENT.SET chosen SKILLS x=1 -> OK | ...", "QUEUE q");
  chooses("surplus*-1", "AGENT.SET first SKILLS de=9\n AGENT.SET chosen SKILLS de=3", "QUEUE r");
  chooses("surplus*1", "AGENT.SET first SKILLS de=3\n AGENT.SET chosen SKILLS de=9", "QUEUE r");
  chooses("preferred*3", "AGENT.SET first SKILLS x=1\n AGENT.SET chosen SKILLS x=1,y=1",
          "QUEUE q PREFER x,y");
  chooses("weight*1", "AGENT.SET chosen WEIGHT 2", "QUEUE q");
  chooses("rank*1", "AGENT.SET chosen RANK 2", "QUEUE q");
  chooses("bot*5", "AGENT.SET chosen KIND bot", "QUEUE q");
  chooses("bot*-5", "AGENT.SET first KIND bot", "QUEUE q");
}

TEST(SelectScoreTable, WhoHadItLast) {
  check(R"~(
    routing policy=fifo select=score score=last_agent*1
    queue q offer=auto
    queue p offer=auto retry=0s
    POLICY.APPLY
    AGENT.SET chosen
    AGENT.STATE chosen ONLINE
    CONV.OPEN c1 QUEUE q -> active chosen | ...
    AGENT.SET other
    AGENT.STATE other ONLINE
    CONV.TRANSFER c1 QUEUE p -> active chosen | ...
  )~");
}

}  // namespace
}  // namespace stellwerk::tests
