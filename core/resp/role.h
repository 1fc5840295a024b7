// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stellwerk::resp {

// What a user is there for; it decides which commands and streams are his.
enum class Role : std::uint8_t {
  kGateway,     // brings conversations and messages from a channel and takes the replies
  kDesk,        // where an agent, or a bot, works
  kSupervisor,  // looks after agents and conversations
  kAdmin,       // everything, the policy among it
  kObserver,    // looks on
};
inline constexpr std::array kEveryRole = {Role::kGateway, Role::kDesk, Role::kSupervisor,
                                          Role::kAdmin, Role::kObserver};

// A set of roles, a bit each; one bit more stands for who has not logged in.
using Roles = std::uint8_t;
constexpr Roles just(Role role) { return static_cast<Roles>(1U << static_cast<unsigned>(role)); }
constexpr Roles operator|(Role a, Role b) { return static_cast<Roles>(just(a) | just(b)); }
constexpr Roles operator|(Roles a, Role b) { return static_cast<Roles>(a | just(b)); }
inline constexpr Roles kLoggedIn = 0x1f;
inline constexpr Roles kStranger = 0x20;
inline constexpr Roles kAnybody = kLoggedIn | kStranger;

// "gateway", as configurations and errors write it.
[[nodiscard]] std::string_view name(Role role);
// Empty when there is no role of that name.
[[nodiscard]] std::optional<Role> parse_role(std::string_view text);
// "desk, supervisor and admin".
[[nodiscard]] std::string names_of(Roles roles);

}  // namespace stellwerk::resp
