// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace stellwerk::net {

// Of a connected TCP socket: IPv4 or IPv6.
[[nodiscard]] boost::asio::ip::tcp socket_protocol(int fd);

// "127.0.0.1:50000"; empty when the socket has gone.
[[nodiscard]] std::string peer_address(int fd);
[[nodiscard]] std::string local_address(int fd);

}  // namespace stellwerk::net
