// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stellwerk/small_day.h"

namespace stellwerk::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class DeskTest : public testing::Test {
 protected:
  DeskTest()
      : day_(small_day()),
        naming_(0),
        checker_(day_, 0),
        desk_(day_, naming_, 1, line_, checker_) {}

  std::vector<std::string> act(std::int64_t seconds_after_eight) {
    desk_.act(base::hours(8) + base::seconds(seconds_after_eight));
    return line_.take();
  }
  void tell(const std::string& type, std::size_t contact, const std::string& agent,
            std::int64_t seconds_after_eight, const std::string& offer = {}) {
    Entry entry = make_entry(1, type, naming_.conversation(contact), agent);
    entry.stream = "inbox:" + agent;
    entry.offer = offer;
    desk_.on_inbox(entry, base::hours(8) + base::seconds(seconds_after_eight));
  }
  void answer_leaving(std::size_t agent, int used) {
    Value reply = ReplyReader::read("%1\r\n+used\r\n:" + std::to_string(used) + "\r\n").value;
    desk_.on_reply({Purpose::Kind::kLeaving, agent}, reply);
  }

  Schedule day_;
  Naming naming_;
  RecordingLine line_;
  Checker checker_;
  Desk desk_;
};

TEST_F(DeskTest, RegistersEverybody) {
  desk_.register_agents();
  EXPECT_THAT(line_.take(),
              ElementsAre("AGENT.SET ann KIND human CAPACITY 6 SKILLS de=5 CHANNELS chat=2,mail=1",
                          "AGENT.SET bob KIND human CAPACITY 2 SKILLS de=2",
                          "AGENT.SET bot-1 KIND bot CAPACITY 50 SKILLS hello=5"));
  EXPECT_THAT(desk_.inboxes(), ElementsAre("inbox:ann", "inbox:bob", "inbox:bot-1"));
}

TEST_F(DeskTest, ComesAndGoesWithDuty) {
  EXPECT_THAT(act(0), ElementsAre("AGENT.STATE ann ONLINE"));
  EXPECT_EQ(desk_.on_duty(), 1U);
  EXPECT_THAT(act(3'600), ElementsAre("AGENT.STATE ann DRAINING", "AGENT.GET ann"));
  answer_leaving(0, 0);
  EXPECT_THAT(line_.take(), ElementsAre("AGENT.STATE ann OFFLINE"));
  EXPECT_TRUE(desk_.is_empty());
}

TEST_F(DeskTest, LeavesOnlyWithEmptyHands) {
  act(0);
  tell("conversation.assigned", 0, "ann", 3'590);
  EXPECT_THAT(act(3'600), Contains("AGENT.STATE ann DRAINING"));
  EXPECT_EQ(desk_.busy(), 1U);
  answer_leaving(0, 2);
  EXPECT_THAT(line_.take(), IsEmpty());
  tell("conversation.closed", 0, "ann", 3'700);
  EXPECT_THAT(line_.take(), ElementsAre("AGENT.GET ann"));
  answer_leaving(0, 0);
  EXPECT_THAT(line_.take(), ElementsAre("AGENT.STATE ann OFFLINE"));
}

TEST_F(DeskTest, RepliesAndClosesAfterTheServiceTime) {
  tell("conversation.assigned", 0, "ann", 0);
  EXPECT_THAT(act(5), Contains("MSG.OUT day0-0 a1.0 Let me see. FROM ann"));
  EXPECT_THAT(act(55), Contains("MSG.OUT day0-0 a1.1 Let me see. FROM ann"));
  EXPECT_THAT(act(99), IsEmpty());
  EXPECT_THAT(act(100), ElementsAre("CONV.CLOSE day0-0 REASON answered"));
}

TEST_F(DeskTest, BotsAcceptAndHandOver) {
  act(0);
  tell("offer.created", 1, "bot-1", 0, "o1");
  EXPECT_THAT(act(1), ElementsAre("CONV.ACCEPT day0-1 o1"));
  tell("conversation.assigned", 1, "bot-1", 1);
  EXPECT_THAT(act(2), ElementsAre("MSG.OUT day0-1 a1.0 Let me see. FROM bot-1"));
  EXPECT_THAT(act(16), ElementsAre("CONV.ESCALATE day0-1 SKILLS de>=3 REASON needs a person"));
  tell("conversation.escalated", 1, "bot-1", 16);
  tell("conversation.assigned", 1, "ann", 20);
  EXPECT_THAT(act(120), Contains("CONV.CLOSE day0-1 REASON answered"));
}

TEST_F(DeskTest, ForgetsOffersThatEnded) {
  tell("offer.created", 1, "bot-1", 0, "o1");
  tell("conversation.assigned", 1, "ann", 0);
  for (const std::string& sent : act(50)) EXPECT_EQ(sent.find("CONV.ACCEPT"), std::string::npos);
}

TEST_F(DeskTest, StopsWorkThatWasTakenAway) {
  tell("conversation.assigned", 0, "ann", 0);
  tell("conversation.requeued", 0, "ann", 1);
  EXPECT_THAT(act(500), testing::Not(Contains(testing::HasSubstr("day0-0"))));
  EXPECT_EQ(desk_.busy(), 0U);
}

TEST_F(DeskTest, FinishesWhatTheCustomerReopens) {
  tell("conversation.assigned", 0, "ann", 0);
  tell("conversation.wrapup", 0, "ann", 100);
  tell("conversation.resumed", 0, "ann", 105);
  const auto sent = act(200);
  EXPECT_THAT(sent, Contains("CONV.CLOSE day0-0 REASON answered"));
  EXPECT_THAT(sent, testing::Not(Contains("CONV.WRAPPED day0-0")));
}

TEST_F(DeskTest, ComesBackAfterMissedOffers) {
  act(0);
  Entry entry = make_entry(1, "agent.state", "", "ann");
  entry.state = "away";
  desk_.on_event(entry, base::hours(8));
  EXPECT_THAT(act(59), IsEmpty());
  EXPECT_THAT(act(60), ElementsAre("AGENT.STATE ann ONLINE"));
}

TEST_F(DeskTest, TheEndOfTheDaySendsEverybodyHome) {
  act(0);
  desk_.end_of_day();
  EXPECT_THAT(line_.take(), ElementsAre("AGENT.STATE ann DRAINING", "AGENT.GET ann"));
}

}  // namespace
}  // namespace stellwerk::cli
