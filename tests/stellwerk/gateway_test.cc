// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stellwerk/small_day.h"

namespace stellwerk::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class GatewayTest : public testing::Test {
 protected:
  GatewayTest()
      : day_(small_day()),
        naming_(0),
        checker_(day_, 0),
        gateway_(day_, naming_, line_, checker_) {}

  std::vector<std::string> act(std::int64_t seconds_after_eight) {
    gateway_.act(base::hours(8) + base::seconds(seconds_after_eight));
    return line_.take();
  }
  void happen(const std::string& what, std::size_t contact, const std::string& agent,
              std::int64_t seconds_after_eight) {
    const Entry entry = make_entry(1, "conversation." + what, naming_.conversation(contact), agent);
    gateway_.on_entry(entry, base::hours(8) + base::seconds(seconds_after_eight));
  }

  Schedule day_;
  Naming naming_;
  RecordingLine line_;
  Checker checker_;
  Gateway gateway_;
};

TEST_F(GatewayTest, BringsContactsWhenTheyAreDue) {
  EXPECT_THAT(act(-1), IsEmpty());
  EXPECT_THAT(act(0), ElementsAre("CONV.OPEN day0-0 QUEUE now CHANNEL chat SKILLS de PRIORITY 5"));
  EXPECT_THAT(act(10), ElementsAre(StartsWith("MSG.IN day0-1 c0 Hello")));
  EXPECT_EQ(gateway_.arrived(), 2U);
}

TEST_F(GatewayTest, LosesPatienceOnlyWhileWaiting) {
  act(10);
  happen("opened", 0, "", 0);
  EXPECT_THAT(act(29), IsEmpty());
  EXPECT_THAT(act(30), ElementsAre("CONV.ABANDON day0-0 REASON patience"));
}

TEST_F(GatewayTest, StaysOnceSomebodyIsThere) {
  act(10);
  happen("opened", 0, "", 0);
  happen("assigned", 0, "ann", 20);
  // The second of its two messages comes half-way through the service.
  EXPECT_THAT(act(60), IsEmpty());
  EXPECT_THAT(act(70), ElementsAre(HasSubstr("MSG.IN day0-0 c1")));
  EXPECT_TRUE(gateway_.is_idle());
}

TEST_F(GatewayTest, FallsSilentWhenItIsOver) {
  act(10);
  happen("assigned", 0, "ann", 20);
  happen("wrapup", 0, "ann", 50);
  EXPECT_THAT(act(500), IsEmpty());
}

TEST_F(GatewayTest, WaitingForPeopleBeginsAfterTheBot) {
  act(10);
  happen("opened", 1, "", 10);
  happen("assigned", 1, "bot-1", 11);
  EXPECT_THAT(act(60), IsEmpty());
  happen("escalated", 1, "bot-1", 60);
  EXPECT_THAT(act(89), IsEmpty());
  EXPECT_THAT(act(90), ElementsAre(StartsWith("CONV.ABANDON day0-1")));
}

}  // namespace
}  // namespace stellwerk::cli
