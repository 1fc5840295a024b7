// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "core/net/server.h"
#include "tests/net/test_client.h"

namespace stellwerk::net {

// The whole daemon in this process, on free ports of the loopback interface, with one queue named
// "q". Stops in order when it goes.
class TestServer {
 public:
  explicit TestServer(const std::function<void(ServerOptions&)>& change = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->listen().port; }
  [[nodiscard]] TestClient connect() const { return TestClient(port()); }

  // The body of an HTTP answer.
  [[nodiscard]] std::string get(std::string_view path) const;
  // The value of one series on /metrics, as text; empty when there is none.
  [[nodiscard]] std::string metric(std::string_view series) const;

  void request_stop() { server_->request_stop(); }
  // Until the server has stopped.
  void join() { thread_.join(); }

 private:
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace stellwerk::net
