// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/stellwerk/client/address.h"

namespace stellwerk::cli {

// The far end of one connection, worked by the test itself: says what it is told to, and knows
// nothing of routing.
class FakeServer {
 public:
  FakeServer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 4);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~FakeServer() {
    hang_up();
    ::close(listener_);
  }
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  [[nodiscard]] Address address() const { return {"127.0.0.1", std::to_string(port_)}; }
  // REQUIRES: somebody has connected.
  void accept() { peer_ = ::accept(listener_, nullptr, nullptr); }
  void say(std::string_view bytes) const { (void)!::write(peer_, bytes.data(), bytes.size()); }
  // What has been sent to it; waits for at least one byte.
  [[nodiscard]] std::string heard() const {
    std::string bytes(1U << 16U, '\0');
    const ssize_t count = ::read(peer_, bytes.data(), bytes.size());
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }
  // Nothing has been sent since the last heard().
  [[nodiscard]] bool hears_nothing() const {
    pollfd wait{peer_, POLLIN, 0};
    return ::poll(&wait, 1, 0) == 0;
  }
  void hang_up() {
    if (peer_ >= 0) ::close(peer_);
    peer_ = -1;
  }

 private:
  int listener_;
  int peer_ = -1;
  int port_ = 0;
};

}  // namespace stellwerk::cli
