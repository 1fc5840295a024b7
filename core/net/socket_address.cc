// SPDX-License-Identifier: Apache-2.0
#include "core/net/socket_address.h"

#include <sys/socket.h>

#include "core/net/endpoint.h"

namespace stellwerk::net {
namespace {

using boost::asio::ip::tcp;
using AskKernel = int(int, sockaddr*, socklen_t*);

bool ask(AskKernel* name_of, int fd, tcp::endpoint& endpoint) {
  socklen_t size = static_cast<socklen_t>(endpoint.capacity());
  if (name_of(fd, endpoint.data(), &size) != 0) return false;
  endpoint.resize(size);
  return true;
}

std::string text_of(AskKernel* name_of, int fd) {
  tcp::endpoint endpoint;
  if (!ask(name_of, fd, endpoint)) return {};
  return to_text(Endpoint{endpoint.address().to_string(), endpoint.port()});
}

}  // namespace

tcp socket_protocol(int fd) {
  tcp::endpoint endpoint;
  return ask(::getsockname, fd, endpoint) ? endpoint.protocol() : tcp::v4();
}

std::string peer_address(int fd) { return text_of(::getpeername, fd); }
std::string local_address(int fd) { return text_of(::getsockname, fd); }

}  // namespace stellwerk::net
