// SPDX-License-Identifier: Apache-2.0
#include "core/net/endpoint.h"

#include <boost/asio/ip/address.hpp>

#include "core/base/text.h"

namespace stellwerk::net {
namespace {

namespace ip = boost::asio::ip;

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const std::optional<std::int64_t> port = base::parse_integer(text);
  if (!port || *port < 0 || *port > 65'535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (base::equals_ignoring_case(host, "localhost")) host = "127.0.0.1";
  boost::system::error_code error;
  const ip::address address = ip::make_address(std::string(host), error);
  if (error || address.is_v6() != bracketed) return std::nullopt;
  return Endpoint{address.to_string(), *port};
}

std::string to_text(const Endpoint& endpoint) {
  const std::string port = std::to_string(endpoint.port);
  if (endpoint.address.find(':') != std::string::npos) return '[' + endpoint.address + "]:" + port;
  return endpoint.address + ':' + port;
}

bool is_loopback(const Endpoint& endpoint) {
  boost::system::error_code error;
  const ip::address address = ip::make_address(endpoint.address, error);
  return !error && address.is_loopback();
}

}  // namespace stellwerk::net
