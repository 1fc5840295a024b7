// SPDX-License-Identifier: Apache-2.0
#include "core/resp/role.h"

#include <vector>

namespace stellwerk::resp {

std::string_view name(Role role) {
  switch (role) {
    case Role::kGateway:
      return "gateway";
    case Role::kDesk:
      return "desk";
    case Role::kSupervisor:
      return "supervisor";
    case Role::kAdmin:
      return "admin";
    case Role::kObserver:
      return "observer";
  }
  return "";
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : kEveryRole) {
    if (name(role) == text) return role;
  }
  return std::nullopt;
}

std::string names_of(Roles roles) {
  std::vector<std::string_view> names;
  for (const Role role : kEveryRole) {
    if ((roles & just(role)) != 0) names.push_back(name(role));
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace stellwerk::resp
