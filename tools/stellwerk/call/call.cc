// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/call/call.h"

#include <iostream>
#include <unistd.h>

#include "tools/stellwerk/call/command_stream.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"

namespace stellwerk::cli {
namespace {

constexpr int kRefused = 1;
constexpr int kNoReply = 2;

int no_reply(const std::string& why) {
  std::cerr << "stellwerk call: " << why << '\n';
  return kNoReply;
}

}  // namespace

int run_call(const CallOptions& options) {
  Connection connection = open_session(options.daemon);
  if (!connection.failure().empty()) return no_reply(connection.failure());
  if (options.command.empty()) {
    if (::isatty(STDIN_FILENO) == 1) std::cerr << "commands, one on each line; Ctrl-D ends\n";
    CommandStream stream(std::move(connection), options.json);
    if (const std::string failure = stream.run(); !failure.empty()) return no_reply(failure);
    return stream.refused() ? kRefused : 0;
  }
  Request request;
  for (const std::string& argument : options.command) request.add(argument);
  const auto reply = connection.call(request);
  if (!reply) return no_reply(connection.failure());
  if (reply->is_error()) {
    print(*reply, std::cerr);
    return kRefused;
  }
  if (options.json) {
    std::cout << to_json(*reply).dump(2) << '\n';
  } else {
    print(*reply, std::cout);
  }
  return 0;
}

}  // namespace stellwerk::cli
