// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/stellwerk/fake_server.h"

namespace stellwerk::cli {
namespace {

using testing::HasSubstr;

// The reply stands in the socket before the client asks for it: the kernel accepts for the server.
Connection session(FakeServer& server, const Access& access, std::string_view reply) {
  Connection early = Connection::open(server.address());
  server.accept();
  server.say(reply);
  say_hello(access, "3", early);
  return early;
}

TEST(Access, LogsInWithTheGreeting) {
  FakeServer server;
  const Connection connection = session(server, {server.address(), "ops", "s3"}, "%0\r\n");
  EXPECT_EQ(connection.failure(), "");
  EXPECT_EQ(server.heard(),
            "*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$3\r\nops\r\n$2\r\ns3\r\n");
}

TEST(Access, SaysWhoIsRefused) {
  FakeServer server;
  const Connection connection =
      session(server, {server.address(), "ops", "s3"}, "-WRONGPASS no such user\r\n");
  EXPECT_THAT(connection.failure(), HasSubstr("the user 'ops'"));
  EXPECT_THAT(connection.failure(), HasSubstr("WRONGPASS no such user"));
  EXPECT_THAT(connection.failure(), testing::Not(HasSubstr("s3")));
}

TEST(Access, WithoutAUserUnderstandsThoseWhoKnowNoGreeting) {
  FakeServer server;
  const Connection connection =
      session(server, {server.address(), {}, {}}, "-ERR unknown command\r\n");
  EXPECT_EQ(connection.failure(), "");
  EXPECT_EQ(server.heard(), "*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n");
}

}  // namespace
}  // namespace stellwerk::cli
