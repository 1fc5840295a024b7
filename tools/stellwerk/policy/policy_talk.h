// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/policy/compile.h"
#include "tools/stellwerk/client/connection.h"

// What the subcommands of `stellwerk policy` have in common.
namespace stellwerk::cli {

inline constexpr int kPolicyRefused = 1;
inline constexpr int kPolicyTrouble = 2;

// Says it on standard error; answers kPolicyTrouble.
int policy_trouble(const std::string& why);

// The whole file, - for standard input; none when it cannot be read.
[[nodiscard]] std::optional<std::string> read_document(const std::string& file);
int unreadable_document(const std::string& file);

void print_problem(const std::string& file, const policy::Problem& problem);
// Prints what POLICY.CHECK found; whether the document may be applied.
bool print_report(const std::string& file, const Value& report);

// The reply, or the exit code that the lack of one comes to.
struct PolicyAnswer {
  Value reply;
  int code = 0;
};
[[nodiscard]] PolicyAnswer ask_for_policy(Connection& connection, const Request& request);

}  // namespace stellwerk::cli
