// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/connection.h"

#include <poll.h>

#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"
#include "tools/stellwerk/replay/stream_feed.h"

namespace stellwerk::cli {
namespace {

void wait_readable(const Connection& connection) {
  pollfd wait{connection.descriptor(), POLLIN, 0};
  ::poll(&wait, 1, 5'000);
}

TEST(Connection, SendsRequestsTogetherAndTakesRepliesOneByOne) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  ASSERT_EQ(connection.failure(), "");
  server.accept();
  connection.send({"PING"});
  connection.send({"PING", "x"});
  EXPECT_TRUE(connection.flush());
  EXPECT_EQ(server.heard(), "*1\r\n$4\r\nPING\r\n*2\r\n$4\r\nPING\r\n$1\r\nx\r\n");
  server.say("+PONG\r\n$1\r\nx");
  wait_readable(connection);
  EXPECT_TRUE(connection.fill());
  EXPECT_EQ(connection.next_reply()->text, "PONG");
  EXPECT_FALSE(connection.next_reply());
  server.say("\r\n");
  wait_readable(connection);
  EXPECT_TRUE(connection.fill());
  EXPECT_EQ(connection.next_reply()->text, "x");
}

TEST(Connection, KeepsItsFailure) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  server.accept();
  server.hang_up();
  EXPECT_FALSE(connection.call({"PING"}));
  EXPECT_NE(connection.failure(), "");
  EXPECT_FALSE(connection.flush());
}

TEST(Connection, SaysWhatToDoWhereNobodyListens) {
  Address nobody;
  {
    const FakeServer server;
    nobody = server.address();
  }
  const Connection connection = Connection::open(nobody);
  EXPECT_NE(connection.failure().find("is stellwerkd running there?"), std::string::npos);
}

TEST(Connection, NoticesWhatIsNotRESP) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  server.accept();
  server.say("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_FALSE(connection.call({"PING"}));
  EXPECT_NE(connection.failure().find("not RESP"), std::string::npos);
}

TEST(StreamFeed, AsksAgainBehindWhatItHasRead) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  server.accept();
  StreamFeed feed(std::move(connection), {"events"}, 4);
  EXPECT_NE(server.heard().find("$3\r\n4-0\r\n"), std::string::npos);
  server.say("%1\r\n$6\r\nevents\r\n*1\r\n*2\r\n$3\r\n5-0\r\n*2\r\n$2\r\nat\r\n$3\r\n700\r\n");
  wait_readable(feed.connection());
  std::uint64_t seen = 0;
  EXPECT_TRUE(feed.receive([&seen](const Entry& entry) { seen = entry.seq; }));
  EXPECT_EQ(seen, 5U);
  EXPECT_FALSE(feed.is_dry());
  EXPECT_NE(server.heard().find("$3\r\n5-0\r\n"), std::string::npos);
  server.say("_\r\n");
  wait_readable(feed.connection());
  EXPECT_TRUE(feed.receive([](const Entry&) {}));
  EXPECT_TRUE(feed.is_dry());
}

TEST(StreamFeed, GoesByNumberAcrossStreams) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  server.accept();
  StreamFeed feed(std::move(connection), {"inbox:a", "inbox:b"}, 0);
  server.say(
      "%2\r\n$7\r\ninbox:a\r\n*2\r\n*2\r\n$3\r\n2-0\r\n*0\r\n*2\r\n$3\r\n5-0\r\n*0\r\n"
      "$7\r\ninbox:b\r\n*1\r\n*2\r\n$3\r\n4-0\r\n*0\r\n");
  wait_readable(feed.connection());
  std::string seen;
  EXPECT_TRUE(feed.receive([&seen](const Entry& entry) {
    seen += entry.stream.back();
    seen += std::to_string(entry.seq);
  }));
  EXPECT_EQ(seen, "a2b4a5");
}

TEST(StreamFeed, EndsWithAnError) {
  FakeServer server;
  Connection connection = Connection::open(server.address());
  server.accept();
  StreamFeed feed(std::move(connection), {"events"}, 0);
  server.say("-STALE first=100-0\r\n");
  wait_readable(feed.connection());
  EXPECT_FALSE(feed.receive([](const Entry&) {}));
  EXPECT_NE(feed.failure().find("STALE first=100-0"), std::string::npos);
}

}  // namespace
}  // namespace stellwerk::cli
