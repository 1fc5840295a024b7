// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/assignment_feed.h"

#include <poll.h>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"

namespace stellwerk::cli {
namespace {

std::string bulk(std::string_view text) {
  return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

std::string entry(int number, std::string_view type, std::string_view conv) {
  return "*2\r\n" + bulk(std::to_string(number) + "-0") + "*6\r\n" + bulk("type") + bulk(type) +
         bulk("conv") + bulk(conv) + bulk("at") + bulk("1795312825241");
}

std::string answer_of(int entries) {
  return "*1\r\n*2\r\n$6\r\nevents\r\n*" + std::to_string(entries) + "\r\n";
}

class AssignmentFeedTest : public testing::Test {
 protected:
  AssignmentFeedTest() : feed_(Connection::open(server_.address()), 41) {
    server_.accept();
    feed_.ask();
  }

  // What the feed makes of the bytes.
  std::vector<std::string> assigned_by(const std::string& bytes) {
    server_.say(bytes);
    pollfd wait{feed_.connection().descriptor(), POLLIN, 0};
    ::poll(&wait, 1, 5'000);
    feed_.connection().fill();
    std::vector<std::string> all;
    for (std::string_view conv = feed_.next(); !conv.empty(); conv = feed_.next()) {
      all.emplace_back(conv);
    }
    return all;
  }

  FakeServer server_;
  AssignmentFeed feed_;
};

TEST_F(AssignmentFeedTest, TellsWhoHasBeenAssignedAndAsksForWhatFollows) {
  EXPECT_NE(server_.heard().find("$6\r\nevents\r\n$4\r\n41-0\r\n"), std::string::npos);
  EXPECT_EQ(assigned_by(answer_of(3) + entry(42, "conversation.opened", "a") +
                        entry(43, "conversation.assigned", "b") +
                        entry(44, "conversation.assigned", "c")),
            (std::vector<std::string>{"b", "c"}));
  EXPECT_NE(server_.heard().find("$4\r\n44-0\r\n"), std::string::npos);
}

TEST_F(AssignmentFeedTest, TakesAnAnswerInPieces) {
  (void)server_.heard();
  const std::string whole = answer_of(2) + entry(42, "conversation.assigned", "a") +
                            entry(43, "conversation.assigned", "b");
  for (const std::size_t cut : {5U, 20U, 40U, 60U, 100U, 140U}) {
    std::vector<std::string> all = assigned_by(whole.substr(0, cut));
    for (std::string& conv : assigned_by(whole.substr(cut))) all.push_back(std::move(conv));
    EXPECT_EQ(all, (std::vector<std::string>{"a", "b"})) << cut;
    (void)server_.heard();
  }
}

TEST_F(AssignmentFeedTest, AsksAgainWhenNothingHasHappened) {
  (void)server_.heard();
  EXPECT_TRUE(assigned_by("*-1\r\n").empty());
  EXPECT_NE(server_.heard().find("$4\r\n41-0\r\n"), std::string::npos);
}

TEST_F(AssignmentFeedTest, FailsWhenTheDaemonRefuses) {
  EXPECT_TRUE(assigned_by("-STALE first=99-0\r\n").empty());
  EXPECT_EQ(feed_.connection().failure(), "reading events: STALE first=99-0");
}

TEST_F(AssignmentFeedTest, FailsOnWhatIsNoAnswer) {
  EXPECT_TRUE(assigned_by("+OK\r\n").empty());
  EXPECT_FALSE(feed_.connection().failure().empty());
}

}  // namespace
}  // namespace stellwerk::cli
