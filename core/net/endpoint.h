// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::net {

// Where a server listens: a numeric address and a port. Port 0 lets the system pick a free one.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Reads "127.0.0.1:7411", "[::1]:7411" or "localhost:7411" (which is 127.0.0.1). Empty when the
// text is none of these: other names are not looked up.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view text);

// "127.0.0.1:7411", "[::1]:7411".
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

// Whether only programs of the same machine can reach it.
[[nodiscard]] bool is_loopback(const Endpoint& endpoint);

}  // namespace stellwerk::net
