// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/net/endpoint.h"
#include "core/net/io_thread.h"
#include "core/net/tls.h"
#include "core/runtime/counter.h"

namespace stellwerk::net {

// Accepts clients and hands each to the I/O thread that has the fewest. Out of file descriptors it
// pauses: clients wait in the kernel's queue, those already connected notice nothing.
// Thread safety: belongs to the thread of its context; the counters may be read by anyone.
class Acceptor {
 public:
  Acceptor(boost::asio::io_context& context, std::span<IoThread* const> threads,
           std::uint32_t connections_max, std::int64_t peer_timeout_ms);

  // Binds and listens. False when that fails; `error` then says why.
  [[nodiscard]] bool open(const Endpoint& endpoint, std::string& error);
  // The same, for clients that speak TLS.
  [[nodiscard]] bool open(const Endpoint& endpoint, std::unique_ptr<TlsContext> tls,
                          std::string& error);
  // Who connects with TLS from now on gets this certificate.
  void renew(std::unique_ptr<TlsContext> tls) { tls_ = std::move(tls); }
  // In the order of their opening, with the ports that the system picked.
  [[nodiscard]] const Endpoint& endpoint(std::size_t door) const { return doors_[door].endpoint; }

  void start();
  // Clients that are not accepted yet are refused by the kernel.
  void stop();

  [[nodiscard]] std::uint64_t connections() const;
  [[nodiscard]] const runtime::Counter& accepted() const { return accepted_; }
  [[nodiscard]] const runtime::Counter& refused_limit() const { return refused_limit_; }
  [[nodiscard]] const runtime::Counter& refused_descriptors() const { return refused_descriptors_; }

 private:
  struct Door {
    explicit Door(boost::asio::io_context& context) : acceptor(context), pause(context) {}

    boost::asio::ip::tcp::acceptor acceptor;
    boost::asio::steady_timer pause;
    Endpoint endpoint;
    bool tls = false;
  };

  void wait(Door& door);
  void accept_waiting(Door& door);
  void accept_later(Door& door);
  void hand_over(int fd, bool tls);
  [[nodiscard]] std::uint64_t open_at(std::size_t thread) const;

  std::span<IoThread* const> threads_;
  const std::uint32_t connections_max_;
  const std::int64_t peer_timeout_ms_;
  boost::asio::io_context& context_;
  std::deque<Door> doors_;
  std::unique_ptr<TlsContext> tls_;
  std::vector<runtime::Counter> handed_;  // by thread
  std::uint64_t last_id_ = 0;
  runtime::Counter accepted_;
  runtime::Counter refused_limit_;
  runtime::Counter refused_descriptors_;
};

}  // namespace stellwerk::net
