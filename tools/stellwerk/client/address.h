// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::cli {

inline constexpr std::string_view kDefaultAddress = "127.0.0.1:7411";

struct Address {
  std::string host;
  std::string port;

  [[nodiscard]] std::string text() const;
};

// Reads HOST:PORT, [IPV6]:PORT, or a bare PORT of this machine. Empty when it is none of these.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

}  // namespace stellwerk::cli
