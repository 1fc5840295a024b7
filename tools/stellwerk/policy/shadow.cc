// SPDX-License-Identifier: Apache-2.0
#include "tools/stellwerk/policy/shadow.h"

#include <algorithm>
#include <iostream>
#include <optional>

#include "tools/stellwerk/client/print.h"
#include "tools/stellwerk/client/value_json.h"
#include "tools/stellwerk/policy/policy_talk.h"
#include "tools/stellwerk/policy/shadow_text.h"

namespace stellwerk::cli {
namespace {

constexpr std::uint64_t kNewestMax = 1'000;  // that the daemon keeps

bool has_begun(const Value& report) {
  const Value* since = report.find("since_ms");
  return since != nullptr && !since->is_null();
}

// Asks for the report and prints what `text` makes of it and its newest disagreements.
int print_shadow(const ShadowOptions& options, std::uint64_t most,
                 std::string (*text)(const Value&)) {
  Connection connection = open_session(options.daemon);
  PolicyAnswer answer = ask_for_policy(connection, {"POLICY.SHADOW"});
  if (answer.code != 0) return answer.code;
  for (std::size_t i = 0; i + 1 < answer.reply.items.size(); i += 2) {
    if (answer.reply.items[i].text != "newest") continue;
    auto& newest = answer.reply.items[i + 1].items;
    newest.resize(std::min<std::size_t>(newest.size(), most));
  }
  if (options.json) {
    std::cout << to_json(answer.reply).dump(2) << '\n';
    return 0;
  }
  if (!has_begun(answer.reply)) {
    std::cerr << "stellwerk policy: no second policy has decided along; give it one with 'policy "
                 "shadow start'\n";
    return kPolicyRefused;
  }
  std::cout << text(answer.reply);
  return 0;
}

}  // namespace

int run_shadow_start(const ShadowOptions& options) {
  const auto text = read_document(options.file);
  if (!text) return unreadable_document(options.file);
  Connection connection = open_session(options.daemon);
  // POLICY.SHADOW names one mistake only, this all of them.
  const PolicyAnswer checked = ask_for_policy(connection, {"POLICY.CHECK", *text});
  if (checked.code != 0) return checked.code;
  if (!print_report(options.file, checked.reply)) return kPolicyRefused;
  const PolicyAnswer begun = ask_for_policy(connection, {"POLICY.SHADOW", *text});
  if (begun.code == 0) std::cout << options.file << ": decides along\n";
  return begun.code;
}

int run_shadow_show(const ShadowOptions& options) {
  return print_shadow(options, kNewestMax, shadow_text);
}

int run_shadow_list(const ShadowOptions& options) {
  return print_shadow(options, options.count, disagreements_text);
}

int run_shadow_stop(const ShadowOptions& options) {
  Connection connection = open_session(options.daemon);
  return ask_for_policy(connection, {"POLICY.SHADOW", "OFF"}).code;
}

}  // namespace stellwerk::cli
