// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/stellwerk/client/address.h"
#include "tools/stellwerk/client/connection.h"

namespace stellwerk::cli {

// Where the daemon is, and as whom it is talked to.
struct Access {
  Address address;
  std::string user;  // empty: nobody is logged in
  std::string password = {};
  std::optional<TlsTrust> tls = {};  // none: in plain
};

// Says HELLO, and logs in when there is a user; the connection fails when he is refused.
void say_hello(const Access& access, std::string_view protocol, Connection& connection);

// A connection that has said HELLO 3 and, with a user, has logged in. Its failure() is not empty
// when there is none, or when the user is refused.
[[nodiscard]] Connection open_session(const Access& access);

// The same, left in RESP2.
[[nodiscard]] Connection open_resp2_session(const Access& access);

}  // namespace stellwerk::cli
