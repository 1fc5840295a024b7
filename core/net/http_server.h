// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/net/endpoint.h"

namespace stellwerk::net {

struct HttpReply {
  unsigned status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string body;
};

// A small HTTP/1.1 server for scrapes and probes: GET and HEAD, no bodies, 64 connections at once,
// ten seconds for a request. Everything it answers comes from one function of the path.
// Thread safety: run() belongs to one thread, on which the function is called too; stop() may be
// called from any thread.
class HttpServer {
 public:
  using Handler = std::function<HttpReply(std::string_view path)>;

  // Binds and listens. Null when that fails; `error` then says why.
  [[nodiscard]] static std::unique_ptr<HttpServer> open(const Endpoint& endpoint, Handler handler,
                                                        std::string& error);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // With the port that the system picked.
  [[nodiscard]] const Endpoint& endpoint() const;

  // Serves until stop(). Open connections are closed on return.
  void run();
  void stop();

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace stellwerk::net
