// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>

#include "core/net/acceptor.h"
#include "core/net/figures_desk.h"
#include "core/net/http_server.h"
#include "core/net/io_thread.h"
#include "core/net/login_desk.h"
#include "core/net/mailbox.h"
#include "core/net/server.h"
#include "core/net/server_facts.h"
#include "core/net/tls.h"
#include "core/runtime/runtime.h"
#include "core/runtime/thread_runner.h"

namespace stellwerk::net {

// Serves HTTP until it is stopped.
class HttpDuty final : public runtime::Duty {
 public:
  explicit HttpDuty(HttpServer& server) : server_(server) {}
  std::size_t do_work() override {
    server_.run();
    return 1;
  }
  [[nodiscard]] bool has_work() override { return true; }
  [[nodiscard]] std::int64_t idle_ns_max() override { return 0; }
  [[nodiscard]] bool finish() override { return true; }

 private:
  HttpServer& server_;
};

// All that the daemon is made of, in the order in which it may go.
struct Server::State {
  State(const ServerOptions& given, std::unique_ptr<runtime::JournalThread> kept);

  void make_facts();
  void make_threads();
  HttpReply answer(std::string_view path);
  metrics::Readings read_metrics();
  metrics::NetReadings read_net() const;
  HttpReply readiness();
  std::string journal_trouble() const;
  std::string clock_note(const metrics::ShardReadings& readings) const;
  [[nodiscard]] std::string thread_name(std::size_t index) const;
  void stop();
  [[nodiscard]] bool open_tls(std::string& error);
  void read_certificate_on_hangup();

  const ServerOptions options;
  // Before the runtime, which fills its mailboxes until it has stopped.
  std::unique_ptr<FiguresDesk> desk;
  std::unique_ptr<runtime::JournalThread> journal;  // null: none
  runtime::Runtime runtime;
  std::vector<bool> has_policy;  // by tenant, at the start
  ServerFacts facts;
  AccessList access;
  boost::asio::io_context context{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  boost::asio::signal_set signals{context};
  boost::asio::signal_set hangups{context};
  Mailbox office;
  LoginDesk login_desk{access};
  std::deque<IoThread> io_threads;
  std::vector<IoThread*> io_thread_list;
  std::unique_ptr<Acceptor> acceptor;
  std::unique_ptr<HttpServer> http;
  std::unique_ptr<HttpDuty> http_duty;
  runtime::WakeSignal http_signal;
  std::deque<runtime::ThreadRunner> io_runners;
  std::unique_ptr<runtime::ThreadRunner> http_runner;
  runtime::WakeSignal login_signal;
  std::unique_ptr<runtime::ThreadRunner> login_runner;  // null: nobody logs in
  bool started = false;
};

}  // namespace stellwerk::net
