// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/engine/support/table.h"

// So many messages to the customer after each of his.
namespace stellwerk::tests {
namespace {

TEST(BudgetTable, TheNextOneIsRefusedUntilTheCustomerWrites) {
  check(R"(
    channel wechat units=1 reply_window=48h reply_messages=2
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wechat
    CONV.GET c1 -> replies_left=2
    MSG.OUT c1 r1 hi FROM a1
    CONV.GET c1 -> replies_left=1
    MSG.OUT c1 r2 there FROM a1
    CONV.GET c1 -> active !replies_left
    MSG.OUT c1 r3 more FROM a1 -> -BADSTATE 2 reply_messages wechat MSG.IN
    # its identifier is not used up
    MSG.IN c1 m2 yes -> active | message.in c1 m2
    CONV.GET c1 -> replies_left=2
    MSG.OUT c1 r3 more FROM a1 -> active duplicate=0 | message.out c1 r3 | sla.met c1 window
  )");
}

TEST(BudgetTable, RepeatedAndRefusedOnesDoNotCount) {
  check(R"(
    channel wechat units=1 reply_messages=1
    queue q offer=auto
    POLICY.APPLY
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    MSG.IN c1 m1 hello QUEUE q CHANNEL wechat
    MSG.OUT c1 r1 hi FROM a2 -> -STALE
    CONV.GET c1 -> replies_left=1
    MSG.OUT c1 r1 hi FROM a1
    MSG.OUT c1 r1 hi FROM a1 -> active duplicate=1
    MSG.IN c1 m1 hello -> active duplicate=1
    MSG.OUT c1 r2 hi FROM a1 -> -BADSTATE
  )");
}

TEST(BudgetTable, WhoeverSendsThem) {
  check(R"(
    channel wechat units=1 reply_messages=2
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wechat -> waiting | ...
    MSG.OUT c1 r1 "you are number 1"
    AGENT.SET bot KIND bot
    AGENT.STATE bot ONLINE
    MSG.OUT c1 r2 hi FROM bot
    AGENT.SET a1
    AGENT.STATE a1 ONLINE
    CONV.ESCALATE c1 -> active a1 | ...
    MSG.OUT c1 r3 hello FROM a1 -> -BADSTATE
  )");
}

TEST(BudgetTable, WithoutAMessageItCountsFromTheOpening) {
  check(R"(
    channel wechat units=1 reply_messages=1
    queue q offer=auto
    POLICY.APPLY
    CONV.OPEN c1 QUEUE q CHANNEL wechat
    CONV.GET c1 -> replies_left=1
    MSG.OUT c1 r1 hi
    MSG.OUT c1 r2 hi -> -BADSTATE
    CONV.CLOSE c1
    CONV.GET c1 -> closed !replies_left
    MSG.OUT c1 r2 hi -> -BADSTATE closed
    CONV.OPEN c1 QUEUE q REOPEN 1
    MSG.OUT c1 r2 hi -> -BADSTATE reply_messages
    MSG.IN c1 m1 hello
    MSG.OUT c1 r2 hi -> waiting | message.out c1 r2
  )");
}

TEST(BudgetTable, ReopeningRenewsNothing) {
  check(R"(
    channel wechat units=1 reply_messages=3
    channel web units=1
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wechat
    MSG.OUT c1 r1 hi
    MSG.OUT c1 r2 "anything else?"
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE q REOPEN 1
    CONV.GET c1 -> replies_left=1
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE q REOPEN 1
    MSG.OUT c1 r3 "one thing more" -> waiting | message.out c1 r3
    MSG.OUT c1 r4 hello? -> -BADSTATE 3 reply_messages
    CONV.CLOSE c1
    CONV.OPEN c1 QUEUE q CHANNEL web REOPEN 1
    MSG.OUT c1 r4 hello? -> waiting | message.out c1 r4
    CONV.CLOSE c1
    MSG.IN c1 m2 yes CHANNEL wechat
    CONV.GET c1 -> replies_left=3
  )");
}

TEST(BudgetTable, AnotherPolicyCountsAtOnce) {
  check(R"(
    channel wechat units=1 reply_messages=1
    queue q offer=auto
    POLICY.APPLY
    MSG.IN c1 m1 hello QUEUE q CHANNEL wechat
    MSG.OUT c1 r1 hi
    channel wechat units=1 reply_messages=3
    queue q offer=auto
    POLICY.APPLY
    CONV.GET c1 -> replies_left=2
    channel wechat units=1
    queue q offer=auto
    POLICY.APPLY
    MSG.OUT c1 r2 hi -> waiting | message.out c1
    CONV.GET c1 -> waiting !replies_left
  )");
}

}  // namespace
}  // namespace stellwerk::tests
