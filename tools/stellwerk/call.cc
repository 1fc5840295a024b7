// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/call.h"

#include <iostream>

#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/replay/session.h"

namespace stellwerk::cli {

int run_call(const Address& daemon, const std::vector<std::string>& command) {
  Connection connection = open_session(daemon);
  Request request;
  for (const std::string& argument : command) request.add(argument);
  const auto reply = connection.failure().empty() ? connection.call(request) : std::nullopt;
  if (!reply) {
    std::cerr << "stellwerk call: " << connection.failure() << '\n';
    return 2;
  }
  print(*reply, reply->is_error() ? std::cerr : std::cout);
  return reply->is_error() ? 1 : 0;
}

}  // namespace stellwerk::cli
