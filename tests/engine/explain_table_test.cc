// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// CONV.EXPLAIN: what each agent lacks, and what was decided.
namespace stellwerk::tests {
namespace {

// q (one minute) is the tightest queue; p (20 minutes) can wait until 10 minutes before it is due.
std::string two_queues(std::string_view routing) {
  return "routing policy=sla-first " + std::string(routing) + R"~(
    sla minute first_response=1m
    sla twenty first_response=20m
    queue q sla=minute offer=auto handling=3m
    queue p sla=twenty offer=auto handling=3m late_max=1h
    POLICY.APPLY
)~";
}

TEST(ExplainTable, PresenceSkillsAndQueuesThatAreLacking) {
  check(R"~(
    queue q offer=auto skills=de>=3
    queue other offer=auto
    POLICY.APPLY
    AGENT.SET weak SKILLS de=2
    AGENT.STATE weak ONLINE
    AGENT.SET gone SKILLS de=5
    AGENT.SET out SKILLS de=5
    AGENT.STATE out AWAY REASON lunch
    AGENT.SET stranger SKILLS fr=5 QUEUES other
    AGENT.STATE stranger DRAINING
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.EXPLAIN c1 -> waiting agents.#=4 agents_registered=4 agents_able=2 decisions.#=0 complete=1
    # the nearest first, and among equally near ones whoever lacks nothing lasting
    CONV.EXPLAIN c1 -> agents.0.agent=gone agents.0.lacks.#=1 agents.0.lacks.0=offline
    CONV.EXPLAIN c1 -> agents.1.agent=out agents.1.lacks.#=1 "agents.1.lacks.0=away (lunch)"
    CONV.EXPLAIN c1 -> agents.2.agent=weak agents.2.lacks.#=1 "agents.2.lacks.0=skill de>=3 (has 2)"
    CONV.EXPLAIN c1 -> agents.3.agent=stranger agents.3.lacks.#=3 "agents.3.lacks.0=skill de>=3 (has none)" "agents.3.lacks.1=queue q" agents.3.lacks.2=draining
    CONV.EXPLAIN c1 -> lacking.offline=1 lacking.away=1 lacking.skills=2 lacking.queue=1 lacking.draining=1
    CONV.EXPLAIN c1 COUNT 2 -> agents.#=2 agents_registered=4 lacking.skills=2
    CONV.EXPLAIN c1 -> "text~c1 waits in queue q since 0 s" "text~It needs de>=3." "text~Nearest is gone: offline."
  )~");
}

TEST(ExplainTable, UnitsAndCapacityThatAreLacking) {
  check(R"~(
    policy auto
    AGENT.SET full CAPACITY 1
    AGENT.STATE full ONLINE
    CONV.OPEN c1 QUEUE q -> active full | ...
    AGENT.SET half CAPACITY 3
    AGENT.STATE half ONLINE
    CONV.OPEN c2 QUEUE q UNITS 2 -> active half | ...
    CONV.OPEN big QUEUE q UNITS 2 -> waiting | ...
    CONV.EXPLAIN big -> agents.0.agent=half agents.0.lacks.#=1 "agents.0.lacks.0=fewer than 2 units free (2 of 3)" agents.0.used=2 agents.0.capacity=3
    CONV.EXPLAIN big -> agents.1.agent=full agents.1.lacks.#=2 "agents.1.lacks.0=capacity 2 (has 1)" "agents.1.lacks.1=no unit free (1 of 1)"
  )~");
}

TEST(ExplainTable, ChannelsThatAreLacking) {
  check(R"~(
    policy auto
    AGENT.SET mail CHANNELS mail=2 CAPACITY 5
    AGENT.STATE mail ONLINE
    AGENT.SET chat CHANNELS chat=1 CAPACITY 5
    AGENT.STATE chat ONLINE
    CONV.OPEN c1 QUEUE q CHANNEL chat -> active chat | ...
    CONV.OPEN c2 QUEUE q CHANNEL chat -> waiting | ...
    CONV.EXPLAIN c2 -> agents.0.agent=chat agents.0.lacks.#=1 "agents.0.lacks.0=no room on channel chat (1 of 1)"
    CONV.EXPLAIN c2 -> agents.1.agent=mail agents.1.lacks.#=1 "agents.1.lacks.0=channel chat"
  )~");
}

TEST(ExplainTable, AHumanIsLacking) {
  check(R"~(
    policy auto
    AGENT.SET robot KIND bot
    AGENT.STATE robot ONLINE
    CONV.OPEN c1 QUEUE q -> active robot | ...
    AGENT.SET anna
    CONV.ESCALATE c1 REASON angry -> waiting | ...
    CONV.EXPLAIN c1 -> agents.0.agent=anna agents.0.lacks.0=offline agents.1.agent=robot agents.1.lacks.#=1 agents.1.lacks.0=human
    CONV.EXPLAIN c1 -> timeline.#=3 timeline.0.what=opened timeline.1.what=assigned timeline.1.agent=robot timeline.2.what=escalated timeline.2.agent=robot timeline.2.reason=angry
  )~");
}

TEST(ExplainTable, WhatNobodyHas) {
  check(R"~(
    policy auto
    AGENT.SET a1 SKILLS de=2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q SKILLS de>=3 -> waiting | ...
    CONV.EXPLAIN c1 -> unroutable=1 missing=de>=3 agents_able=0 agents.#=1 "text~what is missing: de>=3"
    CONV.EXPLAIN c1 -> timeline.1.what=unroutable timeline.1.reason=de>=3
    AGENT.SET a1 SKILLS de=3 -> OK | ...
    CONV.EXPLAIN c1 -> active !missing !unroutable agents.#=0 !agents_able !lacking timeline.2.what=routable timeline.3.what=assigned
  )~");
}

TEST(ExplainTable, TheReserveKeepsThemApart) {
  check(two_queues("reserve=1") + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p -> waiting | ...
    CONV.EXPLAIN c1 -> lane=on_time agents.0.agent=a1 agents.0.lacks.#=1 "agents.0.lacks.0=kept for queue q (reserve)" slack_ms=20m
    at 10m -> conversation.assigned c1 a1 | ...
    CONV.EXPLAIN c1 -> active decisions.0.lane=urgent decisions.0.slack_ms=10m decisions.0.waited_ms=10m
  )~");
}

TEST(ExplainTable, ReservedGroupsAreCounted) {
  check(two_queues("reserve=1") + R"~(
    AGENT.SET kept
    AGENT.STATE kept ONLINE
    AGENT.SET other QUEUES p
    AGENT.STATE other ONLINE
    CONV.OPEN c1 QUEUE p -> active other | ...
    CONV.EXPLAIN c1 -> decisions.0.candidates=2 decisions.0.passed_over.reserve=1 decisions.0.agents_free=2 !decisions.0.runner_up
  )~");
}

TEST(ExplainTable, BehindOneThatTheReserveKeepsWaiting) {
  check(two_queues("reserve=1") + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN slow QUEUE p DUE 40m -> waiting | ...
    at 18m
    CONV.OPEN quick QUEUE p DUE 12m -> waiting | ...
    at 21m
    CONV.EXPLAIN quick -> "agents.0.lacks.0=kept for queue q (reserve)"
    CONV.EXPLAIN slow -> agents.0.lacks.#=1 "agents.0.lacks.0=behind quick, which the reserve keeps waiting"
  )~");
}

TEST(ExplainTable, UnitsKeptForALargeOne) {
  check(R"~(
    sla minute first_response=1m
    queue q sla=minute offer=auto
    POLICY.APPLY
    AGENT.SET a1 CAPACITY 3
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active | ...
    CONV.OPEN c2 QUEUE q -> active | ...
    CONV.OPEN big QUEUE q UNITS 3 AGE 2m -> waiting | ...
    CONV.CLOSE c1 -> closed | ...
    CONV.OPEN c3 QUEUE q -> waiting | ...
    CONV.EXPLAIN c3 -> agents.0.lacks.#=1 "agents.0.lacks.0=free units kept for big"
    CONV.EXPLAIN big -> agents.0.lacks.#=1 "agents.0.lacks.0=fewer than 3 units free (1 of 3)" lane=overdue
    CONV.CLOSE c2 -> closed | ...
    CONV.EXPLAIN big -> active decisions.0.lane=overdue decisions.0.direction=agent decisions.0.candidates=1
  )~");
}

TEST(ExplainTable, ScoresOfTheAgentAndOfTheNextOne) {
  check(R"~(
    policy auto
    AGENT.SET a1 CAPACITY 2 SKILLS de=3,fr=1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2 CAPACITY 4 SKILLS de=3
    AGENT.STATE a2 ONLINE
    AGENT.SET a3
    AGENT.STATE a3 ONLINE
    at 7s
    CONV.OPEN c1 QUEUE q SKILLS de -> active a2 | ...
    CONV.EXPLAIN c1 -> decisions.#=1 decisions.0.kind=assigned decisions.0.at=7s decisions.0.rule=sla-first decisions.0.strategy=least-loaded decisions.0.direction=conversation decisions.0.lane=on_time !decisions.0.step !decisions.0.outcome
    CONV.EXPLAIN c1 -> decisions.0.agent=a2 decisions.0.score.used=1 decisions.0.score.capacity=4 decisions.0.score.skills=1 decisions.0.score.idle_ms=7s decisions.0.score.surcharge_tenths=0
    CONV.EXPLAIN c1 -> decisions.0.runner_up=a1 decisions.0.runner_up_score.used=1 decisions.0.runner_up_score.capacity=2 decisions.0.runner_up_score.skills=2
    CONV.EXPLAIN c1 -> decisions.0.candidates=2 decisions.0.agents_free=3 decisions.0.passed_over.retry=0 decisions.0.passed_over.reserve=0
    CONV.EXPLAIN c1 -> "text~a2 got it 0 s ago, on time: 1 of 4 units in use with it, 1 skill, unchanged for 7 s; next came a1: 1 of 2 units"
  )~");
}

TEST(ExplainTable, WhoComesNextOfOneGroup) {
  check(R"~(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.EXPLAIN c1 -> decisions.0.runner_up=a2 decisions.0.candidates=1
    CONV.OPEN c2 QUEUE q -> active a2 | ...
    CONV.EXPLAIN c2 -> !decisions.0.runner_up !decisions.0.runner_up_score
  )~");
}

TEST(ExplainTable, InFullEverybodyWhoIsPassedOverIsCounted) {
  check(R"~(
    routing explain=full
    queue q skills=de>=2
    POLICY.APPLY
    AGENT.SET best SKILLS de=3 CAPACITY 9
    AGENT.SET next SKILLS de=2 CAPACITY 2
    AGENT.SET weak SKILLS de=1
    AGENT.SET away SKILLS de=2
    AGENT.SET off SKILLS fr=2
    AGENT.SET full SKILLS de=5
    AGENT.STATE full ONLINE
    CONV.OPEN c0 QUEUE q
    AGENT.STATE best ONLINE
    AGENT.STATE next ONLINE
    AGENT.STATE weak ONLINE
    AGENT.STATE away AWAY REASON lunch
    CONV.OPEN c1 QUEUE q -> offered best | ...
    CONV.EXPLAIN c1 -> decisions.0.runner_up=next decisions.0.passed_over.order=1 decisions.0.passed_over.skills=2 decisions.0.passed_over.away=1 decisions.0.passed_over.offline=1 decisions.0.passed_over.units=1 decisions.0.passed_over.retry=0
    CONV.EXPLAIN c1 -> "text~; passed over were 2 without the skills, 1 offline, 1 away, 1 with no unit free for it, 1 who came after."
    CONV.DECLINE c1 @c1 -> offered next | ...
    CONV.EXPLAIN c1 -> decisions.#=2 decisions.1.passed_over.retry=1 !decisions.1.passed_over.order timeline.#=4
  )~");
}

// More of them than are looked at for who comes next, unless the policy asks.
TEST(ExplainTable, InFullWhoComesNextIsFoundAmongMany) {
  std::string agents;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "a" + std::to_string(i);
    agents += "AGENT.SET " + name + " CAPACITY 5 SKILLS de=2,s" + std::to_string(i) + "=1\n";
    agents += "AGENT.STATE " + name + " ONLINE\n";
  }
  const auto table = [&agents](std::string_view explain, std::string_view then) {
    return "routing select=longest-idle explain=" + std::string(explain) + R"~(
      queue q offer=auto skills=de
      POLICY.APPLY
      )~" + agents +
           R"~(
      CONV.OPEN c1 QUEUE q -> active a0 | ...
      CONV.EXPLAIN c1 -> )~" +
           std::string(then) + "\n";
  };
  check(table("brief", "!decisions.0.runner_up"));
  check(table("full", "decisions.0.runner_up=a1 decisions.0.passed_over.order=19"));
}

TEST(ExplainTable, OffersAndWhatBecameOfThem) {
  check(R"~(
    queue q timeout=20s retry=30s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q -> offered a1 | ...
    CONV.EXPLAIN c1 -> decisions.0.kind=offered !decisions.0.outcome !decisions.0.outcome_at "text~No answer yet."
    at 4s
    CONV.DECLINE c1 @c1 -> offered a2 | ...
    CONV.EXPLAIN c1 -> decisions.#=2 decisions.0.outcome=declined decisions.0.outcome_at=4s decisions.1.agent=a2 decisions.1.passed_over.retry=1 decisions.1.waited_ms=4s
    at 24s -> offer.expired c1 a2
    CONV.EXPLAIN c1 -> waiting decisions.1.outcome=expired decisions.1.outcome_at=24s
    CONV.EXPLAIN c1 -> agents.0.lacks.#=1 "agents.0.lacks.0~passed over until 17550000" agents.1.lacks.#=1 lacking.retry=2
    CONV.EXPLAIN c1 -> timeline.#=5 timeline.0.what=opened timeline.1.what=offered timeline.2.what=declined timeline.2.at=4s timeline.3.what=offered timeline.4.what=expired
    at 34s -> offer.created c1 a1
    AGENT.STATE a1 AWAY -> >0 | ...
    CONV.EXPLAIN c1 -> decisions.2.outcome=revoked
    AGENT.STATE a1 ONLINE -> >0 | ...
    at 40s
    CONV.ACCEPT c1 @c1 -> active a1 | ...
    CONV.EXPLAIN c1 -> active decisions.3.outcome=accepted decisions.3.outcome_at=40s "text~The offer was accepted after 6 s."
  )~");
}

TEST(ExplainTable, TheAgentChoosesByLane) {
  check(two_queues("reserve=0 catch_up=0.5") + R"~(
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c0 QUEUE q -> active a1 | ...
    CONV.OPEN calm QUEUE p PRIORITY 3 -> waiting | ...
    CONV.OPEN calmer QUEUE p DUE 30m PRIORITY 4 -> waiting | ...
    CONV.CLOSE c0 -> closed | ...
    CONV.EXPLAIN calm -> active decisions.0.direction=agent decisions.0.lane=on_time decisions.0.candidates=2 decisions.0.waiting=2 decisions.0.score.priority=3
    CONV.EXPLAIN calm -> decisions.0.runner_up=calmer decisions.0.runner_up_score.priority=4 decisions.0.runner_up_score.slack_ms=30m !decisions.0.passed_over
    CONV.OPEN u1 QUEUE q -> waiting | ...
    CONV.OPEN u2 QUEUE q -> waiting | ...
    CONV.OPEN late QUEUE p AGE 30m -> waiting | ...
    CONV.CLOSE calm -> closed | ...
    CONV.EXPLAIN u1 -> active decisions.0.lane=urgent !decisions.0.runner_up
    CONV.CLOSE u1 -> closed | ...
    CONV.EXPLAIN late -> active decisions.0.lane=catch_up "text~on the share that the overdue are guaranteed"
    CONV.ABANDON u2 -> closed | ...
    CONV.OPEN later QUEUE p AGE 40m -> waiting | ...
    CONV.CLOSE late -> closed | ...
    CONV.EXPLAIN later -> active decisions.0.lane=overdue decisions.0.slack_ms=-1200000
    CONV.OPEN latest QUEUE p AGE 3h -> waiting | ...
    CONV.CLOSE later -> closed | ...
    CONV.EXPLAIN latest -> active decisions.0.lane=late_max
  )~");
}

TEST(ExplainTable, OtherRulesHaveNoLanes) {
  check(R"~(
    routing policy=fifo select=longest-idle
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q -> waiting | ...
    CONV.EXPLAIN c1 -> !lane
    AGENT.STATE a1 ONLINE -> >0 | ...
    CONV.EXPLAIN c1 -> active decisions.0.rule=fifo decisions.0.strategy=longest-idle !decisions.0.lane
    CONV.CLOSE c1 -> closed | ...
    CONV.OPEN c2 QUEUE q -> active | ...
    CONV.EXPLAIN c2 -> decisions.0.direction=conversation !decisions.0.lane
  )~");
}

TEST(ExplainTable, RequeuedMovedAndUpdated) {
  check(R"~(
    policy auto
    AGENT.SET a1 QUEUES q
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    at 3s
    AGENT.STATE a1 OFFLINE REASON "the end of a very long shift" -> >0 | ...
    at 5s
    CONV.UPDATE c1 PRIORITY 1 -> waiting | ...
    CONV.UPDATE c1 QUEUE p -> waiting | ...
    CONV.EXPLAIN c1 -> timeline.2.what=requeued timeline.2.at=3s timeline.2.agent=a1 "timeline.2.reason=the end of a very long shift" timeline.2.queue=q
    CONV.EXPLAIN c1 -> timeline.3.what=updated timeline.3.queue=q timeline.4.what=moved timeline.4.queue=p
  )~");
}

TEST(ExplainTable, ClosedReopenedAndForgotten) {
  check(R"~(
    policy auto
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    AGENT.SET a2
    CONV.OPEN c1 QUEUE q AGE 5s -> active a1 | ...
    at 2s
    CONV.CLOSE c1 REASON done -> closed | ...
    AGENT.STATE a2 ONLINE -> >0 | ...
    CONV.EXPLAIN c1 -> closed !agent !due_ms !lacking agents.#=0 decisions.#=1 timeline.2.what=closed timeline.2.reason=done timeline.2.agent=a1 "text~c1 in queue q was closed 0 s ago."
    at 10s
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a1 | ...
    CONV.EXPLAIN c1 -> active decisions.#=2 decisions.1.lane=preferred decisions.0.waited_ms=5s decisions.1.waited_ms=0
    CONV.EXPLAIN c1 -> timeline.#=5 timeline.0.what=opened timeline.0.at=0s timeline.2.what=closed timeline.2.at=2s timeline.3.what=reopened timeline.3.at=10s timeline.4.what=assigned
    CONV.ABANDON c1 -> closed | ...
    CONV.EXPLAIN c1 -> closed timeline.5.what=abandoned
    at 61m
    CONV.EXPLAIN c1 -> -UNKNOWNCONV c1
    CONV.EXPLAIN nobody -> -UNKNOWNCONV nobody
  )~");
}

TEST(ExplainTable, TheOldestEntriesAreForgotten) {
  const std::string table = R"~(
    policy auto
    AGENT.SET a1 CAPACITY 9
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q -> active a1 | ...
    CONV.OPEN c2 QUEUE q -> active a1 | ...
)~";
  engine::Limits limits;
  limits.decisions_max = 2;
  check(table + R"~(
    CONV.EXPLAIN c1 -> decisions.#=1 complete=1
    CONV.CLOSE c1 -> closed | ...
    CONV.OPEN c1 QUEUE q REOPEN 1 -> active a1 | ...
    # the first decision and that of c2 are gone
    CONV.EXPLAIN c1 -> decisions.#=1 decisions.0.lane=preferred !complete
    CONV.EXPLAIN c2 -> active decisions.#=0 !complete "text~no longer kept"
  )~",
        limits);
  limits.decisions_max = 0;
  check(table + "CONV.EXPLAIN c1 -> active decisions.#=0 !complete timeline.#=1\n", limits);
}

}  // namespace
}  // namespace stellwerk::tests
