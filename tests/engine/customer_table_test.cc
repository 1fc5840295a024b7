// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/engine/customers.h"
#include "tests/engine/support/table.h"

namespace stellwerk::tests {
namespace {

TEST(CustomerTable, WaitsForWhoWorkedForTheCustomerLast) {
  check(R"(
    queue q offer=auto sticky_within=1h patience=30s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CUSTOMER jo -> active a1 | ...
    AGENT.STATE a2 ONLINE
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q CUSTOMER mia -> active a2 | ...
    CONV.CLOSE c2
    # a2 has been idle for less long
    CONV.OPEN c3 QUEUE q CUSTOMER mia -> active a2 | ...
    CONV.OPEN c4 QUEUE q CUSTOMER mia -> waiting | conversation.opened c4
    at 29999ms -> nothing
    at 30s -> conversation.assigned c4 a1
    CONV.CLOSE c3
    CONV.CLOSE c4
    # a1 was the last one
    CONV.OPEN c5 QUEUE q CUSTOMER mia -> active a1 | ...
  )");
}

TEST(CustomerTable, ForgetsAfterItsTime) {
  check(R"(
    queue q offer=auto sticky_within=1h patience=30s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE q CUSTOMER jo
    AGENT.STATE a2 ONLINE
    at 10m
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q -> active a2 | ...
    CONV.CLOSE c2
    CONV.OPEN c3 QUEUE q -> active a1 | ...
    at 70m
    CONV.OPEN c4 QUEUE q CUSTOMER jo -> waiting | conversation.opened c4
    CONV.UPDATE c4 PRIORITY 1 -> waiting
    CONV.CLOSE c4
    advance 1ms
    CONV.OPEN c5 QUEUE q CUSTOMER jo -> active a2 | ...
  )");
}

TEST(CustomerTable, HumansAloneAreRemembered) {
  check(R"(
    queue q offer=auto sticky_within=1h patience=30s
    POLICY.APPLY
    AGENT.SET b1 KIND bot
    AGENT.SET a1
    AGENT.STATE b1 ONLINE
    CONV.OPEN c1 QUEUE q CUSTOMER jo -> active b1 | ...
    AGENT.STATE a1 ONLINE
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q CUSTOMER jo -> active a1 | ...
  )");
}

TEST(CustomerTable, QueuesWithoutTheKeyDoNotWait) {
  check(R"(
    queue q offer=auto sticky_within=1h patience=30s
    queue p offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    CONV.OPEN c1 QUEUE p CUSTOMER jo
    AGENT.STATE a2 ONLINE
    CONV.OPEN c2 QUEUE p CUSTOMER jo -> active a2 | ...
    CONV.OPEN c3 QUEUE q CUSTOMER jo -> waiting | conversation.opened c3
    CONV.CLOSE c1 -> closed | conversation.closed c1
    CONV.CLOSE c2 -> closed | conversation.closed c2 | conversation.assigned c3 a2
  )");
}

TEST(CustomerTable, ItsOwnStickyAgentCountsMore) {
  check(R"(
    queue q offer=auto sticky_within=1h patience=30s
    POLICY.APPLY
    AGENT.SET a1
    AGENT.SET a2
    AGENT.STATE a1 ONLINE
    AGENT.STATE a2 ONLINE
    CONV.OPEN c1 QUEUE q CUSTOMER jo -> active a1 | ...
    CONV.CLOSE c1
    CONV.OPEN c2 QUEUE q CUSTOMER jo STICKY a2 -> active a2 | ...
  )");
}

TEST(CustomerMemory, KeepsTheNewest) {
  engine::CustomerMemory memory(2);
  const auto name = [](std::string_view text) { return engine::fingerprint({}, text); };
  memory.remember({name("jo"), 1, base::Instant{10}});
  memory.remember({name("mia"), 2, base::Instant{20}});
  memory.remember({name("jo"), 3, base::Instant{30}});
  memory.remember({name("kim"), 4, base::Instant{40}});
  EXPECT_EQ(memory.size(), 2U);
  EXPECT_EQ(memory.find(name("mia")), nullptr);
  ASSERT_NE(memory.find(name("jo")), nullptr);
  EXPECT_EQ(memory.find(name("jo"))->agent, 3U);
  EXPECT_EQ(memory.find(name("jo"))->at, base::Instant{30});
}

}  // namespace
}  // namespace stellwerk::tests
