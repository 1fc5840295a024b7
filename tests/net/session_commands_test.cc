// SPDX-License-Identifier: Apache-2.0
// What Redis' clients send on connecting, against the whole daemon.
#include <initializer_list>
#include <string>

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

class SessionCommandsTest : public ::testing::Test {
 protected:
  std::string call(std::initializer_list<std::string_view> arguments) {
    return client_.call(arguments);
  }

  TestServer server_;
  TestClient client_ = server_.connect();
};

TEST_F(SessionCommandsTest, HelloTellsWhoAnswersInTheProtocolAskedFor) {
  EXPECT_THAT(call({"HELLO"}), AllOf(StartsWith("*14\r\n$6\r\nserver\r\n$9\r\nstellwerk\r\n"),
                                     HasSubstr("$5\r\nproto\r\n:2\r\n")));
  EXPECT_THAT(call({"HELLO", "3", "AUTH", "default", "any", "SETNAME", "desk"}),
              AllOf(StartsWith("%7\r\n"), HasSubstr("$5\r\nproto\r\n:3\r\n"),
                    HasSubstr("$4\r\nmode\r\n$10\r\nstandalone\r\n"),
                    HasSubstr("$7\r\nmodules\r\n*0\r\n")));
  EXPECT_EQ(call({"CLIENT", "GETNAME"}), "$4\r\ndesk\r\n");
  EXPECT_EQ(call({"CONFIG", "GET", "*"}), "%0\r\n");
  EXPECT_THAT(call({"HELLO", "2"}), StartsWith("*14\r\n"));
  EXPECT_EQ(call({"CONFIG", "GET", "*"}), "*0\r\n");
}

TEST_F(SessionCommandsTest, HelloChangesNothingWhenItIsWrong) {
  EXPECT_EQ(call({"HELLO", "4"}), "-NOPROTO unsupported protocol version\r\n");
  EXPECT_THAT(call({"HELLO", "x"}), StartsWith("-ERR Protocol version"));
  EXPECT_THAT(call({"HELLO", "3", "SETNAME"}), StartsWith("-ERR Syntax error in HELLO option"));
  EXPECT_THAT(call({"HELLO", "3", "AUTH", "me", "pass"}), StartsWith("-WRONGPASS"));
  EXPECT_THAT(call({"HELLO", "3", "SETNAME", "a b"}), StartsWith("-ERR Client names"));
  EXPECT_EQ(call({"CONFIG", "GET", "*"}), "*0\r\n") << "still RESP2";
}

TEST_F(SessionCommandsTest, EachConnectionHasItsOwnProtocol) {
  TestClient other = server_.connect();
  EXPECT_THAT(call({"HELLO", "3"}), StartsWith("%7"));
  EXPECT_EQ(call({"AGENT.GET", "nobody"}).substr(0, 13), "-UNKNOWNAGENT");
  EXPECT_EQ(call({"AGENT.SET", "anna"}), "+OK\r\n");
  EXPECT_THAT(call({"AGENT.GET", "anna"}), StartsWith("%"));
  EXPECT_THAT(other.call({"AGENT.GET", "anna"}), StartsWith("*"));
}

TEST_F(SessionCommandsTest, AuthAnswersAsRedisWithoutAPassword) {
  EXPECT_EQ(call({"AUTH", "secret"}),
            "-ERR AUTH <password> called without any password configured for the default user. "
            "Are you sure your configuration is correct?\r\n");
  EXPECT_EQ(call({"AUTH", "default", "secret"}), "+OK\r\n");
  EXPECT_THAT(call({"AUTH", "anna", "secret"}), StartsWith("-WRONGPASS "));
}

TEST_F(SessionCommandsTest, PingEchoSelectResetQuit) {
  EXPECT_EQ(call({"PING"}), "+PONG\r\n");
  EXPECT_EQ(call({"ping", "hello"}), "$5\r\nhello\r\n");
  EXPECT_THAT(call({"PING", "a", "b"}), StartsWith("-ERR wrong number of arguments"));
  EXPECT_EQ(call({"ECHO", ""}), "$0\r\n\r\n");
  EXPECT_EQ(call({"SELECT", "0"}), "+OK\r\n");
  EXPECT_THAT(call({"SELECT", "1"}), StartsWith("-ERR DB index is out of range"));
  EXPECT_THAT(call({"SELECT", "x"}), StartsWith("-ERR value is not an integer"));
  EXPECT_THAT(call({"HELLO", "3", "SETNAME", "desk"}), StartsWith("%"));
  EXPECT_EQ(call({"RESET"}), "+RESET\r\n");
  EXPECT_EQ(call({"CLIENT", "GETNAME"}), "$-1\r\n");
  client_.send(command({"QUIT"}) + command({"PING"}));
  EXPECT_EQ(client_.rest(), "+OK\r\n");
  EXPECT_TRUE(client_.ended());
}

TEST_F(SessionCommandsTest, ClientsAreListedWhereverTheyAre) {
  TestClient other = server_.connect();
  EXPECT_EQ(other.call({"CLIENT", "SETNAME", "gateway"}), "+OK\r\n");
  EXPECT_EQ(other.call({"CLIENT", "SETINFO", "LIB-NAME", "redis-py"}), "+OK\r\n");
  EXPECT_EQ(other.call({"CLIENT", "SETINFO", "lib-ver", "4.3.4"}), "+OK\r\n");
  EXPECT_EQ(other.call({"CLIENT", "NO-EVICT", "on"}), "+OK\r\n");
  const std::string list = call({"CLIENT", "LIST"});
  EXPECT_THAT(list, HasSubstr(" name=gateway "));
  EXPECT_THAT(list, HasSubstr(" lib-name=redis-py lib-ver=4.3.4\n"));
  EXPECT_EQ(std::count(list.begin(), list.end(), '\n'), 4) << list;
  EXPECT_EQ(call({"CLIENT", "LIST", "TYPE", "pubsub"}), "$0\r\n\r\n");
  EXPECT_THAT(call({"CLIENT", "LIST", "ID", "1"}), Not(HasSubstr("name=gateway")));
  EXPECT_THAT(call({"CLIENT", "INFO"}), AllOf(HasSubstr("id=1 "), HasSubstr("cmd=client")));
}

TEST_F(SessionCommandsTest, ClientsCanBeKilled) {
  TestClient other = server_.connect();
  const std::string id = other.call({"CLIENT", "ID"});
  ASSERT_THAT(id, StartsWith(":"));
  const std::string digits = id.substr(1, id.size() - 3);
  EXPECT_EQ(call({"CLIENT", "KILL", "ID", "99"}), ":0\r\n");
  EXPECT_EQ(call({"CLIENT", "KILL", "ID", digits}), ":1\r\n");
  EXPECT_EQ(other.rest(), "");
  EXPECT_THAT(call({"CLIENT", "KILL", "127.0.0.1:1"}), StartsWith("-ERR No such client"));
  EXPECT_EQ(call({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no"}), ":1\r\n");
  EXPECT_EQ(client_.rest(), "");
  EXPECT_TRUE(client_.ended());
  EXPECT_EQ(server_.metric("stellwerk_connections_cut_total{reason=\"killed\"}"), "2");
}

TEST_F(SessionCommandsTest, RefusesWhatClientDoesNotKnow) {
  EXPECT_THAT(call({"CLIENT", "NOPE"}), StartsWith("-ERR unknown subcommand 'NOPE'"));
  EXPECT_THAT(call({"CLIENT", "ID", "x"}), StartsWith("-ERR wrong number of arguments"));
  EXPECT_THAT(call({"CLIENT", "SETNAME", "a b"}), StartsWith("-ERR Client names"));
  EXPECT_THAT(call({"CLIENT", "SETINFO", "LIB-NAME", "a b"}), StartsWith("-ERR LIB-NAME"));
  EXPECT_THAT(call({"CLIENT", "SETINFO", "COLOUR", "x"}), StartsWith("-ERR Unrecognized option"));
  EXPECT_THAT(call({"CLIENT", "LIST", "ID"}), StartsWith("-ERR syntax error"));
  EXPECT_THAT(call({"CLIENT", "KILL", "ID", "x"}), StartsWith("-ERR client-id"));
  EXPECT_THAT(call({"CONFIG", "SET", "a", "b"}), StartsWith("-ERR unknown subcommand 'SET'"));
}

TEST_F(SessionCommandsTest, InfoInOrderWithWhatIsAroundIt) {
  client_.send(command({"AGENT.SET", "anna"}) + command({"INFO", "server"}) +
               command({"SHARD.DIGEST"}) + command({"PING"}));
  EXPECT_EQ(client_.reply(), "+OK\r\n");
  EXPECT_THAT(client_.reply(), HasSubstr("\r\nstellwerk_version:"));
  EXPECT_THAT(client_.reply(), StartsWith("$16\r\n"));
  EXPECT_EQ(client_.reply(), "+PONG\r\n");
  EXPECT_THAT(call({"INFO"}), AllOf(HasSubstr("connected_clients:1\r\n"), HasSubstr("# Routing")));
}

TEST_F(SessionCommandsTest, CommandIsDescribed) {
  EXPECT_THAT(call({"COMMAND", "COUNT"}), StartsWith(":"));
  EXPECT_THAT(call({"COMMAND", "INFO", "conv.open"}), HasSubstr("conv.open"));
  EXPECT_THAT(call({"COMMAND", "DOCS", "conv.open"}), HasSubstr("summary"));
  EXPECT_THAT(call({"NOPE", "x"}), StartsWith("-ERR unknown command 'NOPE'"));
}

}  // namespace
}  // namespace stellwerk::net
