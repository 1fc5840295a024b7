// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_client.h"

#include <poll.h>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"

namespace stellwerk::cli {
namespace {

const std::string kAssigned = "*4\r\n$5\r\nstate\r\n$6\r\nactive\r\n$5\r\nagent\r\n$1\r\na\r\n";
const std::string kWaits = "*4\r\n$5\r\nstate\r\n$7\r\nwaiting\r\n$5\r\nagent\r\n$-1\r\n";
const std::string kClosed = "*4\r\n$5\r\nstate\r\n$6\r\nclosed\r\n$5\r\nagent\r\n$-1\r\n";

constexpr std::string_view kLook = "*4\r\n$9\r\nCONV.OPEN\r\n";

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1)) {
    ++found;
  }
  return found;
}

class LoadClientTest : public testing::Test {
 protected:
  LoadClientTest()
      : job_(5, 8, 1),
        common_(job_, 7, 1),
        client_(Connection::open(server_.address()), common_, 4, 3) {
    server_.accept();
  }

  void answer(const std::string& bytes) {
    server_.say(bytes);
    pollfd wait{client_.connection().descriptor(), POLLIN, 0};
    ::poll(&wait, 1, 5'000);
    EXPECT_TRUE(client_.receive());
  }

  FakeServer server_;
  sim::LoadJob job_;
  LoadCommon common_;
  LoadClient client_;
};

// Whoever waits for many to be filled must not wait for all to be full in one moment.
TEST_F(LoadClientTest, HasBeenFilledAlsoWhileItCloses) {
  EXPECT_FALSE(client_.was_full());
  client_.refill(false);
  answer(kAssigned + kAssigned + kAssigned);
  while (client_.is_full()) {
    client_.refill(true);
    answer(kClosed);
  }
  EXPECT_TRUE(client_.was_full());
}

TEST_F(LoadClientTest, OpensUntilFullThenClosesBeforeItOpens) {
  client_.refill(false);
  const std::string opened = server_.heard();
  EXPECT_EQ(count(opened, "CONV.OPEN"), 3U);
  EXPECT_EQ(count(opened, "$16\r\n00000007"), 3U);
  EXPECT_TRUE(client_.is_full());
  answer(kAssigned + kAssigned + kAssigned);
  EXPECT_EQ(common_.assigned, 3U);
  client_.refill(false);
  const std::string turned = server_.heard();
  EXPECT_EQ(count(turned, "CONV.CLOSE"), 2U);
  EXPECT_EQ(count(turned, "CONV.OPEN"), 2U);
  answer(kClosed + kAssigned + kClosed + kWaits);
  EXPECT_EQ(common_.cycles, 2U);
  EXPECT_EQ(common_.waited, 1U);
}

TEST_F(LoadClientTest, ClosesWhatWaitedOnlyOnceSomebodyHasIt) {
  client_.refill(false);
  (void)server_.heard();
  answer(kAssigned + kWaits + kAssigned);
  client_.refill(true);
  const std::string first = server_.heard();
  EXPECT_EQ(count(first, kLook), 0U);
  EXPECT_EQ(count(first, "CONV.CLOSE"), 2U);
  answer(kClosed + kClosed);
  client_.refill(true);
  EXPECT_EQ(count(server_.heard(), kLook), 1U);
  answer(kWaits);
  client_.refill(true);
  EXPECT_EQ(count(server_.heard(), kLook), 1U);
  answer(kAssigned);
  client_.refill(true);
  EXPECT_EQ(count(server_.heard(), "CONV.CLOSE"), 1U);
  EXPECT_FALSE(client_.is_drained());
  answer(kClosed);
  EXPECT_TRUE(client_.is_drained());
  EXPECT_EQ(common_.cycles, 3U);
  EXPECT_EQ(common_.assigned, 3U);
  EXPECT_EQ(common_.closed_waiting, 0U);
}

// At the earliest four commands after the answer, as many as may be under way.
TEST_F(LoadClientTest, LooksAgainAndAgainAfterWhatWaits) {
  client_.refill(false);
  (void)server_.heard();
  answer(kAssigned + kAssigned + kWaits);
  std::vector<std::size_t> looks_after;
  for (std::size_t turn = 0; turn < 10; ++turn) {
    client_.refill(false);
    const std::string sent = server_.heard();
    std::string answers;
    for (std::size_t at = sent.find('*'); at != std::string::npos; at = sent.find('*', at + 1)) {
      const std::string_view command = std::string_view(sent).substr(at);
      if (command.starts_with(kLook)) looks_after.push_back(turn);
      if (command.starts_with("*2")) {
        answers += kClosed;
      } else {
        answers += command.starts_with(kLook) ? kWaits : kAssigned;
      }
    }
    answer(answers);
  }
  EXPECT_EQ(looks_after, (std::vector<std::size_t>{1, 3, 5, 7, 9}));
}

// Commands go out in strokes: one for each answer would cost more on the way than at their goal.
TEST_F(LoadClientTest, WaitsUntilHalfTheDepthIsFree) {
  client_.refill(false);
  (void)server_.heard();
  answer(kAssigned + kAssigned + kAssigned);
  client_.refill(false);
  (void)server_.heard();
  answer(kClosed);
  client_.refill(false);
  EXPECT_TRUE(server_.hears_nothing());
  answer(kAssigned);
  client_.refill(false);
  EXPECT_FALSE(server_.hears_nothing());
}

TEST_F(LoadClientTest, CountsErrors) {
  client_.refill(false);
  (void)server_.heard();
  answer("-FULL retry-after-ms=5\r\n" + kAssigned);
  EXPECT_EQ(common_.errors, 1U);
  EXPECT_EQ(common_.first_error, "FULL retry-after-ms=5");
  EXPECT_FALSE(client_.is_full());
}

}  // namespace
}  // namespace stellwerk::cli
