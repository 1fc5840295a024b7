// SPDX-License-Identifier: Apache-2.0
#include "core/net/server.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/test_client.h"
#include "tests/net/test_server.h"

namespace stellwerk::net {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Looks again, without sleeping, until the condition holds; each look costs a round trip.
template <typename Condition>
bool comes_true(const Condition& condition) {
  for (int look = 0; look < 20'000; ++look) {
    if (condition()) return true;
  }
  return false;
}

std::string number(int value) { return std::to_string(value); }

std::string text_reply(std::string_view text) {
  return "$" + std::to_string(text.size()) + "\r\n" + std::string(text) + "\r\n";
}

TEST(Server, AnswersAPipelineInOrder) {
  TestServer server;
  TestClient client = server.connect();
  std::string sent;
  std::string expected;
  for (int i = 0; i < 3'000; ++i) {
    sent += command({"ECHO", number(i)});
    expected += text_reply(number(i));
    sent += command({"AGENT.SET", "a" + number(i % 50), "CAPACITY", "2"});
    expected += "+OK\r\n";
    if (i % 7 == 0) {
      sent += command({"AGENT.SET", "a b"});
      sent += command({"PING"});
      expected += "-BADARG ...\r\n+PONG\r\n";
    }
  }
  client.send(sent);
  client.finish();
  std::string got = client.rest();
  // The wording of the error is none of this test's business.
  for (std::size_t at = 0; (at = got.find("-BADARG ", at)) != std::string::npos; ++at) {
    got.replace(at, got.find("\r\n", at) - at, "-BADARG ...");
  }
  EXPECT_TRUE(got == expected)
      << "the first difference is at byte "
      << std::mismatch(got.begin(), got.end(), expected.begin(), expected.end()).first -
             got.begin();
  EXPECT_TRUE(client.ended());
}

TEST(Server, UnderstandsBytesHoweverTheyArrive) {
  TestServer server;
  TestClient client = server.connect();
  const std::string bytes = command({"ECHO", "one"}) + "PING two\r\n" + command({"SELECT", "0"});
  for (const char byte : bytes) client.send({&byte, 1});
  EXPECT_EQ(client.reply(), "$3\r\none\r\n");
  EXPECT_EQ(client.reply(), "$3\r\ntwo\r\n");
  EXPECT_EQ(client.reply(), "+OK\r\n");
}

TEST(Server, GrowsForLargeRequestsAndAnswers) {
  TestServer server;
  TestClient client = server.connect();
  const std::string large(1'000'000, 'x');
  client.send(command({"ECHO", large}) + command({"PING"}));
  EXPECT_EQ(client.reply(), text_reply(large));
  EXPECT_EQ(client.reply(), "+PONG\r\n");
}

class Malformed : public ::testing::TestWithParam<const char*> {};

TEST_P(Malformed, FrameClosesItsConnectionAndNoOther) {
  TestServer server;
  TestClient other = server.connect();
  TestClient client = server.connect();
  client.send(command({"ECHO", "before"}) + GetParam() + std::string(100'000, 'x'));
  const std::string got = client.rest();
  EXPECT_THAT(got, StartsWith("$6\r\nbefore\r\n-ERR Protocol error"));
  EXPECT_TRUE(client.ended()) << "reset instead of closed";
  EXPECT_EQ(other.call({"PING"}), "+PONG\r\n");
  EXPECT_EQ(server.metric("stellwerk_connections_cut_total{reason=\"protocol\"}"), "1");
}

INSTANTIATE_TEST_SUITE_P(Frames, Malformed,
                         ::testing::Values("*-2\r\n", "*1\r\n+PING\r\n", "*1\r\n$-5\r\n",
                                           "*1\r\n$99999999999999999999\r\n", "*2000000000\r\n",
                                           "*1\r\n$4\r\nPINGxx", "*x\r\n"));

TEST(Server, AnswersEverythingToAClientThatHasClosedItsSide) {
  TestServer server;
  TestClient client = server.connect();
  std::string sent;
  for (int i = 0; i < 2'000; ++i) sent += command({"SHARD.DIGEST"});
  client.send(sent);
  client.finish();
  const std::string got = client.rest();
  EXPECT_EQ(std::count(got.begin(), got.end(), '$'), 2'000);
  EXPECT_TRUE(client.ended());
}

TEST(Server, CommandsBehindABlockingReadWait) {
  TestServer server;
  TestClient reader = server.connect();
  TestClient writer = server.connect();
  reader.send(command({"XREAD", "BLOCK", "0", "STREAMS", "events", "$"}) +
              command({"ECHO", "after"}) + command({"SHARD.DIGEST"}));
  ASSERT_TRUE(
      comes_true([&] { return server.metric("stellwerk_reads_parked{shard=\"0\"}") == "1"; }));
  EXPECT_EQ(writer.call({"AGENT.SET", "anna"}), "+OK\r\n");
  EXPECT_THAT(writer.call({"AGENT.STATE", "anna", "ONLINE"}), StartsWith(":"));
  EXPECT_THAT(reader.reply(), HasSubstr("agent.state"));
  EXPECT_EQ(reader.reply(), "$5\r\nafter\r\n");
  EXPECT_THAT(reader.reply(), StartsWith("$16\r\n"));
}

TEST(Server, ABlockingReadEndsWithItsTime) {
  TestServer server;
  TestClient client = server.connect();
  client.send(command({"XREAD", "BLOCK", "20", "STREAMS", "events", "$"}) + command({"PING"}));
  EXPECT_EQ(client.reply(), "*-1\r\n");
  EXPECT_EQ(client.reply(), "+PONG\r\n");
}

TEST(Server, AConnectionThatGoesCallsItsBlockingReadOff) {
  TestServer server;
  TestClient other = server.connect();
  const auto parked = [&] { return server.metric("stellwerk_reads_parked{shard=\"0\"}"); };
  for (const bool reset : {false, true}) {
    TestClient reader = server.connect();
    reader.send(command({"XREAD", "BLOCK", "0", "STREAMS", "events", "$"}));
    ASSERT_TRUE(comes_true([&] { return parked() == "1"; }));
    if (reset) {
      reader.reset();
    } else {
      reader.finish();
      EXPECT_EQ(reader.rest(), "");
      EXPECT_TRUE(reader.ended());
    }
    EXPECT_TRUE(comes_true([&] { return parked() == "0"; }));
  }
  EXPECT_EQ(other.call({"PING"}), "+PONG\r\n");
}

TEST(Server, CutsOffAClientThatDoesNotRead) {
  TestServer server([](ServerOptions& options) { options.output_max = 64U << 10U; });
  TestClient other = server.connect();
  TestClient slow(server.port(), 4'096);
  const std::string request = command({"ECHO", std::string(16'000, 'x')});
  const std::string cut = "stellwerk_connections_cut_total{reason=\"slow_reader\"}";
  EXPECT_TRUE(comes_true([&] {
    slow.send_some(request);
    return server.metric(cut) == "1";
  }));
  slow.rest();
  EXPECT_EQ(other.call({"PING"}), "+PONG\r\n");
  EXPECT_TRUE(comes_true([&] { return server.metric("stellwerk_connections") == "1"; }));
}

// Asks for more than the sockets hold with what is read in one piece, and then nothing happens on
// the connection any more.
TEST(Server, CutsOffAClientThatNeitherReadsNorSends) {
  TestServer server([](ServerOptions& options) { options.output_max = 64U << 10U; });
  TestClient slow(server.port(), 4'096);
  std::string requests;
  while (requests.size() < 4'000) requests += "COMMAND DOCS\r\n";
  slow.send(requests);
  const std::string cut = "stellwerk_connections_cut_total{reason=\"slow_reader\"}";
  EXPECT_TRUE(comes_true([&] { return server.metric(cut) == "1"; }));
}

TEST(Server, RefusesConnectionsBeyondTheLimit) {
  TestServer server([](ServerOptions& options) { options.connections_max = 3; });
  std::vector<TestClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.connect());
    EXPECT_EQ(clients.back().call({"PING"}), "+PONG\r\n");
  }
  TestClient refused = server.connect();
  EXPECT_THAT(refused.rest(), StartsWith("-ERR max number of clients reached"));
  clients.pop_back();
  EXPECT_TRUE(comes_true([&] { return server.connect().call({"PING"}) == "+PONG\r\n"; }));
}

TEST(Server, ServesManyConnections) {
  TestServer server;
  std::vector<TestClient> clients;
  for (int i = 0; i < 400; ++i) clients.push_back(server.connect());
  for (TestClient& client : clients) client.send(command({"AGENT.SET", "anna"}));
  for (TestClient& client : clients) EXPECT_EQ(client.reply(), "+OK\r\n");
  EXPECT_EQ(server.metric("stellwerk_connections"), "400");
  clients.erase(clients.begin() + 1, clients.end());
  EXPECT_TRUE(comes_true([&] { return server.metric("stellwerk_connections") == "1"; }));
  EXPECT_EQ(clients.front().call({"PING"}), "+PONG\r\n");
}

TEST(Server, AnswersFullWhenTheInboxIsAtItsBound) {
  TestServer server([](ServerOptions& options) { options.runtime.inbox_commands_max = 64; });
  TestClient client = server.connect();
  std::string sent;
  constexpr int kCommands = 20'000;
  for (int i = 0; i < kCommands; ++i) sent += command({"AGENT.SET", "anna"}) + "PING\r\n";
  client.send(sent);
  int full = 0;
  int done = 0;
  for (int i = 0; i < kCommands; ++i) {
    const std::string reply = client.reply();
    if (reply == "+OK\r\n") {
      ++done;
    } else {
      EXPECT_THAT(reply, AllOf(StartsWith("-FULL "), HasSubstr("retry-after-ms=")));
      ++full;
    }
    ASSERT_EQ(client.reply(), "+PONG\r\n");
  }
  EXPECT_GT(full, 0);
  EXPECT_GT(done, 0);
  EXPECT_EQ(server.metric("stellwerk_full_replies_total"), number(full));
  EXPECT_TRUE(comes_true([&] { return client.call({"AGENT.SET", "anna"}) == "+OK\r\n"; }));
}

TEST(Server, StopsReadingAnswersWhatItReadAndCloses) {
  TestServer server;
  TestClient client = server.connect();
  TestClient blocked = server.connect();
  blocked.send(command({"XREAD", "BLOCK", "0", "STREAMS", "events", "$"}));
  ASSERT_TRUE(
      comes_true([&] { return server.metric("stellwerk_reads_parked{shard=\"0\"}") == "1"; }));
  std::string burst;
  for (int i = 0; i < 5'000; ++i)
    burst += command({"ECHO", number(i)}) + command({"AGENT.SET", "a"});
  std::size_t sent = client.send_some(burst);
  server.request_stop();
  while (sent < burst.size() && client.send(burst.substr(sent, 10'000))) sent += 10'000;
  const std::string got = client.rest();
  EXPECT_TRUE(client.ended()) << "reset instead of closed";
  std::string expected;
  for (int i = 0; i < 5'000; ++i) expected += text_reply(number(i)) + "+OK\r\n";
  EXPECT_TRUE(expected.starts_with(got)) << "answers are missing or out of order";
  EXPECT_TRUE(got.empty() || got.ends_with("\r\n"));
  EXPECT_EQ(blocked.rest(), "*-1\r\n");
  server.join();
}

TEST(Server, TellsHttpHowItIs) {
  TestServer server;
  EXPECT_EQ(server.get("/healthz"), "ok\n");
  EXPECT_EQ(server.get("/readyz"), "ready\n");
  EXPECT_THAT(server.get("/other"), HasSubstr("/metrics"));
  TestClient client = server.connect();
  EXPECT_EQ(client.call({"AGENT.SET", "anna", "CAPACITY", "3"}), "+OK\r\n");
  EXPECT_THAT(client.call({"AGENT.STATE", "anna", "ONLINE"}), StartsWith(":"));
  EXPECT_EQ(server.metric("stellwerk_capacity_units{tenant=\"default\"}"), "3");
  EXPECT_EQ(server.metric("stellwerk_agents{tenant=\"default\",state=\"online\",kind=\"human\"}"),
            "1");
  EXPECT_EQ(server.metric("stellwerk_shard_up{shard=\"0\"}"), "1");
  EXPECT_EQ(server.metric("stellwerk_commands_total{target=\"shard\"}"), "2");
  EXPECT_EQ(
      server.metric("stellwerk_conversations{tenant=\"default\",queue=\"q\",state=\"waiting\"}"),
      "0");
}

}  // namespace
}  // namespace stellwerk::net
