// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/connection.h"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace stellwerk::cli {
namespace {

constexpr std::size_t kReadSize = 256U << 10U;
constexpr int kConnectMs = 5'000;

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

// 0, or what went wrong.
int connect_within(int descriptor, const addrinfo& to, int timeout_ms) {
  if (::connect(descriptor, to.ai_addr, to.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  pollfd wait{descriptor, POLLOUT, 0};
  int ready = 0;
  do {
    ready = ::poll(&wait, 1, timeout_ms);
  } while (ready < 0 && errno == EINTR);
  if (ready < 0) return errno;
  if (ready == 0) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// A socket that does not block, or -1.
int connect_first(const addrinfo* list, int& error) {
  for (; list != nullptr; list = list->ai_next) {
    const int descriptor = ::socket(
        list->ai_family, list->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, list->ai_protocol);
    error = descriptor < 0 ? errno : connect_within(descriptor, *list, kConnectMs);
    if (error == 0) return descriptor;
    if (descriptor >= 0) ::close(descriptor);
  }
  return -1;
}

// Linux has the one number for EAGAIN and EWOULDBLOCK.
bool would_block(int error) { return error == EAGAIN; }

}  // namespace

Connection::~Connection() {
  tls_.reset();
  if (descriptor_ >= 0) ::close(descriptor_);
}

Connection::Connection(Connection&& other) noexcept { *this = std::move(other); }

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(tls_, other.tls_);
  std::swap(out_, other.out_);
  std::swap(written_, other.written_);
  std::swap(in_, other.in_);
  std::swap(consumed_, other.consumed_);
  std::swap(filled_, other.filled_);
  std::swap(failure_, other.failure_);
  return *this;
}

Connection Connection::open(const Address& address, const std::optional<TlsTrust>& trust) {
  Connection connection;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int problem = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (problem != 0) {
    connection.fail("cannot find " + address.text() + ": " + ::gai_strerror(problem));
    return connection;
  }
  const AddressList list(found, &::freeaddrinfo);
  int error = 0;
  connection.descriptor_ = connect_first(list.get(), error);
  if (connection.descriptor_ < 0) {
    connection.fail("cannot connect to " + address.text() + ": " + std::strerror(error) +
                    "; is stellwerkd running there? (--connect HOST:PORT)");
    return connection;
  }
  const int on = 1;
  ::setsockopt(connection.descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (trust) connection.agree_on_tls(address, *trust);
  return connection;
}

void Connection::agree_on_tls(const Address& address, TlsTrust trust) {
  if (trust.name.empty()) trust.name = address.host;
  std::string error;
  tls_ = TlsChannel::open(descriptor_, trust, address.text(), error);
  if (tls_ == nullptr) fail(std::move(error));
}

bool Connection::take(std::string_view plain, std::size_t& count) {
  count = 0;
  if (tls_ != nullptr) {
    const auto outcome = tls_->write(plain, count);
    const bool done =
        outcome == TlsChannel::Outcome::kDone || outcome == TlsChannel::Outcome::kWouldBlock;
    return done || fail("connection lost: " + tls_->error());
  }
  ssize_t taken = 0;
  do {
    taken = ::send(descriptor_, plain.data(), plain.size(), MSG_NOSIGNAL);
  } while (taken < 0 && errno == EINTR);
  if (taken >= 0) count = static_cast<std::size_t>(taken);
  if (taken >= 0 || would_block(errno)) return true;
  return fail(std::string("connection lost: ") + std::strerror(errno));
}

bool Connection::bring(char* into, std::size_t size, std::size_t& count) {
  constexpr std::string_view kClosed = "the daemon closed the connection";
  count = 0;
  if (tls_ != nullptr) {
    const auto outcome = tls_->read(into, size, count);
    if (outcome == TlsChannel::Outcome::kFailed) return fail("connection lost: " + tls_->error());
    return outcome != TlsChannel::Outcome::kEnded || fail(std::string(kClosed));
  }
  ssize_t brought = 0;
  do {
    brought = ::recv(descriptor_, into, size, 0);
  } while (brought < 0 && errno == EINTR);
  if (brought == 0) return fail(std::string(kClosed));
  if (brought > 0) count = static_cast<std::size_t>(brought);
  if (brought > 0 || would_block(errno)) return true;
  return fail(std::string("connection lost: ") + std::strerror(errno));
}

bool Connection::fail(std::string text) {
  if (failure_.empty()) failure_ = std::move(text);
  return false;
}

bool Connection::flush() {
  if (!failure_.empty()) return false;
  while (written_ < out_.size()) {
    std::size_t count = 0;
    if (!take(std::string_view(out_).substr(written_), count)) return false;
    if (count == 0) return true;
    written_ += count;
  }
  out_.clear();
  written_ = 0;
  return true;
}

void Connection::make_room() {
  if (consumed_ == filled_) {
    consumed_ = 0;
    filled_ = 0;
  } else if (consumed_ > 0 && in_.size() - filled_ < kReadSize) {
    std::memmove(in_.data(), in_.data() + consumed_, filled_ - consumed_);
    filled_ -= consumed_;
    consumed_ = 0;
  }
  if (in_.size() - filled_ < kReadSize) in_.resize(filled_ + 2 * kReadSize);
}

bool Connection::fill() {
  if (!failure_.empty()) return false;
  while (true) {
    make_room();
    const std::size_t room = in_.size() - filled_;
    std::size_t count = 0;
    if (!bring(in_.data() + filled_, room, count)) return false;
    filled_ += count;
    // A short read has emptied the socket, asking again would only answer "would block"; a record
    // of TLS ends one, and more of them may have come.
    if (count == 0 || (count < room && tls_ == nullptr)) return true;
  }
}

std::optional<Value> Connection::next_reply() {
  if (consumed_ == filled_) return std::nullopt;
  auto result = ReplyReader::read(incoming());
  if (result.status == ReplyReader::Status::kNeedMore) return std::nullopt;
  if (result.status == ReplyReader::Status::kMalformed) {
    fail("the answer is not RESP: is this the port of stellwerkd's RESP listener?");
    return std::nullopt;
  }
  consume(result.consumed);
  return std::move(result.value);
}

std::optional<Value> Connection::call(const Request& request) {
  send(request);
  while (failure_.empty()) {
    flush();
    if (auto reply = next_reply()) return reply;
    if (!failure_.empty()) break;
    pollfd wait{descriptor_, static_cast<short>(wants_write() ? POLLIN | POLLOUT : POLLIN), 0};
    if (::poll(&wait, 1, -1) < 0 && errno != EINTR) fail(std::strerror(errno));
    fill();
  }
  return std::nullopt;
}

}  // namespace stellwerk::cli
