// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/net/session.h"
#include "core/resp/command_table.h"

namespace stellwerk::net {

// The commands that a connection answers itself, as Redis' clients send them on connecting.
class SessionCommands {
 public:
  using Arguments = std::span<const std::string_view>;

  explicit SessionCommands(Session& session) : session_(session) {}

  // REQUIRES: the row takes that many arguments.
  void run(const resp::CommandRow& row, Arguments arguments);

  // Answers a log-in that was granted, by AUTH (null) or by HELLO.
  void welcome(const Session::Greeting* greeting);

 private:
  void auth(Arguments arguments);
  void client(Arguments arguments);
  void client_list(Arguments arguments);
  void client_kill(Arguments arguments);
  void client_set_info(Arguments arguments);
  void config(Arguments arguments);
  void hello(Arguments arguments);
  void info(Arguments arguments);
  void ping(Arguments arguments);
  void select(std::string_view index);

  bool set_name(std::string_view name);
  void describe_server(std::uint8_t protocol);
  void send_roster(std::unique_ptr<Roster> roster);

  void ok();
  void error(std::string_view text);
  void simple(std::string_view text);
  void text(std::string_view text);
  // An error whose code is none of ours: the whole line.
  void raw_error(std::string_view line);

  Session& session_;
};

}  // namespace stellwerk::net
