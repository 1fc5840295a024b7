// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/policy/policy.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

struct Flags {
  AccessFlags access;
  PolicyOptions options;
};

std::shared_ptr<Flags> add(CLI::App* policy, Task& task, const char* name, const char* help,
                           int (*run)(const PolicyOptions&)) {
  CLI::App* const command = policy->add_subcommand(name, help);
  const auto flags = std::make_shared<Flags>();
  flags->access.add_to(command);
  command->callback([=, &task] {
    flags->options.daemon = flags->access.access();
    task = [=] { return run(flags->options); };
  });
  return flags;
}

void add_file(CLI::App* policy, const char* name, Flags& flags) {
  policy->get_subcommand(name)
      ->add_option("FILE", flags.options.file, "The document; - for standard input")
      ->required();
}

}  // namespace

void add_policy(CLI::App& app, Task& task) {
  CLI::App* const policy =
      app.add_subcommand("policy",
                         "Checks, applies, prints and compares policy documents.\n"
                         "Exit code: 0; 1 when a document is refused or differs; 2 for trouble");
  policy->require_subcommand(1);
  const auto check =
      add(policy, task, "check", "Says what is wrong with a document", run_policy_check);
  add_file(policy, "check", *check);
  policy->get_subcommand("check")->add_flag(
      "--offline", check->options.offline,
      "Without a daemon: what open conversations still need is not known then");
  const auto flag = [&check, policy](const char* name, bool& value, const char* help) {
    return policy->get_subcommand("check")->add_flag(name, value, help)->excludes("--offline");
  };
  CLI::Option* const live =
      flag("--against-live", check->options.against_live,
           "Tries it on a copy of the live state and tells what it would change at once");
  flag("--json", check->options.json, "What it would change, as JSON")->needs(live);
  const auto apply = add(policy, task, "apply", "Puts a document in force and prints its version",
                         run_policy_apply);
  add_file(policy, "apply", *apply);
  policy->get_subcommand("apply")->add_option("--if", apply->options.version,
                                              "Only if this version is in force");
  const auto get = add(policy, task, "get", "Prints the document in force", run_policy_get);
  policy->get_subcommand("get")->add_flag("--json", get->options.json, "With its version, as JSON");
  const auto diff =
      add(policy, task, "diff", "Compares the document in force with a file", run_policy_diff);
  add_file(policy, "diff", *diff);
}

}  // namespace stellwerk::cli
