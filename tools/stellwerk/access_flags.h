// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/stellwerk/client/access.h"

namespace stellwerk::cli {

// --connect, --user, --tls and what goes with it, for every subcommand that talks to the daemon.
class AccessFlags {
 public:
  void add_to(CLI::App* command);
  // What they say, with the password that the environment has. Throws CLI::ValidationError when
  // there is a user without a password.
  [[nodiscard]] Access access() const;

 private:
  std::string connect_{kDefaultAddress};
  std::string user_;
  bool tls_ = false;
  TlsTrust trust_;
};

// --http, for what /metrics says.
void add_http(CLI::App* command, std::string& text);
[[nodiscard]] std::optional<Address> address_of(const std::string& text);

}  // namespace stellwerk::cli
