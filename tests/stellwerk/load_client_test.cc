// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/load/load_client.h"

#include <poll.h>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"

namespace stellwerk::cli {
namespace {

const std::string kAssigned = "*4\r\n$5\r\nstate\r\n$6\r\nactive\r\n$5\r\nagent\r\n$1\r\na\r\n";
const std::string kWaits = "*4\r\n$5\r\nstate\r\n$7\r\nwaiting\r\n$5\r\nagent\r\n$-1\r\n";
const std::string kClosed = "*4\r\n$5\r\nstate\r\n$6\r\nclosed\r\n$5\r\nagent\r\n$-1\r\n";

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
  EXPECT_EQ(count(first, "CONV.GET"), 1U);
  EXPECT_EQ(count(first, "CONV.CLOSE"), 2U);
  answer(kWaits + kClosed + kClosed);
  client_.refill(true);
  EXPECT_EQ(count(server_.heard(), "CONV.GET"), 1U);
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
