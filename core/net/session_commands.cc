// SPDX-License-Identifier: Apache-2.0
#include "core/net/session_commands.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/text.h"
#include "core/net/reply_scratch.h"
#include "core/resp/command_docs.h"

namespace stellwerk::net {
namespace {

using base::equals_ignoring_case;
using resp::SessionCommand;

bool is(std::string_view argument, std::string_view word) {
  return equals_ignoring_case(argument, word);
}

std::string unknown_subcommand(std::string_view command, std::string_view name) {
  return "unknown subcommand '" + std::string(name.substr(0, 128)) + "'. " + std::string(command);
}

constexpr std::string_view kWrongPass =
    "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
constexpr std::string_view kNoPassword =
    "AUTH <password> called without any password configured for the default user. Are you sure "
    "your configuration is correct?";
constexpr std::string_view kClientName =
    "Client names cannot contain spaces, newlines or special characters.";
constexpr std::string_view kSyntax = "syntax error";
constexpr std::string_view kDefaultUser = "default";

}  // namespace

void SessionCommands::run(const resp::CommandRow& row, Arguments arguments) {
  switch (row.session) {
    case SessionCommand::kAuth:
      return auth(arguments);
    case SessionCommand::kClient:
      return client(arguments);
    case SessionCommand::kCommand: {
      ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
      resp::write_command_docs(arguments, reply.writer());
      return session_.output_.append(reply.bytes());
    }
    case SessionCommand::kConfig:
      return config(arguments);
    case SessionCommand::kEcho:
      return text(arguments[1]);
    case SessionCommand::kHello:
      return hello(arguments);
    case SessionCommand::kInfo:
      return info(arguments);
    case SessionCommand::kPing:
      return ping(arguments);
    case SessionCommand::kQuit:
      ok();
      return session_.end();
    case SessionCommand::kReset:
      session_.client_.protocol = 2;
      session_.client_.name.clear();
      session_.log_out();
      session_.begin_as_stranger();
      return simple("RESET");
    case SessionCommand::kSelect:
      return select(arguments[1]);
    case SessionCommand::kNone:
      break;
  }
}

void SessionCommands::ok() { simple("OK"); }

void SessionCommands::simple(std::string_view value) {
  ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
  reply.writer().simple(value);
  session_.output_.append(reply.bytes());
}

void SessionCommands::text(std::string_view value) {
  ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
  reply.writer().text(value);
  session_.output_.append(reply.bytes());
}

void SessionCommands::error(std::string_view value) { session_.refuse(model::Code::kErr, value); }

void SessionCommands::raw_error(std::string_view line) { session_.output_.append(line); }

void SessionCommands::ping(Arguments arguments) {
  if (arguments.size() > 2) return error("wrong number of arguments for 'ping' command");
  if (arguments.size() == 1) return simple("PONG");
  text(arguments[1]);
}

void SessionCommands::select(std::string_view index) {
  const std::optional<std::int64_t> number = base::parse_integer(index);
  if (!number) return error("value is not an integer or out of range");
  if (*number != 0) return error("DB index is out of range: there is only 0");
  ok();
}

// Without users there is one, `default`, who needs no password: as Redis answers then.
void SessionCommands::auth(Arguments arguments) {
  if (arguments.size() > 3) return error(kSyntax);
  if (session_.guarded_) {
    const bool named = arguments.size() == 3;
    return session_.log_in(named ? arguments[1] : kDefaultUser, arguments.back(), nullptr);
  }
  if (arguments.size() == 2) return error(kNoPassword);
  if (arguments[1] != kDefaultUser) return raw_error(kWrongPass);
  ok();
}

void SessionCommands::welcome(const Session::Greeting* greeting) {
  if (greeting == nullptr) return ok();
  if (greeting->name) session_.client_.name = *greeting->name;
  describe_server(greeting->protocol);
}

bool SessionCommands::set_name(std::string_view name) {
  if (!is_client_text(name)) {
    error(kClientName);
    return false;
  }
  session_.client_.name = name;
  return true;
}

void SessionCommands::hello(Arguments arguments) {
  std::uint8_t protocol = session_.client_.protocol;
  std::size_t next = 1;
  if (arguments.size() > 1) {
    const std::optional<std::int64_t> version = base::parse_integer(arguments[next++]);
    if (!version) return error("Protocol version is not an integer or out of range");
    if (*version != 2 && *version != 3) {
      return raw_error("-NOPROTO unsupported protocol version\r\n");
    }
    protocol = static_cast<std::uint8_t>(*version);
  }
  std::optional<std::string_view> name;
  std::optional<std::string_view> user;
  std::string_view password;
  while (next < arguments.size()) {
    const std::size_t left = arguments.size() - next - 1;
    if (is(arguments[next], "AUTH") && left >= 2) {
      user = arguments[next + 1];
      password = arguments[next + 2];
      next += 3;
    } else if (is(arguments[next], "SETNAME") && left >= 1) {
      name = arguments[next + 1];
      next += 2;
    } else {
      return error("Syntax error in HELLO option '" + std::string(arguments[next].substr(0, 64)) +
                   "'");
    }
  }
  if (user && !session_.guarded_ && *user != kDefaultUser) return raw_error(kWrongPass);
  if (user && session_.guarded_) {
    if (name && !is_client_text(*name)) return error(kClientName);
    auto greeting = std::make_unique<Session::Greeting>();
    greeting->protocol = protocol;
    greeting->name = name;
    return session_.log_in(*user, password, std::move(greeting));
  }
  if (name && !set_name(*name)) return;
  describe_server(protocol);
}

void SessionCommands::describe_server(std::uint8_t protocol) {
  session_.client_.protocol = protocol;
  ReplyScratch reply(session_.place_.scratch, protocol);
  model::ReplyWriter& writer = reply.writer();
  writer.map(7);
  writer.text("server");
  writer.text("stellwerk");
  writer.text("version");
  writer.text(session_.place_.facts.version);
  writer.text("proto");
  writer.integer(protocol);
  writer.text("id");
  writer.integer(static_cast<std::int64_t>(session_.client_.id));
  writer.text("mode");
  writer.text("standalone");
  writer.text("role");
  writer.text("master");
  writer.text("modules");
  writer.array(0);
  session_.output_.append(reply.bytes());
}

void SessionCommands::config(Arguments arguments) {
  if (!is(arguments[1], "GET")) {
    return error(
        unknown_subcommand("CONFIG has GET; options are given at the start.", arguments[1]));
  }
  ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
  reply.writer().map(0);
  session_.output_.append(reply.bytes());
}

void SessionCommands::info(Arguments arguments) {
  session_.info_section_.clear();
  for (const std::string_view section : arguments.subspan(1)) {
    session_.info_section_.append(section).push_back(' ');
  }
  session_.place_.host.ask_figures(session_.key_, session_.tenant());
  session_.park(Session::Park::kFigures);
}

void SessionCommands::client(Arguments arguments) {
  const std::string_view what = arguments[1];
  const std::size_t count = arguments.size();
  if (is(what, "ID") && count == 2) {
    ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
    reply.writer().integer(static_cast<std::int64_t>(session_.client_.id));
    return session_.output_.append(reply.bytes());
  }
  if (is(what, "GETNAME") && count == 2) {
    ReplyScratch reply(session_.place_.scratch, session_.client_.protocol);
    if (session_.client_.name.empty()) {
      reply.writer().null();
    } else {
      reply.writer().text(session_.client_.name);
    }
    return session_.output_.append(reply.bytes());
  }
  if (is(what, "SETNAME") && count == 3) {
    if (set_name(arguments[2])) ok();
    return;
  }
  if (is(what, "INFO") && count == 2) {
    return text(session_.line());
  }
  if (is(what, "SETINFO") && count == 4) return client_set_info(arguments);
  if (is(what, "LIST")) return client_list(arguments);
  if (is(what, "KILL") && count >= 3) return client_kill(arguments);
  if ((is(what, "NO-EVICT") || is(what, "NO-TOUCH")) && count == 3) return ok();
  constexpr std::array kKnown = {"ID",   "GETNAME", "SETNAME",  "INFO",    "SETINFO",
                                 "LIST", "KILL",    "NO-EVICT", "NO-TOUCH"};
  const bool known = std::any_of(kKnown.begin(), kKnown.end(),
                                 [what](std::string_view name) { return is(what, name); });
  if (known) {
    return error("wrong number of arguments for 'client|" + std::string(what) + "' command");
  }
  error(unknown_subcommand(
      "CLIENT has ID, INFO, LIST, KILL, GETNAME, SETNAME, SETINFO, NO-EVICT and NO-TOUCH.", what));
}

void SessionCommands::client_set_info(Arguments arguments) {
  const bool name = is(arguments[2], "LIB-NAME");
  if (!name && !is(arguments[2], "LIB-VER")) {
    return error("Unrecognized option '" + std::string(arguments[2].substr(0, 64)) + "'");
  }
  if (!is_client_text(arguments[3])) {
    return error(std::string(arguments[2]) +
                 " cannot contain spaces, newlines or special characters.");
  }
  (name ? session_.client_.library : session_.client_.library_version) = arguments[3];
  ok();
}

void SessionCommands::client_list(Arguments arguments) {
  auto roster = std::make_unique<Roster>();
  for (std::size_t i = 2; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) return error(kSyntax);
    const std::string_view value = arguments[i + 1];
    if (is(arguments[i], "TYPE")) {
      roster->filter.none = roster->filter.none || !is(value, "normal");
    } else if (is(arguments[i], "ID")) {
      const std::optional<std::int64_t> id = base::parse_integer(value);
      if (!id || *id <= 0) return error("Invalid client ID");
      roster->filter.id = static_cast<std::uint64_t>(*id);
    } else {
      return error(kSyntax);
    }
  }
  send_roster(std::move(roster));
}

void SessionCommands::client_kill(Arguments arguments) {
  auto roster = std::make_unique<Roster>();
  roster->kill = true;
  ClientFilter& filter = roster->filter;
  if (arguments.size() == 3) {
    filter.address = arguments[2];
    return send_roster(std::move(roster));
  }
  roster->count_answer = true;
  filter.skip_id = session_.client_.id;
  for (std::size_t i = 2; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) return error(kSyntax);
    const std::string_view option = arguments[i];
    const std::string_view value = arguments[i + 1];
    if (is(option, "ID")) {
      const std::optional<std::int64_t> id = base::parse_integer(value);
      if (!id || *id <= 0) return error("client-id should be greater than 0");
      filter.id = static_cast<std::uint64_t>(*id);
    } else if (is(option, "ADDR")) {
      filter.address = value;
    } else if (is(option, "LADDR")) {
      filter.local_address = value;
    } else if (is(option, "TYPE")) {
      filter.none = filter.none || !is(value, "normal");
    } else if (is(option, "USER")) {
      filter.user = value;
    } else if (is(option, "SKIPME") && (is(value, "yes") || is(value, "no"))) {
      filter.skip_id = is(value, "yes") ? session_.client_.id : 0;
    } else {
      return error(kSyntax);
    }
  }
  send_roster(std::move(roster));
}

void SessionCommands::send_roster(std::unique_ptr<Roster> roster) {
  roster->session = session_.key_;
  if (!session_.is_operator()) roster->filter.tenant = session_.tenant();
  session_.place_.host.pass_on(std::move(roster));
  session_.park(Session::Park::kRoster);
}

}  // namespace stellwerk::net
