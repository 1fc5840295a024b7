// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "tools/stellwerk/access_flags.h"
#include "tools/stellwerk/policy/policy.h"
#include "tools/stellwerk/policy/shadow.h"
#include "tools/stellwerk/subcommands.h"

namespace stellwerk::cli {
namespace {

template <typename Options>
struct Flags {
  AccessFlags access;
  Options options;
};

template <typename Options>
std::shared_ptr<Flags<Options>> add(CLI::App* parent, Task& task, const char* name,
                                    const char* help, int (*run)(const Options&)) {
  CLI::App* const command = parent->add_subcommand(name, help);
  const auto flags = std::make_shared<Flags<Options>>();
  flags->access.add_to(command);
  command->callback([=, &task] {
    flags->options.daemon = flags->access.access();
    task = [=] { return run(flags->options); };
  });
  return flags;
}

template <typename Options>
void add_file(CLI::App* parent, const char* name, Flags<Options>& flags) {
  parent->get_subcommand(name)
      ->add_option("FILE", flags.options.file, "The document; - for standard input")
      ->required();
}

void add_shadow(CLI::App* policy, Task& task) {
  CLI::App* const shadow = policy->add_subcommand(
      "shadow",
      "Lets a second document decide along, without effect, and tells where it disagrees");
  shadow->require_subcommand(1);
  const auto start =
      add(shadow, task, "start", "Begins, in place of the one before", run_shadow_start);
  add_file(shadow, "start", *start);
  const auto show = add(shadow, task, "show", "Prints how often the two disagree", run_shadow_show);
  shadow->get_subcommand("show")->add_flag("--json", show->options.json,
                                           "The whole report, as JSON");
  const auto list = add(shadow, task, "list", "Prints the newest disagreements, the newest first",
                        run_shadow_list);
  shadow->get_subcommand("list")
      ->add_option("--count", list->options.count, "So many of them, at most 1000")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  shadow->get_subcommand("list")->add_flag("--json", list->options.json, "As JSON");
  add(shadow, task, "stop", "Ends it; what it has found stays to be shown", run_shadow_stop);
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
  add_shadow(policy, task);
}

}  // namespace stellwerk::cli
