// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/replay/checker.h"

#include <gtest/gtest.h>

#include "tests/stellwerk/small_day.h"

namespace stellwerk::cli {
namespace {

class CheckerTest : public testing::Test {
 protected:
  CheckerTest() : day_(small_day()), checker_(day_, 0) {
    online("ann");
    online("bob");
    online("bot-1");
  }

  void online(const std::string& agent) {
    Entry entry = make_entry(++seq_, "agent.state", "", agent);
    entry.state = "online";
    checker_.on_entry(entry);
  }
  void happen(const std::string& type, const std::string& conv, const std::string& agent = {},
              const std::string& offer = {}) {
    Entry entry = make_entry(++seq_, type, conv, agent);
    entry.offer = offer;
    checker_.on_entry(entry);
  }
  void open(const std::string& conv, std::string_view skills = "de") {
    checker_.expect(conv, skills);
    happen("conversation.opened", conv);
  }
  // The text of the only violation so far.
  std::string found() {
    EXPECT_EQ(checker_.violations(), 1U);
    return checker_.examples().empty() ? "nothing" : checker_.examples().front();
  }
  void expect_found(const std::string& text) {
    const std::string what = found();
    EXPECT_NE(what.find(text), std::string::npos) << what;
  }

  Schedule day_;
  Checker checker_;
  std::uint64_t seq_ = 0;
};

TEST_F(CheckerTest, AcceptsAWholeLife) {
  open("c");
  happen("offer.created", "c", "ann", "o1");
  happen("offer.declined", "c", "ann", "o1");
  happen("offer.created", "c", "bob", "o2");
  happen("offer.accepted", "c", "bob", "o2");
  happen("conversation.assigned", "c", "bob");
  happen("message.out", "c", "bob");
  happen("conversation.wrapup", "c", "bob");
  happen("conversation.closed", "c", "bob");
  open("d", "hello");
  happen("conversation.assigned", "d", "bot-1");
  checker_.expect_hand_over("d", "de>=3");
  happen("conversation.escalated", "d", "bot-1");
  happen("conversation.abandoned", "d");
  open("e");
  EXPECT_EQ(checker_.violations(), 0U);
  const Checker::Books books = checker_.books();
  EXPECT_EQ(books.opened, 3U);
  EXPECT_EQ(books.closed, 1U);
  EXPECT_EQ(books.abandoned, 1U);
  EXPECT_EQ(books.open, 1U);
  EXPECT_TRUE(books.balance());
}

TEST_F(CheckerTest, FindsAGap) {
  ++seq_;
  open("c");
  expect_found("a gap");
}

TEST_F(CheckerTest, FindsTimeGoingBack) {
  Entry entry = make_entry(++seq_, "policy.applied", "");
  entry.at = 1;
  checker_.on_entry(entry);
  expect_found("goes back in time");
}

TEST_F(CheckerTest, FindsASecondOwner) {
  open("c");
  happen("conversation.assigned", "c", "ann");
  happen("conversation.assigned", "c", "bob");
  expect_found("already has an owner: ann");
}

TEST_F(CheckerTest, FindsLoadAboveCapacity) {
  open("c");
  open("d");
  happen("conversation.assigned", "c", "bob");
  happen("offer.created", "d", "bob", "o1");
  expect_found("load 4 above capacity 2");
}

TEST_F(CheckerTest, WrapUpStillCounts) {
  open("c");
  open("d");
  happen("conversation.assigned", "c", "bob");
  happen("conversation.wrapup", "c", "bob");
  happen("conversation.assigned", "d", "bob");
  expect_found("load 4 above capacity 2");
}

TEST_F(CheckerTest, FindsTooManyOfAChannel) {
  for (const char* conv : {"c", "d", "e"}) {
    open(conv);
    happen("conversation.assigned", conv, "ann");
  }
  expect_found("too many at once by chat");
}

TEST_F(CheckerTest, FindsALackOfSkill) {
  open("c", "de>=3");
  happen("conversation.assigned", "c", "bob");
  expect_found("lacks de>=3");
}

TEST_F(CheckerTest, FindsWorkForSomebodyWhoIsAway) {
  Entry away = make_entry(++seq_, "agent.state", "", "bob");
  away.state = "draining";
  checker_.on_entry(away);
  open("c");
  happen("conversation.assigned", "c", "bob");
  expect_found("not online");
}

TEST_F(CheckerTest, FindsAWayBackToTheBot) {
  open("c", "hello");
  happen("conversation.assigned", "c", "bot-1");
  happen("conversation.escalated", "c", "bot-1");
  happen("conversation.assigned", "c", "bot-1");
  expect_found("goes back to a bot");
}

TEST_F(CheckerTest, TheHandOverChangesWhatIsAskedFor) {
  open("c", "hello");
  checker_.expect_hand_over("c", "de>=3");
  happen("conversation.assigned", "c", "bot-1");
  EXPECT_EQ(checker_.violations(), 0U);
  happen("conversation.escalated", "c", "bot-1");
  happen("conversation.assigned", "c", "bob");
  expect_found("lacks de>=3");
}

TEST_F(CheckerTest, FindsOffersThatEndTwiceOrAreReused) {
  open("c");
  happen("offer.created", "c", "ann", "o1");
  happen("offer.expired", "c", "ann", "o1");
  happen("offer.revoked", "c", "ann", "o1");
  expect_found("does not stand");
  happen("offer.created", "c", "ann", "o1");
  EXPECT_EQ(checker_.violations(), 2U);
}

TEST_F(CheckerTest, FindsWorkAfterTheEnd) {
  open("c");
  happen("conversation.closed", "c");
  happen("conversation.assigned", "c", "ann");
  expect_found("after it was closed");
}

TEST_F(CheckerTest, FindsWhatWasNeverOpened) {
  happen("conversation.closed", "c");
  expect_found("before it was opened");
  happen("message.in", "d");
  EXPECT_EQ(checker_.violations(), 2U);
  EXPECT_TRUE(checker_.books().balance());
}

TEST_F(CheckerTest, FindsStrangers) {
  open("c");
  happen("conversation.assigned", "c", "eve");
  expect_found("nobody of that name");
}

}  // namespace
}  // namespace stellwerk::cli
