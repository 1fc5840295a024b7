// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/policy.h"

#include <chrono>
#include <iostream>

#include "core/policy/compile.h"
#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"
#include "tools/stellwerk/policy/policy_talk.h"
#include "tools/stellwerk/policy/trial_text.h"
#include "tools/stellwerk/policy/unified_diff.h"

namespace stellwerk::cli {
namespace {

constexpr int kDifferent = 1;

base::Instant wall_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

int check_offline(const PolicyOptions& options, const std::string& text) {
  const policy::Compiled compiled = policy::compile(text, wall_now());
  for (const policy::Problem& problem : compiled.problems) print_problem(options.file, problem);
  if (!compiled.ok()) return kPolicyRefused;
  std::cout << options.file << ": ok\n";
  return 0;
}

}  // namespace

int run_policy_check(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable_document(options.file);
  if (options.offline) return check_offline(options, *text);
  Connection connection = open_session(options.daemon);
  Request request{"POLICY.CHECK", *text};
  if (options.against_live) request.option("AGAINST", "live");
  const PolicyAnswer answer = ask_for_policy(connection, request);
  if (answer.code != 0) return answer.code;
  const bool good = print_report(options.file, answer.reply);
  const Value* live = answer.reply.find("live");
  if (options.json && live != nullptr) {
    std::cout << to_json(*live).dump(2) << '\n';
    return good ? 0 : kPolicyRefused;
  }
  if (!good) return kPolicyRefused;
  if (live != nullptr) std::cout << trial_text(*live);
  std::cout << options.file << ": ok\n";
  return 0;
}

int run_policy_apply(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable_document(options.file);
  Connection connection = open_session(options.daemon);
  // POLICY.APPLY names one mistake only, this all of them.
  const PolicyAnswer checked = ask_for_policy(connection, {"POLICY.CHECK", *text});
  if (checked.code != 0) return checked.code;
  if (!print_report(options.file, checked.reply)) return kPolicyRefused;
  Request request{"POLICY.APPLY", *text};
  if (options.version) request.option("IF", *options.version);
  const PolicyAnswer applied = ask_for_policy(connection, request);
  if (applied.code == 0) print(applied.reply, std::cout);
  return applied.code;
}

int run_policy_get(const PolicyOptions& options) {
  Connection connection = open_session(options.daemon);
  const PolicyAnswer answer = ask_for_policy(connection, {"POLICY.GET"});
  if (answer.code != 0) return answer.code;
  if (options.json) {
    std::cout << to_json(answer.reply).dump(2) << '\n';
    return 0;
  }
  const Value* version = answer.reply.find("version");
  if (version == nullptr || version->as_integer() == 0) {
    std::cerr << "stellwerk policy: there is no policy yet; give it one with 'policy apply'\n";
    return 0;
  }
  if (const Value* toml = answer.reply.find("toml")) std::cout << toml->text;
  return 0;
}

int run_policy_diff(const PolicyOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable_document(options.file);
  Connection connection = open_session(options.daemon);
  const PolicyAnswer answer = ask_for_policy(connection, {"POLICY.GET"});
  if (answer.code != 0) return kPolicyTrouble;
  const Value* toml = answer.reply.find("toml");
  const Value* version = answer.reply.find("version");
  if (toml == nullptr || version == nullptr) {
    return policy_trouble("the answer to POLICY.GET has no version and toml");
  }
  const std::string in_force = "policy version " + std::to_string(version->as_integer());
  const std::string difference = unified_diff({in_force, toml->text}, {options.file, *text});
  std::cout << difference;
  return difference.empty() ? 0 : kDifferent;
}

}  // namespace stellwerk::cli
