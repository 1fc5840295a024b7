// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(UnroutableTable, NamedOnArrivalWithWhatIsMissing) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=3
    CONV.OPEN c1 QUEUE q SKILLS french -> waiting position=1 | conversation.opened c1 | conversation.unroutable c1 missing~french
    CONV.OPEN c2 QUEUE q SKILLS billing>=7 -> waiting | conversation.opened c2 | conversation.unroutable c2 missing~billing
    CONV.OPEN c3 QUEUE q SKILLS billing>=3 -> waiting | conversation.opened c3
  )");
}

TEST(UnroutableTable, PresenceDoesNotMatter) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS french=1
    CONV.OPEN c1 QUEUE q SKILLS french -> waiting | conversation.opened c1
    AGENT.STATE a1 ONLINE
    CONV.OPEN c2 QUEUE q SKILLS french -> waiting | conversation.opened c2
    AGENT.STATE a1 OFFLINE -> >0 | unordered | agent.state a1 | conversation.requeued c1
  )");
}

TEST(UnroutableTable, RoutableWhenSomebodyGetsTheSkill) {
  check(R"(
    policy auto
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q SKILLS french>=4
    AGENT.SET a1 SKILLS french=3 -> OK
    AGENT.SET a1 SKILLS french=4 -> OK | conversation.routable c1
    AGENT.SET a1 SKILLS french=9 -> OK
    AGENT.STATE a1 ONLINE -> >0 | agent.state a1 | conversation.assigned c1 a1
  )");
}

TEST(UnroutableTable, AgainWhenTheLastOneGoes) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS french=1
    AGENT.SET a2 SKILLS french=1
    CONV.OPEN c1 QUEUE q SKILLS french
    AGENT.DEL a1 -> OK
    AGENT.DEL a2 -> OK | conversation.unroutable c1 missing~french
    AGENT.SET a3 SKILLS french=2 -> OK | conversation.routable c1
    AGENT.SET a3 SKILLS german=2 -> OK | conversation.unroutable c1 missing~french
  )");
}

TEST(UnroutableTable, WithNoAgentsAtAllNothingIsRoutable) {
  check(R"(
    policy auto
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1 missing=$m
    AGENT.SET a1 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, ItsClocksRunAndItCountsAsWaiting) {
  check(R"(
    sla minute first_response=1m
    queue q sla=minute max_waiting=2
    POLICY.APPLY
    AGENT.SET a1
    CONV.OPEN c1 QUEUE q SKILLS french
    CONV.OPEN c2 QUEUE q SKILLS french -> waiting position=2 | ...
    CONV.OPEN c3 QUEUE q -> -FULL
    at 1m -> sla.warning c1 | sla.warning c2 | sla.breached c1 | sla.breached c2
  )");
}

TEST(UnroutableTable, ForTheQueuesSkillsToo) {
  check(R"(
    queue q skills=billing>=5
    POLICY.APPLY
    AGENT.SET a1 SKILLS billing=4
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1 missing~billing
    AGENT.SET a1 SKILLS billing=5 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, ForWantOfAnAgentInTheQueue) {
  check(R"(
    policy auto
    AGENT.SET a1 QUEUES p
    CONV.OPEN c1 QUEUE q -> waiting | conversation.opened c1 | conversation.unroutable c1 missing~queue
    AGENT.SET a1 QUEUES p,q -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, ForWantOfAnAgentOnTheChannel) {
  check(R"(
    policy auto
    AGENT.SET a1 CHANNELS mail=2
    CONV.OPEN c1 QUEUE q CHANNEL chat -> waiting | conversation.opened c1 | conversation.unroutable c1 missing~channel
    AGENT.SET a1 CHANNELS mail=2,chat=1 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, ForWantOfCapacity) {
  check(R"(
    policy auto
    AGENT.SET a1 CAPACITY 3
    CONV.OPEN c1 QUEUE q UNITS 4 -> waiting | conversation.opened c1 | conversation.unroutable c1 missing~units
    AGENT.SET a1 CAPACITY 4 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, SkillsMustMeetInOneAgent) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS french=5
    AGENT.SET a2 SKILLS billing=5
    CONV.OPEN c1 QUEUE q SKILLS french>=2,billing>=2 -> waiting | conversation.opened c1 | conversation.unroutable c1
    AGENT.SET a2 SKILLS billing=5,french=2 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, EscalatedWithNobodyButBots) {
  check(R"(
    policy auto
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    CONV.OPEN c1 QUEUE q
    CONV.ESCALATE c1 -> waiting | conversation.escalated c1 | conversation.unroutable c1 missing~human
    AGENT.SET a1 -> OK | conversation.routable c1
  )");
}

TEST(UnroutableTable, AnUpdateMayHelpOrHurt) {
  check(R"(
    policy auto
    AGENT.SET a1 SKILLS billing=3
    CONV.OPEN c1 QUEUE q SKILLS billing>=5 -> waiting | conversation.opened c1 | conversation.unroutable c1
    CONV.UPDATE c1 SKILLS billing>=3 -> waiting | conversation.routable c1
    CONV.UPDATE c1 SKILLS billing>=4 -> waiting | conversation.unroutable c1
    CONV.CLOSE c1 -> closed | conversation.closed c1
    AGENT.SET a1 SKILLS billing=9 -> OK
  )");
}

}  // namespace
}  // namespace stellwerk::tests
