// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/address.h"

#include "core/base/text.h"

namespace stellwerk::cli {
namespace {

bool is_port(std::string_view text) {
  const auto number = base::parse_integer(text);
  return number && *number > 0 && *number < 65'536;
}

}  // namespace

std::string Address::text() const {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + port;
}

std::optional<Address> parse_address(std::string_view text) {
  if (is_port(text)) return Address{"127.0.0.1", std::string(text)};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  if (host.empty() || !is_port(port)) return std::nullopt;
  return Address{std::string(host), std::string(port)};
}

}  // namespace stellwerk::cli
