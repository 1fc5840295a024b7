// SPDX-License-Identifier: Apache-2.0
#include "core/net/acceptor.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>

namespace stellwerk::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kAcceptsAtOnce = 64;
constexpr std::chrono::milliseconds kPause{100};
constexpr std::string_view kTooMany =
    "-ERR max number of clients reached: close some, or raise connections-max\r\n";

void answer_and_close(int fd, std::string_view text) {
  // Whether it arrives or not, the connection is closed.
  static_cast<void>(::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  ::close(fd);
}

void set_option(int fd, int level, int option, std::int64_t value) {
  const int number = static_cast<int>(std::clamp<std::int64_t>(value, 1, 1 << 30));
  ::setsockopt(fd, level, option, &number, sizeof number);
}

// A machine that loses its power or its network sends no end. One that is idle is asked after half
// the time and then three times more; of one that owes acknowledgements, or has kept its window
// shut, nothing is awaited any longer than the whole time.
void watch_peer(int fd, std::int64_t timeout_ms) {
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, timeout_ms / 2'000);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, timeout_ms / 6'000);
  set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, timeout_ms);
}

}  // namespace

Acceptor::Acceptor(asio::io_context& context, std::span<IoThread* const> threads,
                   std::uint32_t connections_max, std::int64_t peer_timeout_ms)
    : threads_(threads),
      connections_max_(connections_max),
      peer_timeout_ms_(peer_timeout_ms),
      context_(context),
      handed_(threads.size()) {}

bool Acceptor::open(const Endpoint& endpoint, std::unique_ptr<TlsContext> tls, std::string& error) {
  if (!open(endpoint, error)) return false;
  doors_.back().tls = true;
  tls_ = std::move(tls);
  return true;
}

bool Acceptor::open(const Endpoint& endpoint, std::string& error) {
  Door& door = doors_.emplace_back(context_);
  tcp::acceptor& acceptor = door.acceptor;
  error_code code;
  const asio::ip::address address = asio::ip::make_address(endpoint.address, code);
  const tcp::endpoint local{address, endpoint.port};
  if (!code) acceptor.open(local.protocol(), code);
  if (!code) acceptor.set_option(tcp::acceptor::reuse_address(true), code);
  if (!code) acceptor.bind(local, code);
  if (!code) acceptor.listen(tcp::acceptor::max_listen_connections, code);
  if (!code) acceptor.non_blocking(true, code);
  const tcp::endpoint bound = code ? tcp::endpoint{} : acceptor.local_endpoint(code);
  if (code) {
    error = "cannot listen on " + to_text(endpoint) + ": " + code.message();
    return false;
  }
  door.endpoint = {bound.address().to_string(), bound.port()};
  return true;
}

void Acceptor::start() {
  for (Door& door : doors_) wait(door);
}

void Acceptor::stop() {
  for (Door& door : doors_) {
    error_code ignored;
    door.acceptor.close(ignored);
    door.pause.cancel();
  }
}

void Acceptor::wait(Door& door) {
  door.acceptor.async_wait(tcp::acceptor::wait_read, [this, &door](const error_code& error) {
    if (!error) accept_waiting(door);
  });
}

void Acceptor::accept_waiting(Door& door) {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    const int fd =
        ::accept4(door.acceptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      hand_over(fd, door.tls);
    } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      return accept_later(door);
    } else if (errno != EINTR && errno != ECONNABORTED) {
      break;
    }
  }
  wait(door);
}

void Acceptor::accept_later(Door& door) {
  refused_descriptors_.add(1);
  door.pause.expires_after(kPause);
  door.pause.async_wait([this, &door](const error_code& error) {
    if (!error) accept_waiting(door);
  });
}

std::uint64_t Acceptor::open_at(std::size_t thread) const {
  // Read before handed_: a connection closed meanwhile must not make the difference negative.
  const std::uint64_t closed = threads_[thread]->counters().closed.value();
  return handed_[thread].value() - closed;
}

std::uint64_t Acceptor::connections() const {
  std::uint64_t open = 0;
  for (std::size_t i = 0; i < threads_.size(); ++i) open += open_at(i);
  return open;
}

void Acceptor::hand_over(int fd, bool tls) {
  // Without an answer to who would not understand it.
  std::unique_ptr<TlsStream> stream = tls ? tls_->accept() : nullptr;
  const std::string_view too_many = tls ? std::string_view() : kTooMany;
  if (connections() >= connections_max_ || (tls && stream == nullptr)) {
    refused_limit_.add(1);
    return answer_and_close(fd, too_many);
  }
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  watch_peer(fd, peer_timeout_ms_);
  std::size_t fewest = 0;
  for (std::size_t i = 1; i < threads_.size(); ++i) {
    if (open_at(i) < open_at(fewest)) fewest = i;
  }
  handed_[fewest].add(1);
  const Mail mail{
      .kind = Mail::Kind::kConnection, .fd = fd, .number = ++last_id_, .tls = stream.get()};
  if (threads_[fewest]->mailbox().send(mail)) {
    static_cast<void>(stream.release());
    accepted_.add(1);
  } else {
    // Thousands wait for that thread already.
    handed_[fewest].set(handed_[fewest].value() - 1);
    refused_limit_.add(1);
    answer_and_close(fd, too_many);
  }
}

}  // namespace stellwerk::net
