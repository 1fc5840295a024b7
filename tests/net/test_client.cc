// SPDX-License-Identifier: Apache-2.0
#include "tests/net/test_client.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace stellwerk::net {

TestClient::TestClient(std::uint16_t port, int receive_buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{20, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (receive_buffer > 0) {
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr generic{};
  static_assert(sizeof generic == sizeof address);
  __builtin_memcpy(&generic, &address, sizeof generic);
  if (::connect(fd_, &generic, sizeof generic) != 0) ::close(std::exchange(fd_, -1));
}

TestClient::~TestClient() {
  if (fd_ >= 0) ::close(fd_);
}

TestClient::TestClient(TestClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)), ended_(other.ended_) {}

TestClient& TestClient::operator=(TestClient&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(in_, other.in_);
  std::swap(ended_, other.ended_);
  return *this;
}

bool TestClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t TestClient::send_some(std::string_view bytes) {
  const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

void TestClient::finish() { ::shutdown(fd_, SHUT_WR); }

void TestClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(fd_, -1));
}

bool TestClient::receive() {
  std::array<char, 65'536> buffer{};
  const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
  ended_ = got == 0;
  if (got <= 0) return false;
  in_.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

// The end of the value that begins at `start`, or npos when it is not all there.
std::size_t TestClient::value_end(std::size_t start) {
  const std::size_t line = in_.find("\r\n", start);
  if (line == std::string::npos) return line;
  const char type = in_[start];
  std::int64_t count = 0;
  std::from_chars(in_.data() + start + 1, in_.data() + line, count);
  std::size_t end = line + 2;
  if (type == '$' && count >= 0) end += static_cast<std::size_t>(count) + 2;
  if (type == '*' || type == '%') {
    for (std::int64_t left = type == '%' ? 2 * count : count; left > 0; --left) {
      end = end < in_.size() ? value_end(end) : std::string::npos;
      if (end == std::string::npos) return end;
    }
  }
  return end <= in_.size() ? end : std::string::npos;
}

std::string TestClient::reply() {
  std::size_t end = value_end(0);
  while (end == std::string::npos) {
    if (!receive()) return std::exchange(in_, {});
    end = value_end(0);
  }
  std::string value = in_.substr(0, end);
  in_.erase(0, end);
  return value;
}

std::string TestClient::call(std::initializer_list<std::string_view> arguments) {
  send(command(arguments));
  return reply();
}

std::string TestClient::rest() {
  while (receive()) {
  }
  return std::exchange(in_, {});
}

std::string command(std::initializer_list<std::string_view> arguments) {
  std::string bytes = "*" + std::to_string(arguments.size()) + "\r\n";
  for (const std::string_view argument : arguments) {
    bytes += "$" + std::to_string(argument.size()) + "\r\n";
    bytes.append(argument).append("\r\n");
  }
  return bytes;
}

}  // namespace stellwerk::net
