// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/model/command.h"
#include "core/resp/command_rights.h"
#include "core/resp/parameter.h"
#include "core/resp/role.h"

namespace stellwerk::resp {

// As COMMAND INFO names them.
enum class Flag : std::uint8_t {
  kWrite = 1,  // changes the routing; journaled
  kReadonly = 2,
  kFast = 4,  // constant or logarithmic time
  kBlocking = 8,
  kAdmin = 16,
  kLoading = 32,  // answered while the state is being recovered
  kStale = 64,    // answered while not up to date
  kNoAuth = 128,  // answered before a log-in
};

using Flags = std::uint8_t;
constexpr Flags operator|(Flag a, Flag b) {
  return static_cast<Flags>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr Flags operator|(Flags a, Flag b) {
  return static_cast<Flags>(a | static_cast<unsigned>(b));
}

// Commands of the connection itself, which never reach a shard.
enum class SessionCommand : std::uint8_t {
  kNone,
  kAuth,
  kClient,
  kCommand,
  kConfig,
  kEcho,
  kHello,
  kInfo,
  kPing,
  kQuit,
  kReset,
  kSelect,
};

// Everything that is known about a command: what is read, documented and refused comes from here.
struct CommandRow {
  using Read = bool (*)(Reading&, std::span<const Parameter>, std::span<const std::string_view>);

  std::string_view name;  // lower case
  std::string_view group;
  std::string_view summary;
  Flags flags = 0;
  int arity = 0;  // the name included; negative: at least so many
  SessionCommand session = SessionCommand::kNone;
  model::CommandKind kind = model::CommandKind::kTick;  // unless it is a session command
  std::span<const Parameter> parameters;
  Read read = nullptr;      // null: a session command
  std::string_view syntax;  // of a session command: what follows the name
  // From core/resp/command_rights.h.
  Roles roles = 0;
  bool operators = false;  // of the tenant `default` alone
  bool has_forms = false;  // some of its forms take more: right_of(name, first argument)
  // From core/resp/command_answers.h.
  std::string_view errors;
  std::string_view reply;
  std::string_view fields;

  [[nodiscard]] constexpr bool has(Flag flag) const {
    return (flags & static_cast<unsigned>(flag)) != 0;
  }
  [[nodiscard]] constexpr bool takes(std::size_t arguments) const {
    const auto count = static_cast<int>(arguments);
    return arity < 0 ? count >= -arity : count == arity;
  }
};

// All commands, ordered by group.
[[nodiscard]] std::span<const CommandRow> command_table();

// The command of that name in any case, or null.
[[nodiscard]] const CommandRow* find_command(std::string_view name);

// Who may call it with these arguments, its name included.
[[nodiscard]] CommandRight right_for(const CommandRow& row,
                                     std::span<const std::string_view> arguments);

// "CONV.ACCEPT conv offer [IF episode] [REQ id]"
[[nodiscard]] std::string syntax_of(const CommandRow& row);

}  // namespace stellwerk::resp
