// SPDX-License-Identifier: Apache-2.0
#include "tests/net/test_server.h"

#include <gtest/gtest.h>

namespace stellwerk::net {

TestServer::TestServer(const std::function<void(ServerOptions&)>& change) {
  ServerOptions options;
  options.io_threads = 2;
  if (change) change(options);
  std::string error;
  server_ = Server::open(options, error);
  EXPECT_NE(server_, nullptr) << error;
  model::Policy policy;
  policy.queues.emplace_back().name = "q";
  EXPECT_TRUE(server_->apply_policy("[[queue]]\nname = \"q\"\n", policy, error)) << error;
  server_->start();
  thread_ = std::thread([this] { server_->run(); });
}

TestServer::~TestServer() {
  if (!thread_.joinable()) return;
  server_->request_stop();
  thread_.join();
}

std::string TestServer::get(std::string_view path) const {
  TestClient client(server_->http().port);
  client.send("GET " + std::string(path) + " HTTP/1.0\r\n\r\n");
  const std::string answer = client.rest();
  const std::size_t head_end = answer.find("\r\n\r\n");
  return head_end == std::string::npos ? answer : answer.substr(head_end + 4);
}

std::string TestServer::metric(std::string_view series) const {
  const std::string text = "\n" + get("/metrics");
  const std::size_t line = text.find("\n" + std::string(series) + " ");
  if (line == std::string::npos) return {};
  const std::size_t value = line + series.size() + 2;
  return text.substr(value, text.find('\n', value) - value);
}

}  // namespace stellwerk::net
