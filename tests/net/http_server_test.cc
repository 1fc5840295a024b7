// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_server.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/test_client.h"

namespace stellwerk::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    std::string error;
    server_ = HttpServer::open(
        {"127.0.0.1", 0},
        [](std::string_view path) {
          if (path == "/hello") return HttpReply{.body = "hello\n"};
          return HttpReply{.status = 404, .body = "nothing here\n"};
        },
        error);
    EXPECT_NE(server_, nullptr) << error;
    thread_ = std::thread([this] { server_->run(); });
  }
  ~HttpServerTest() override {
    server_->stop();
    thread_.join();
  }

  std::string ask(std::string_view request) {
    TestClient client(server_->endpoint().port);
    client.send(request);
    return client.rest();
  }

  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, AnswersByPath) {
  const std::string reply = ask("GET /hello?x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(reply, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(reply, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(reply, EndsWith("\r\n\r\nhello\n"));
  EXPECT_THAT(ask("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 404 Not Found\r\n"));
}

TEST_F(HttpServerTest, KeepsAConnectionForMoreRequests) {
  const std::string reply =
      ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
          "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(reply, HasSubstr("hello\nHTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServerTest, HeadHasNoBody) {
  const std::string reply = ask("HEAD /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(reply, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_THAT(reply, EndsWith("\r\n\r\n"));
}

TEST_F(HttpServerTest, RefusesOtherMethods) {
  const std::string reply = ask("DELETE /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(reply, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_THAT(reply, HasSubstr("Allow: GET, HEAD\r\n"));
}

TEST_F(HttpServerTest, ClosesOnWhatIsNoRequest) {
  EXPECT_EQ(ask("*1\r\n$4\r\nPING\r\n"), "");
  EXPECT_EQ(ask("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\n\r\n"), "");
  EXPECT_THAT(ask("GET /hello HTTP/1.0\r\n\r\n"), EndsWith("hello\n"));
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  std::string error;
  EXPECT_EQ(HttpServer::open(server_->endpoint(), {}, error), nullptr);
  EXPECT_THAT(error, HasSubstr("cannot listen on " + to_text(server_->endpoint()) + ": "));
}

}  // namespace
}  // namespace stellwerk::net
