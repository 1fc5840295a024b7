// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "core/resp/role.h"

// Who may call what: the column of the command table about access.
namespace stellwerk::resp {

// Stands for any first argument.
inline constexpr std::string_view kAnyWord = "*";

// A command, or one of its forms: `word` is then its first argument, or `option` one that it is
// given with another value than 0.
struct CommandRight {
  std::string_view command;
  Roles roles = 0;
  // It concerns the whole daemon, so it takes an operator: who may, in the tenant `default`.
  bool operators = false;
  std::string_view word = {};
  std::string_view option = {};

  [[nodiscard]] constexpr bool is_form() const { return !word.empty() || !option.empty(); }
};

namespace rights {

inline constexpr Roles kAdmins = just(Role::kAdmin);
inline constexpr Roles kTeamLeads = Role::kSupervisor | Role::kAdmin;
inline constexpr Roles kAtDesks = kTeamLeads | Role::kDesk;
inline constexpr Roles kAtGateways = kTeamLeads | Role::kGateway;
inline constexpr Roles kWorking = kAtDesks | Role::kGateway;
inline constexpr Roles kWatching = kTeamLeads | Role::kObserver;
inline constexpr Roles kForecast = kWatching | Role::kGateway;

inline constexpr std::array kRights = {
    CommandRight{"auth", kAnybody},
    CommandRight{"client", kLoggedIn},
    CommandRight{"client", kAdmins, false, "list"},
    CommandRight{"client", kAdmins, false, "kill"},
    CommandRight{"command", kLoggedIn},
    CommandRight{"config", kLoggedIn},
    CommandRight{"echo", kLoggedIn},
    CommandRight{"hello", kAnybody},
    CommandRight{"info", kLoggedIn},
    CommandRight{"ping", kLoggedIn},
    CommandRight{"quit", kAnybody},
    CommandRight{"reset", kAnybody},
    CommandRight{"select", kLoggedIn},

    CommandRight{"agent.set", kTeamLeads},
    CommandRight{"agent.state", kAtDesks},
    CommandRight{"agent.beat", kAtDesks},
    CommandRight{"agent.get", kLoggedIn},
    CommandRight{"agent.list", kLoggedIn},
    CommandRight{"agent.del", kTeamLeads},

    CommandRight{"conv.open", kAtGateways},
    CommandRight{"conv.accept", kWorking},
    CommandRight{"conv.decline", kWorking},
    CommandRight{"conv.update", kAtGateways},
    CommandRight{"conv.escalate", kWorking},
    CommandRight{"conv.hold", kWorking},
    CommandRight{"conv.resume", kWorking},
    CommandRight{"conv.take", kWorking},
    CommandRight{"conv.take", kTeamLeads, false, {}, "force"},
    CommandRight{"conv.transfer", kWorking},
    CommandRight{"conv.decide", kAtGateways},
    CommandRight{"conv.callback", kAtGateways},
    CommandRight{"conv.close", kWorking},
    CommandRight{"conv.wrapped", kWorking},
    CommandRight{"conv.abandon", kAtGateways},
    CommandRight{"conv.get", kLoggedIn},
    CommandRight{"conv.list", kLoggedIn},
    CommandRight{"conv.explain", kLoggedIn},

    CommandRight{"msg.in", Role::kGateway | Role::kAdmin},
    CommandRight{"msg.out", kWorking},

    CommandRight{"xread", kLoggedIn},
    CommandRight{"xrange", kLoggedIn},
    CommandRight{"xlen", kLoggedIn},
    CommandRight{"xinfo", kLoggedIn},
    CommandRight{"xtrim", kAdmins},

    CommandRight{"policy.check", kWatching},
    CommandRight{"policy.apply", kAdmins},
    CommandRight{"policy.get", kWatching},
    CommandRight{"policy.shadow", kWatching},
    CommandRight{"policy.shadow", kAdmins, false, kAnyWord},

    CommandRight{"eta", kForecast},
    CommandRight{"queue.stats", kWatching},
    CommandRight{"shard.digest", kWatching},
    CommandRight{"clock", kWatching},
    CommandRight{"clock", kAdmins, true, "hold"},
    CommandRight{"snapshot", kAdmins, true},
};

}  // namespace rights

// What is not listed is for operators alone.
[[nodiscard]] constexpr CommandRight right_of(std::string_view command,
                                              std::string_view word = {}) {
  const auto found = std::find_if(
      rights::kRights.begin(), rights::kRights.end(), [command, word](const CommandRight& right) {
        return right.command == command && right.word == word && right.option.empty();
      });
  if (found != rights::kRights.end()) return *found;
  return {command, rights::kAdmins, true, word};
}

// Who may read a stream: `events`, `inbox:AGENT`, `outbox:CHANNEL`.
[[nodiscard]] constexpr Roles roles_for_stream(std::string_view key) {
  if (key.starts_with("inbox:")) return rights::kWatching | Role::kDesk;
  return rights::kWatching | Role::kGateway;
}

}  // namespace stellwerk::resp
