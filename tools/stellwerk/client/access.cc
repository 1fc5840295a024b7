// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/client/access.h"

#include <utility>

namespace stellwerk::cli {
namespace {

// Whoever does not even answer HELLO may be listening for something else.
void explain_silence(const Access& access, Connection& connection) {
  Connection failed;
  failed.fail(connection.failure() + " (before HELLO was answered" +
              (access.tls ? ")" : "; for the address of --tls-listen give --tls)"));
  connection = std::move(failed);
}

}  // namespace

void say_hello(const Access& access, std::string_view protocol, Connection& connection) {
  Request hello{"HELLO", protocol};
  if (!access.user.empty()) hello.add("AUTH").add(access.user).add(access.password);
  const auto reply = connection.call(hello);
  if (!reply) return explain_silence(access, connection);
  // Without a user an error does no harm: who only speaks RESP2 is understood as well.
  if (!reply->is_error() || access.user.empty()) return;
  connection.fail(access.address.text() + " does not let the user '" + access.user +
                  "' in: " + reply->text + " (--user NAME, and STELLWERK_PASSWORD)");
}

Connection open_session(const Access& access) {
  Connection connection = Connection::open(access.address, access.tls);
  if (connection.failure().empty()) say_hello(access, "3", connection);
  return connection;
}

Connection open_resp2_session(const Access& access) {
  Connection connection = Connection::open(access.address, access.tls);
  if (connection.failure().empty() && !access.user.empty()) say_hello(access, "2", connection);
  return connection;
}

}  // namespace stellwerk::cli
